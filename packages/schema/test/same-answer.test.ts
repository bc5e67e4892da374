import { execute, parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileOperation } from '../src/index.ts';
import { cruiseOrder } from './support/cruise-order.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

let hub: SchemaHub;
let viewer: ReturnType<typeof viewerOf>;

beforeAll(async () => {
  hub = await schemaHub();
  const shop = await hub.shop('a');
  const plain = await hub.shop('p', 'plain');
  viewer = viewerOf([shop, plain]);
  await hub.store(
    shop,
    cruiseOrder('1'),
    cruiseOrder('2', { createdAt: new Date('2026-11-02T00:00:00.5Z'), buyerNick: null, detail: {} }),
  );
  await hub.storeQuotes(shop, '1');
  await hub.store(
    plain,
    cruiseOrder('3', { createdAt: new Date('2026-11-03T00:00:00Z'), currency: 'JPY', travellers: [], refunds: [] }),
  );
});
afterAll(() => hub[Symbol.asyncDispose]());

const ORDER = `id channel shop { id name channel state parkedAt createdAt } reference direction status channelStatus confirmation
  refundStatus total { minorUnits currency decimal } paid { decimal } buyerNick itemCount travelStart travelEnd deadline createdAt paidAt
  endedAt modifiedAt observedAt version
  items { __typename id reference title kind quantity unitPrice { minorUnits } travelEnd deadline
    tickets { reference } contact { __typename role name phone email } travellers { name documentNumber birthday documentType } refunds { reference }
    ... on CruiseItem { deck } }
  buyer { name phone } travellers { name namePinyin } refunds { __typename id reference itemReference status amount { decimal } requestedAt }
  timeline(first: 5) { totalCount edges { cursor node { id type from to version cause occurredAt changedFields channelFrom channelTo refundReference changeReference ticketReference amountFrom amountTo facts { name value } anomaly { code path value } } } pageInfo { hasNextPage endCursor } }
  changes { __typename id reference itemReference status channelStatus amount { minorUnits } deadline requestedAt ... on CruiseChange { cabin } }
  tickets { __typename id reference itemReference status kind number amount { decimal } ... on CruiseTicket { gate } }
  commands { id state reference order { reference } confirms { id } quote { __typename id replacedBy { id } } }
  quotes { __typename id kind reference itemReference precalculated fee { minorUnits } amount { decimal currency } expiresAt createdAt
    lines { itemReference segment fee { minorUnits } amount { minorUnits } } order { id } replacedBy { id } confirmedBy { id state }
    ... on ChangeQuote { changeReference } }
  ... on CruiseOrder { ship nights refundable tags deposit { minorUnits } ports { name nights } home { name nights } }`;

const QUERIES: Record<string, string> = {
  'one order': `{ order(channel: "cruise", reference: "1") { __typename ${ORDER} } }`,
  'an order that is not there': `{ order(channel: "cruise", reference: "nope") { id } }`,
  'a list': `{ orders(first: 2) { totalCount edges { cursor node { __typename ${ORDER} } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`,
  'several fields with aliases': `{ a: orders(last: 1) { nodes { key: reference } pageInfo { hasNextPage hasPreviousPage } } b: order(channel: "plain", reference: "3") { ${ORDER} } }`,
  'an empty list': `{ orders(filter: { reference: "none" }) { edges { cursor } nodes { id } pageInfo { hasNextPage startCursor endCursor } totalCount } }`,
  'only a count':
    '{ orders { totalCount } empty: orders(filter: { reference: "x" }) { totalCount pageInfo { hasPreviousPage } } }',
  'fragments that overlap': `query { orders { nodes { ...A ... on CruiseOrder { reference ship } ... on GenericOrder { reference total { currency } } } } }
    fragment A on Order { total { minorUnits } ... on Node { id } items { title } items { reference } }`,
};

for (const [name, query] of Object.entries(QUERIES)) {
  test(`${name}: one statement and the resolvers give the same text`, async () => {
    const compiled = await hub.askCompiled(viewer, query);
    const resolved = await hub.ask(viewer, query);
    expect(resolved.errors).toBeUndefined();
    expect(compiled).toBe(JSON.stringify(resolved.data));
  });
}

test('fields that are merged under a condition are read when it holds', async () => {
  const document = parse('query ($more: Boolean!) { shops { name } shops @include(if: $more) { accountId } }');
  const ask = async (more: boolean) =>
    (await execute({ schema: hub.schema, document, variableValues: { more }, contextValue: hub.context(viewer) })).data;
  expect(await ask(false)).toEqual({ shops: [{ name: 'Shop a' }, { name: 'Shop p' }] });
  expect(await ask(true)).toEqual({
    shops: [
      { name: 'Shop a', accountId: 'a' },
      { name: 'Shop p', accountId: 'p' },
    ],
  });
});

test('a query whose root fields depend on a variable is left to the resolvers', () => {
  const query =
    'query ($more: Boolean!) { ...F } fragment F on Query { shops { name } other: shops @include(if: $more) { id } }';
  expect(compileOperation(hub.schema, parse(query))).toBeNull();
});
