import { globSync, readFileSync } from 'node:fs';
import { buildSchema as parseSchema, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { FIRST_OPERATIONS } from '../src/first-operations.ts';
import { schemaText } from '../src/print-schema.ts';

const ROOT = new URL('../../..', import.meta.url).pathname;
const schema = parseSchema(schemaText());

/** The documents between two marks, in files of the repository. */
function documents(pattern: string, between: RegExp): [string, string][] {
  return globSync(pattern, { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(`${ROOT}${file}`, 'utf8').matchAll(between)].map(([, text = '']): [string, string] => [
      file,
      text,
    ]),
  );
}

const inGuides = documents('{*.md,docs/*.md,packages/*/*.md,apps/*/*.md}', /```graphql\n(.*?)```/gs);
const inDemonstration = documents('apps/demo/src/*.ts', /GraphQL \*\/ `(.*?)`/gs);

test('there are operations to look at in the guides and in the demonstration', () => {
  expect(new Set([...inGuides, ...inDemonstration].map(([file]) => file))).toEqual(
    new Set([
      'README.md',
      'apps/demo/src/event-line.ts',
      'apps/demo/src/flight-operations.ts',
      'apps/demo/src/ship-desk.ts',
      'apps/demo/src/vacation-desk.ts',
    ]),
  );
});

test.each([...FIRST_OPERATIONS.map((text) => ['GraphiQL', text]), ...inGuides, ...inDemonstration])(
  'what %s asks is valid: %s',
  (_where, text) => {
    expect(validate(schema, parse(text))).toEqual([]);
  },
);

test('the operations of GraphiQL run when the button is pressed: each tab has one, without variables', () => {
  for (const text of FIRST_OPERATIONS) {
    const { definitions } = parse(text);
    expect(definitions).toMatchObject([{ kind: 'OperationDefinition', variableDefinitions: [] }]);
  }
});
