import { feedHead } from '@interline/core/hub';
import { expect, test } from 'vitest';
import { realHub } from './support/real-hub.ts';
import { connect, runOnce } from './support/socket.ts';
import { startServer } from './support/test-server.ts';

const ORDERS = `query Orders($first: Int) {
  orders(first: $first) {
    totalCount
    edges { cursor node { id reference status channelStatus buyerNick total { minorUnits currency } items { id reference title status } travellers { name } timeline(first: 3) { edges { node { type from to } } } } }
    pageInfo { hasNextPage endCursor }
  }
}`;

test('the fast path and the resolvers send the same bytes', async () => {
  const hub = await realHub();
  await hub.store(...[1, 2, 3].map((reference) => ({ reference })));
  let compiled = 0;
  const fast = await startServer({
    ...hub.options,
    compile: (...operation) => {
      const found = hub.options.compile?.(...operation) ?? null;
      if (found) compiled += 1;
      return found;
    },
  });
  const slow = await startServer({ ...hub.options, compile: () => null });
  for (const variables of [{ first: 2 }, {}]) {
    const [one, other] = [await fast.post({ query: ORDERS, variables }), await slow.post({ query: ORDERS, variables })];
    expect(one.json.errors).toBeUndefined();
    expect(one.text).toBe(other.text);
  }
  expect(compiled).toBe(1);
  const wrong = { query: ORDERS, variables: { first: -1 } };
  expect((await fast.post(wrong)).text).toBe((await slow.post(wrong)).text);
});

const EVENTS = `subscription Watch($after: String) {
  orderEvents(after: $after) { cursor event { type to } order { reference status } }
}`;

interface OrderMessage {
  readonly cursor: string;
  readonly event: { readonly type: string };
  readonly order: { readonly reference: string };
}

test('changes reach two subscribers once each, also across a reconnect', async () => {
  const hub = await realHub();
  const server = await startServer(hub.options);
  const messageOf = async (raw: Awaited<ReturnType<typeof connect>>): Promise<OrderMessage> => {
    const { payload } = await raw.next();
    if (!payload?.data) throw new Error(JSON.stringify(payload));
    return payload.data['orderEvents'] as OrderMessage;
  };
  const live = await connect(server);
  const after = await feedHead(hub.hub.database);
  live.send({ type: 'subscribe', id: '1', payload: { query: EVENTS, variables: { after } } });
  await hub.store({ reference: 2 });
  const first = await messageOf(live);
  expect(first).toMatchObject({ event: { type: 'ORDER_CREATED' }, order: { reference: '2' } });
  await hub.store({ reference: 3 });
  const second = await messageOf(live);

  const back = await connect(server);
  back.send({ type: 'subscribe', id: '1', payload: { query: EVENTS, variables: { after: first.cursor } } });
  expect(await messageOf(back)).toEqual(second);
  await hub.store({ reference: 4 });
  expect(await messageOf(back)).toEqual(await messageOf(live));
});

test('a cursor that is none is answered with what to do', async () => {
  const server = await startServer((await realHub()).options);
  const raw = await connect(server);
  raw.send({ type: 'subscribe', id: '1', payload: { query: EVENTS, variables: { after: 'nonsense' } } });
  expect(await raw.next()).toMatchObject({
    type: 'next',
    payload: { errors: [{ message: expect.stringContaining('subscribe without `after`') as string }] },
  });
  expect(await raw.next()).toEqual({ type: 'complete', id: '1' });
});

test.each([
  [
    'a word that is no status',
    { filter: { status: ['FOO'] } },
    'BAD_USER_INPUT',
    /filter.status\[0\].*"FOO".*"OrderStatus"/,
  ],
  ['a condition that there is not', { filter: { stat: 'FOO' } }, 'BAD_USER_INPUT', /"stat".*"OrderFilter"/],
  ['a page too large', { first: 1000 }, 'BAD_USER_INPUT', /"first".*1 to 100; got 1000. Fetch more by following/],
  [
    'a cursor of another order of rows',
    { after: 'md.0.0-0' },
    'BAD_USER_INPUT',
    /"after".*CREATED_AT DESC. Start again/,
  ],
  ['a cursor that is none', { after: 'x' }, 'BAD_USER_INPUT', /"after".*no cursor of the hub/],
  ['a shop that is none', { filter: { shop: 'x' } }, 'BAD_USER_INPUT', /"filter.shop".*a field "id"/],
])('%s is named, with a code and a remedy, over both transports', async (_what, variables, code, message) => {
  const server = await startServer((await realHub()).options);
  const query = `query ($filter: OrderFilter, $first: Int, $after: String) {
    orders(filter: $filter, first: $first, after: $after) { nodes { id } } }`;
  const refused = { message: expect.stringMatching(message) as string, extensions: { code } };
  expect((await server.post({ query, variables })).json).toMatchObject({ errors: [refused] });
  expect(await runOnce(server.client(), query, variables)).toMatchObject({ errors: [refused] });
});
