import { submitCommand } from '@interline/core/hub';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cruiseOrder } from './support/cruise-order.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

type Shop = Awaited<ReturnType<SchemaHub['shop']>>;
let hub: SchemaHub;
let cruise: Shop;
let plain: Shop;

beforeAll(async () => {
  hub = await schemaHub();
  cruise = await hub.shop('a');
  plain = await hub.shop('p', 'plain');
  await hub.store(cruise, cruiseOrder('1'));
  await hub.store(plain, cruiseOrder('2'));
});
afterAll(() => hub[Symbol.asyncDispose]());

async function ask(query: string): Promise<unknown> {
  const compiled: unknown = JSON.parse(await hub.askCompiled(viewerOf([cruise, plain]), query));
  const { data, errors } = await hub.ask(viewerOf([cruise, plain]), query);
  expect(errors).toBeUndefined();
  expect(JSON.parse(JSON.stringify(data))).toEqual(compiled);
  return compiled;
}

test('orders are found by where their changes stand, and tell it over all of them', async () => {
  const [change] = cruiseOrder('5').changes ?? [];
  if (!change) throw new Error('The order has no change.');
  const held = [
    { ...change, status: 'AWAITING_PAYMENT' as const },
    { ...change, reference: 'G5', status: 'CLOSED' as const },
  ];
  await hub.store(
    cruise,
    cruiseOrder('5', { changes: held, createdAt: new Date('2026-11-02T00:00:00Z') }),
    cruiseOrder('6', { changes: [] }),
  );
  const found = (filter: string): Promise<unknown> =>
    ask(`{ orders(filter: { channel: "cruise", ${filter} }) { nodes { reference changeStatus } } }`);
  const one = { reference: '1', changeStatus: 'AWAITING_FULFILMENT' };
  const five = { reference: '5', changeStatus: 'AWAITING_PAYMENT' };
  expect(await found('reference: "6"')).toEqual({ orders: { nodes: [{ reference: '6', changeStatus: null }] } });
  expect(await found('changeStatus: [AWAITING_PAYMENT]')).toEqual({ orders: { nodes: [five] } });
  expect(await found('changeStatus: [AWAITING_PAYMENT, AWAITING_FULFILMENT, REQUESTED]')).toEqual({
    orders: { nodes: [five, one] },
  });
  const atOnce =
    'changeStatus: [AWAITING_PAYMENT], refundStatus: [REQUESTED], status: [AWAITING_FULFILMENT, FULFILLED]';
  expect(await found(atOnce)).toEqual({ orders: { nodes: [five] } });
  expect(await found('changeStatus: [CLOSED]')).toEqual({ orders: { nodes: [] } });
});

test('an order shows its changes, the latest first, in the channel’s type', async () => {
  const query = `{ order(channel: "cruise", reference: "1") { changes { __typename id reference itemReference status
    channelStatus amount { minorUnits currency } deadline requestedAt ... on CruiseChange { cabin } } } }`;
  expect(await ask(query)).toEqual({
    order: {
      changes: [
        {
          __typename: 'CruiseChange',
          id: expect.stringMatching(/^change_/),
          reference: 'H1',
          itemReference: '1-1',
          status: 'AWAITING_FULFILMENT',
          channelStatus: 'PAID "1"',
          amount: { minorUnits: '9007199254740993', currency: 'CNY' },
          deadline: '2026-11-21T10:00:00+00:00',
          requestedAt: '2026-11-20T10:00:00.5+00:00',
          cabin: 'B2',
        },
        {
          __typename: 'CruiseChange',
          id: expect.stringMatching(/^change_/),
          reference: 'G1',
          itemReference: null,
          status: 'CLOSED',
          channelStatus: 'NO',
          amount: null,
          deadline: null,
          requestedAt: null,
          cabin: null,
        },
      ],
    },
  });
});

test('an order shows its tickets in the channel’s order, and each item its own', async () => {
  const query = `{ order(channel: "cruise", reference: "1") {
    tickets { __typename reference itemReference status channelStatus kind number amount { minorUnits } ... on CruiseTicket { gate } }
    items { tickets { reference } } } }`;
  expect(await ask(query)).toEqual({
    order: {
      tickets: [
        {
          __typename: 'CruiseTicket',
          reference: 'T1-2',
          itemReference: '1-2',
          status: 'ISSUED',
          channelStatus: 'OK',
          kind: 'CRUISE',
          number: '784-"1"',
          amount: { minorUnits: '100' },
          gate: 'A1',
        },
        {
          __typename: 'CruiseTicket',
          reference: 'T1-1',
          itemReference: null,
          status: 'ISSUING',
          channelStatus: 'WAIT',
          kind: 'CRUISE',
          number: null,
          amount: null,
          gate: null,
        },
      ],
      items: [{ tickets: [] }, { tickets: [{ reference: 'T1-2' }] }],
    },
  });
});

test('a channel without types of its own shows them all the same', async () => {
  const query = `{ order(channel: "plain", reference: "2") { changes { __typename reference } tickets { __typename number } } }`;
  expect(await ask(query)).toEqual({
    order: {
      changes: [
        { __typename: 'GenericChange', reference: 'H2' },
        { __typename: 'GenericChange', reference: 'G2' },
      ],
      tickets: [
        { __typename: 'GenericTicket', number: '784-"1"' },
        { __typename: 'GenericTicket', number: null },
      ],
    },
  });
});

test('a rule sees the same facts when an action is offered and when it is asked for', async () => {
  const viewer = viewerOf([plain], 'orders:read', 'orders:write');
  const { data } = await hub.ask(
    viewer,
    '{ order(channel: "plain", reference: "2") { availableActions { command reason } } }',
  );
  const [offered] = (data as { order: { availableActions: { reason: string }[] } }).order.availableActions;
  const submission = await submitCommand(hub.hub, viewer, {
    channel: 'plain',
    name: 'inspect',
    idempotencyKey: 'facts',
    input: { reference: '2' },
  });
  const told: unknown = JSON.parse('message' in submission ? submission.message : '');
  expect(JSON.parse(offered?.reason ?? '')).toEqual(told);
  expect(told).toMatchObject({
    currency: 'CNY',
    totalAmount: '39800',
    paidAmount: '39800',
    items: [{ reference: '2-1' }, { reference: '2-2' }],
    refunds: [{ reference: 'R2', itemReference: '2-1', status: 'REQUESTED' }],
    changes: [
      { reference: 'G2', itemReference: null, status: 'CLOSED' },
      { reference: 'H2', itemReference: '2-1', status: 'AWAITING_FULFILMENT' },
    ],
    tickets: [
      { reference: 'T2-2', itemReference: '2-2', status: 'ISSUED' },
      { reference: 'T2-1', itemReference: null, status: 'ISSUING' },
    ],
  });
});

test('the timeline tells which change, ticket and refund moved, and by how much a refund grew', async () => {
  const before = cruiseOrder('3', { refunds: succeeded('3', 100n) });
  await hub.store(cruise, before);
  await hub.store(cruise, {
    ...before,
    modifiedAt: new Date(before.modifiedAt.getTime() + 60_000),
    refunds: succeeded('3', 150n),
    changes:
      before.changes?.map((change) => ({ ...change, status: 'SUCCEEDED' as const, channelStatus: 'DONE' })) ?? [],
    tickets: before.tickets?.map((ticket) => ({ ...ticket, status: 'REFUNDING' as const })) ?? [],
    notices: [
      {
        code: 'SCHEDULE_CHANGED',
        key: 'k',
        itemReference: null,
        from: '2026-12-01T00:00:00+00:00',
        to: null,
        data: { change: 'not a change’s id', ticket: 7, before: { flightNumber: 'CZ1', date: null }, list: [1] },
      },
    ],
  });
  const query = `{ order(channel: "cruise", reference: "3") { timeline(first: 50) { nodes {
    type from to changeReference ticketReference refundReference amountFrom amountTo facts { name value } } } } }`;
  const { order } = (await ask(query)) as { order: { timeline: { nodes: { type: string }[] } } };
  const none = {
    changeReference: null,
    ticketReference: null,
    refundReference: null,
    amountFrom: null,
    amountTo: null,
    facts: [],
  };
  const of = (type: string): unknown[] => order.timeline.nodes.filter((node) => node.type === type);
  expect(of('REBOOKING_CHANGED')).toEqual(
    expect.arrayContaining([
      { ...none, type: 'REBOOKING_CHANGED', from: 'AWAITING_FULFILMENT', to: 'SUCCEEDED', changeReference: 'H3' },
    ]),
  );
  expect(of('TICKET_CHANGED')).toEqual(
    expect.arrayContaining([
      { ...none, type: 'TICKET_CHANGED', from: 'ISSUED', to: 'REFUNDING', ticketReference: 'T3-2' },
    ]),
  );
  expect(of('SCHEDULE_CHANGED')).toEqual([
    {
      ...none,
      type: 'SCHEDULE_CHANGED',
      from: '2026-12-01T00:00:00+00:00',
      to: null,
      facts: [
        { name: 'before.flightNumber', value: 'CZ1' },
        { name: 'change', value: 'not a change’s id' },
        { name: 'ticket', value: '7' },
      ],
    },
  ]);
  expect(of('REFUND_CHANGED')).toEqual([
    {
      ...none,
      type: 'REFUND_CHANGED',
      from: 'SUCCEEDED',
      to: 'SUCCEEDED',
      refundReference: 'R3',
      amountFrom: '100',
      amountTo: '150',
    },
  ]);
});

function succeeded(reference: string, amount: bigint) {
  return cruiseOrder(reference).refunds.map((refund) => ({ ...refund, status: 'SUCCEEDED' as const, amount }));
}
