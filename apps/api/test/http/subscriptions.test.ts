import { COMMAND_CHANNEL, feedHead } from '@interline/core/hub';
import { describe, expect, test } from 'vitest';
import { realHub } from './support/real-hub.ts';
import { openStream } from './support/stream.ts';
import { startServer, TOKEN } from './support/test-server.ts';
import type { GraphQLAnswer, TestServer } from './support/test-server.ts';

/** The results of a subscription, whatever carries them: its next one, or null when there are no more. */
interface Watch {
  next(): Promise<GraphQLAnswer | null>;
  leave(): Promise<void>;
}
type Open = (server: TestServer, query: string, variables: Record<string, unknown>) => Promise<Watch>;

const overWebSocket: Open = async (server, query, variables) => {
  const results = server.client().iterate({ query, variables });
  return {
    next: async () => {
      const { done, value } = await results.next();
      return done === true ? null : (value as GraphQLAnswer);
    },
    leave: async () => void (await results.return?.()),
  };
};

const overEventStream: Open = async (server, query, variables) => {
  const stream = await openStream(server, { query, variables });
  return {
    next: async () => {
      const told = await stream.next();
      return told?.event === 'next' ? (told.data as GraphQLAnswer) : null;
    },
    leave: async () => stream.leave(),
  };
};

const EVENTS = `subscription ($after: String, $filter: OrderEventFilter) {
  orderEvents(after: $after, filter: $filter) { cursor event { type to channelTo } order { reference status } } }`;

interface OrderEvents {
  readonly cursor: string;
}

describe.each([
  ['graphql-ws', overWebSocket],
  ['server-sent events', overEventStream],
] as const)('over %s', (_name, open) => {
  test('orderEvents gives what the filter lets through, and goes on after a cursor without a gap', async () => {
    const hub = await realHub();
    const server = await startServer(hub.options);
    const filter = { types: ['ORDER_CREATED'], status: ['AWAITING_FULFILMENT'] };
    const live = await open(server, EVENTS, { filter, after: await feedHead(hub.hub.database) });
    await hub.store({ reference: 1 }, { reference: 2, status: 'WAIT_BUYER_PAY' }, { reference: 3 });
    const created = (reference: string) => ({
      cursor: expect.any(String) as string,
      event: { type: 'ORDER_CREATED', to: 'AWAITING_FULFILMENT', channelTo: 'WAIT_SELLER_SEND_GOODS' },
      order: { reference, status: 'AWAITING_FULFILMENT' },
    });
    const first = await live.next();
    expect(first).toEqual({ data: { orderEvents: created('1') } });
    await live.leave();
    await hub.store({ reference: 4 });
    const message = first?.data?.['orderEvents'] as OrderEvents | undefined;
    const resumed = await open(server, EVENTS, { filter, after: message?.cursor });
    expect(await resumed.next()).toEqual({ data: { orderEvents: created('3') } });
    expect(await resumed.next()).toEqual({ data: { orderEvents: created('4') } });
    await hub.store({ reference: 5 });
    expect(await resumed.next()).toEqual({ data: { orderEvents: created('5') } });
  });

  test('orderStatusChanged gives status changes from now on, and no others', async () => {
    const hub = await realHub();
    const server = await startServer(hub.options);
    await hub.store({ reference: 1 });
    const query = `subscription ($filter: OrderEventFilter) {
      orderStatusChanged(filter: $filter) { event { type from to } order { reference } } }`;
    const live = await open(server, query, { filter: { status: ['COMPLETED'] } });
    const next = live.next();
    await hub.watched;
    await hub.store({ reference: 1, status: 'WAIT_BUYER_CONFIRM_GOODS', modified: '2026-10-01 10:00:00' });
    await hub.store({ reference: 1, status: 'TRADE_FINISHED', modified: '2026-10-01 11:00:00' });
    const event = { type: 'STATUS_CHANGED', from: 'FULFILLED', to: 'COMPLETED' };
    expect(await next).toEqual({ data: { orderStatusChanged: { event, order: { reference: '1' } } } });
  });

  test('commandUpdated gives the command as it is, each change, and then ends', async () => {
    const hub = await realHub();
    const server = await startServer(hub.options);
    server.grant(TOKEN, { tokenId: '00000000-0000-7000-8000-000000000001' });
    await hub.store({ reference: 1, orderType: 2 });
    const input = { orderReference: '1', itemReference: '10', idempotencyKey: 'wish', waitSeconds: 0 };
    const { json } = await server.post({
      query: `mutation ($input: DeliverVacationItemInput!) {
        deliverVacationItem(input: $input) { ... on CommandAccepted { command { id state } } ... on Refusal { message } } }`,
      variables: { input },
    });
    expect(json).toMatchObject({ data: { deliverVacationItem: { command: { state: 'PENDING' } } } });
    const { command } = Object(json.data?.['deliverVacationItem']) as { command: { id: string } };
    const query = 'subscription ($id: ID!) { commandUpdated(id: $id) { id state order { reference } } }';
    const live = await open(server, query, { id: command.id });
    const updated = (state: string) => ({
      data: { commandUpdated: { id: command.id, state, order: { reference: '1' } } },
    });
    expect(await live.next()).toEqual(updated('PENDING'));
    // As another node of the hub settles it.
    await hub.hub.database.query({
      name: 'test.settle',
      text: `with settled as (update interline.command set state = 'SUCCEEDED', finished_at = now() returning id)
             select pg_notify('${COMMAND_CHANNEL}', '') from settled`,
    });
    expect(await live.next()).toEqual(updated('SUCCEEDED'));
    expect(await live.next()).toBeNull();
  });

  test('what cannot be watched is refused with what to do', async () => {
    const server = await startServer((await realHub()).options);
    const wrong = await open(server, EVENTS, { after: 'nonsense' });
    expect(await wrong.next()).toMatchObject({
      errors: [{ message: expect.stringContaining('subscribe without `after`') as string }],
    });
    const query = 'subscription ($id: ID!) { commandUpdated(id: $id) { state } }';
    const unknown = await open(server, query, { id: 'command_00000000-0000-7000-8000-000000000000' });
    expect(await unknown.next()).toMatchObject({
      errors: [{ message: expect.stringContaining('no such command') as string }],
    });
  });
});
