import fc from 'fast-check';
import {
  getNamedType,
  type GraphQLField,
  type GraphQLNamedType,
  isAbstractType,
  isLeafType,
  isRequiredArgument,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cruiseOrder } from './support/cruise-order.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

let hub: SchemaHub;
let viewer: ReturnType<typeof viewerOf>;

beforeAll(async () => {
  hub = await schemaHub();
  const cruise = await hub.shop('a');
  const plain = await hub.shop('p', 'plain');
  viewer = viewerOf([cruise, plain]);
  await hub.store(
    cruise,
    cruiseOrder('1'),
    cruiseOrder('2', { detail: {}, travellers: [], refunds: [], changes: [], tickets: [] }),
  );
  await hub.storeQuotes(cruise, '1');
  await hub.store(plain, cruiseOrder('3', { currency: 'KWD', buyerNick: null, paidAt: null }));
});
afterAll(() => hub[Symbol.asyncDispose]());

/** Stands for a response key: every selection gets one of its own, so that no two clash. */
const KEY = '#';

function withKeys(text: string): string {
  let keys = 0;
  return text.replaceAll(KEY, () => `k${(keys += 1)}`);
}

/** Only the resolvers can answer these. */
const WITHOUT_SQL = new Set(['availableActions', 'raw']);

/** Random selections of a type: its fields in whatever number, aliases, type names, fragments and conditions, to a depth. */
function selections(schema: GraphQLSchema, type: GraphQLNamedType, depth: number): fc.Arbitrary<string> {
  const fields = isObjectType(type) || isInterfaceType(type) ? Object.values(type.getFields()) : [];
  const usable = fields.filter(
    (field) =>
      !WITHOUT_SQL.has(field.name) &&
      !field.args.some(isRequiredArgument) &&
      (depth > 0 || isLeafType(getNamedType(field.type))),
  );
  const parts = [fc.constant('__typename'), ...usable.map((field) => selected(schema, field, depth))];
  const concrete = isAbstractType(type) && depth > 0 ? schema.getPossibleTypes(type) : [];
  const fragments = concrete.map((each) =>
    selections(schema, each, depth - 1).map((inner) => `... on ${each.name} { ${inner} }`),
  );
  return fc.array(fc.oneof(...parts, ...fragments), { minLength: 1, maxLength: 6 }).map((chosen) => chosen.join(' '));
}

function selected(schema: GraphQLSchema, field: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<string> {
  const type = getNamedType(field.type);
  const below = isLeafType(type)
    ? fc.constant('')
    : selections(schema, type, depth - 1).map((inner) => ` { ${inner} }`);
  const condition = fc.constantFrom('', '', '', ' @include(if: $yes)', ' @skip(if: $yes)');
  return fc.tuple(condition, below).map(([directive, inner]) => `${KEY}: ${field.name}${directive}${inner}`);
}

test('any query gives the same text by one statement and by the resolvers', async () => {
  const type = hub.schema.getQueryType();
  const query = ['orders', 'order', 'shops', 'commands', 'deadLetters'];
  const roots = query.map((name) => {
    const field = type?.getFields()[name];
    if (field === undefined) {
      throw new Error(`There is no query ${name}.`);
    }
    const args = name === 'order' ? '(channel: "cruise", reference: "1")' : name === 'orders' ? '(first: 2)' : '';
    return selections(hub.schema, getNamedType(field.type), 4).map((inner) => `${name}${args} { ${inner} }`);
  });
  let compared = 0;
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(
      fc.oneof({ arbitrary: roots[0] ?? fc.constant(''), weight: 5 }, ...roots),
      fc.boolean(),
      async (root, yes) => {
        // The last field makes sure that the variable is used.
        const text = `query ($yes: Boolean!) { ${withKeys(root)} last: shops { id @include(if: $yes) name } }`;
        const variables = { yes };
        const resolved = await hub.ask(viewer, text, variables);
        if (resolved.errors?.some(({ message }) => /maximum complexity/.test(message))) {
          return;
        }
        expect(resolved.errors).toBeUndefined();
        expect(await hub.askCompiled(viewer, text, variables)).toBe(JSON.stringify(resolved.data));
        compared += 1;
        for (const [word] of root.matchAll(/\w+/g)) {
          seen.add(word);
        }
      },
    ),
    { numRuns: 300, seed: 7 },
  );
  expect(compared).toBeGreaterThan(120);
  expect([...seen]).toEqual(expect.arrayContaining(['changes', 'tickets', 'quotes', 'lines', 'confirms', 'facts']));
});
