import { globSync, readFileSync } from 'node:fs';
import { buildSchema as parseSchema, Kind, parse, validate } from 'graphql';
import { expect, test } from 'vitest';
import { firstOperations } from '../src/first-operations.ts';
import { schemaText } from '../src/print-schema.ts';

const ROOT = new URL('../../..', import.meta.url).pathname;
const FIRST_OPERATIONS = firstOperations(new Date('2026-11-22T04:00:00Z'));
const schema = parseSchema(schemaText());

/** What a pattern finds in files of the repository: each with its file. */
function found(files: string, pattern: RegExp): [string, RegExpExecArray][] {
  return globSync(files, { cwd: ROOT }).flatMap((file) =>
    [...readFileSync(`${ROOT}${file}`, 'utf8').matchAll(pattern)].map((match): [string, RegExpExecArray] => [
      file,
      match,
    ]),
  );
}

const inGuides = found('{*.md,docs/*.md,packages/*/*.md,apps/*/*.md}', /```graphql\n(.*?)```/gs).map(
  ([file, [, text = '']]): [string, string] => [file, text],
);

/** Documents of the demonstration. Fragments that several of them have stand in a constant of their own. */
const inDemonstration = (() => {
  const constants = found('apps/demo/src/*.ts', /const (\w+) = \/\* GraphQL \*\/ `(.*?)`/gs);
  const texts = new Map(constants.map(([, [, name = '', text = '']]) => [name, text]));
  return constants
    .map(([file, [, , text = '']]): [string, string] => [
      file,
      text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => texts.get(name) ?? `no constant ${name}`),
    ])
    .filter(([, text]) => !/^\s*fragment/.test(text));
})();

test('there are operations to look at in the guides and in the demonstration', () => {
  expect(new Set([...inGuides, ...inDemonstration].map(([file]) => file))).toEqual(
    new Set([
      'README.md',
      'apps/demo/src/event-lines.ts',
      'apps/demo/src/flight-operations.ts',
      'apps/demo/src/ship-operations.ts',
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

test('the operations of GraphiQL run when the button is pressed: each tab has one with a name, without variables', () => {
  const operations = FIRST_OPERATIONS.map((text) =>
    parse(text).definitions.filter(({ kind }) => kind === Kind.OPERATION_DEFINITION),
  );
  for (const each of operations) {
    expect(each).toMatchObject([{ name: { value: expect.any(String) as string }, variableDefinitions: [] }]);
  }
});
