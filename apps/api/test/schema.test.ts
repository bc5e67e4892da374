import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { schemaText } from '../src/print-schema.ts';

test('the committed schema is the one that is served: run `pnpm --filter @interline/api schema` after a change', () => {
  expect(schemaText()).toBe(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
});
