import { readFileSync } from 'node:fs';
import { isTypeDefinitionNode, Kind, parse, visit } from 'graphql';
import { expect, test } from 'vitest';
import { schemaText } from '../src/print-schema.ts';

test('the committed schema is the one that is served: run `pnpm --filter @interline/api schema` after a change', () => {
  expect(schemaText()).toBe(readFileSync(new URL('../schema.graphql', import.meta.url), 'utf8'));
});

test('whatever an adapter adds is described as well', () => {
  const bare: string[] = [];
  visit(parse(schemaText()), {
    enter(node) {
      const named =
        isTypeDefinitionNode(node) ||
        node.kind === Kind.FIELD_DEFINITION ||
        node.kind === Kind.INPUT_VALUE_DEFINITION ||
        node.kind === Kind.ENUM_VALUE_DEFINITION;
      if (named && !node.description?.value.trim()) bare.push(`${node.name.value} at ${node.loc?.startToken.line}`);
    },
  });
  expect(bare).toEqual([]);
});
