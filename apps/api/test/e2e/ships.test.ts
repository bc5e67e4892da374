import { afterAll, beforeAll, expect, test } from 'vitest';
import { flightDesk } from './support/flight-desk.ts';
import { hubClient } from './support/hub-client.ts';
import type { HubClient } from './support/hub-client.ts';
import { startHubProcess } from './support/hub-process.ts';
import type { HubProcess } from './support/hub-process.ts';
import type { Seen } from './support/order-desk.ts';
import { makeWorld, SHOP, TOKEN } from './support/world.ts';
import type { World } from './support/world.ts';

const REPORT = 'alitrip.ship.order.notify';
const REFUND_REPORT = 'alitrip.ship.return.notify';
/** From Shekou to Zhuhai: one ticket a passenger, 130 yuan. */
const FERRY = 'G-SK0901';
const PRICE = 13_000;

let world: World;
let hub: HubProcess;
let client: HubClient;

beforeAll(async () => {
  world = await makeWorld();
  await start();
});
afterAll(async () => {
  await hub?.end('SIGTERM');
  await world?.close();
});

/** Starts a hub, and tells the platform where it is to be called. */
async function start(): Promise<void> {
  hub = await startHubProcess({ ...world.environment, SHIP_WAIT_MS: '4000' });
  client = hubClient(hub.url, TOKEN);
  world.sandbox.control.ship.setPolicy({ target: `${hub.url}/qimen/{shop}` });
}

const { act, toldUntil } = flightDesk(() => client);
const succeeded = { __typename: 'CommandAccepted', command: { state: 'SUCCEEDED' } };
const told = (seen: readonly Seen[]): string[] => seen.map(({ event: { type, to } }) => `${type} ${to}`);

/** A buyer orders and pays; resolves once the hub tells of it, while the platform still waits for an answer. */
async function placedOrder(adults: number) {
  const { ship } = world.sandbox.control;
  const answered = ship.placeOrder({ goodsId: FERRY, adults, children: 0 });
  const reference = ship.orders().at(-1)?.id ?? '';
  await toldUntil(reference, ({ event }) => event.type === 'ORDER_CREATED');
  return { reference, answered };
}

function accept(orderReference: string) {
  const agentOrderNumber = `A-${orderReference}`;
  return act('decideShipOrder', {
    orderReference,
    accept: true,
    agentOrderNumber,
    idempotencyKey: `accept-${orderReference}`,
  });
}

/** An order whose tickets the platform has asked for. */
async function confirmedOrder(adults = 2): Promise<string> {
  const { reference, answered } = await placedOrder(adults);
  expect(await accept(reference)).toMatchObject(succeeded);
  expect(await answered).toMatchObject({ status: 'locked', agentOrderNumber: `A-${reference}` });
  expect(await world.sandbox.control.ship.confirm(reference)).toMatchObject({ status: 'issuing', tickets: [] });
  return reference;
}

/** A report of one ticket for each passenger: `T-1`, `T-2` and so on. */
function ticketsOf(orderReference: string) {
  const { passengers, total } = world.sandbox.control.ship.order(orderReference);
  const issued = {
    ticketCount: passengers.length,
    totalPrice: String(total),
    passengers: passengers.map(({ id, price }, index) => ({
      itemReference: id,
      tickets: [
        {
          ticketId: `T-${index + 1}`,
          price: String(price),
          kind: 'SHIP',
          subKind: 'OUTWARD',
          number: `SK-${index + 1}`,
          password: `open-${index + 1}`,
          seat: `${index + 1}A`,
        },
      ],
    })),
    pickUp: { place: '蛇口邮轮中心', number: '344420', password: '4502039' },
    gate: '3',
  };
  return { orderReference, issued };
}

const report = (orderReference: string, idempotencyKey: string, more: Record<string, unknown> = {}) =>
  act('reportShipTickets', { ...ticketsOf(orderReference), idempotencyKey, ...more });

/** Rows of what was truly done on an order by a call of this method. */
function effects(method: string, reference: string): number {
  const { entries } = world.sandbox.control.ledger({ kind: 'effect' });
  return entries.filter(({ what, order }) => what === method && order === reference).length;
}

test('an order of ship tickets is placed, accepted, confirmed, issued, refunded in part and then whole, and a subscriber sees every step', async () => {
  const { ship } = world.sandbox.control;
  const reference = await confirmedOrder(3);
  const issuing = await toldUntil(reference, ({ order: { status } }) => status === 'AWAITING_FULFILMENT');
  expect(issuing.at(-1)?.order.tickets.map(({ status }) => status)).toEqual(['ISSUING', 'ISSUING', 'ISSUING']);

  expect(await report(reference, 'story-tickets')).toMatchObject(succeeded);
  expect(ship.order(reference)).toMatchObject({
    status: 'issued',
    tickets: [{ id: 'T-1' }, { id: 'T-2' }, { id: 'T-3' }],
    problems: [],
  });
  const issued = await toldUntil(reference, ({ order: { status } }) => status === 'FULFILLED');
  expect(issued.at(-1)?.order.tickets.map(({ status }) => status)).toEqual(['ISSUED', 'ISSUED', 'ISSUED']);

  // The merchant decides the first refund while the platform waits.
  const refunding = ship.refund(reference, { tickets: ['T-1'], surcharges: { 'T-1': 1_300 } });
  const asked = await toldUntil(reference, ({ event }) => event.type === 'REFUND_CHANGED');
  const [refund] = asked.at(-1)?.order.refunds ?? [];
  expect(refund).toMatchObject({ status: 'REQUESTED', amount: { minorUnits: String(PRICE - 1_300) } });
  expect(
    await act('decideShipRefund', {
      orderReference: reference,
      refundReference: refund?.reference,
      accept: true,
      idempotencyKey: 'story-refund',
    }),
  ).toMatchObject(succeeded);
  expect(await refunding).toMatchObject({ returned: PRICE - 1_300, returns: [{ status: 'refunded' }] });
  const partly = await toldUntil(reference, ({ event }) => event.type === 'REFUND_CHANGED' && event.to === 'SUCCEEDED');
  expect(partly.at(-1)?.order).toMatchObject({
    status: 'FULFILLED',
    tickets: [{ status: 'REFUNDED' }, { status: 'ISSUED' }, { status: 'ISSUED' }],
  });

  // About the second nobody decides in time: it is reported later, ticket by ticket.
  expect(await ship.refund(reference, { tickets: ['T-2', 'T-3'] })).toMatchObject({
    returns: [{ status: 'refunded' }, { status: 'processing' }],
  });
  for (const ticketId of ['T-2', 'T-3']) {
    const refunded = { amount: String(PRICE), transactionId: `M-${ticketId}` };
    expect(
      await act('reportShipRefund', {
        orderReference: reference,
        ticketId,
        refunded,
        idempotencyKey: `story-${ticketId}`,
      }),
    ).toMatchObject(succeeded);
  }
  expect(ship.order(reference)).toMatchObject({
    returned: 3 * PRICE - 1_300,
    tickets: [{ status: 'refunded' }, { status: 'refunded' }, { status: 'refunded' }],
  });
  const all = await toldUntil(reference, ({ event }) => event.type === 'STATUS_CHANGED' && event.to === 'REFUNDED');
  expect(all.at(-1)?.order.tickets.map(({ status }) => status)).toEqual(['REFUNDED', 'REFUNDED', 'REFUNDED']);
  expect(told(all)).toEqual(
    expect.arrayContaining([
      'ORDER_CREATED AWAITING_CONFIRMATION',
      'CONFIRMATION_CHANGED CONFIRMED',
      'STATUS_CHANGED AWAITING_FULFILMENT',
      'STATUS_CHANGED FULFILLED',
      'TICKET_CHANGED ISSUED',
      'REFUND_CHANGED SUCCEEDED',
      'TICKET_CHANGED REFUNDED',
      'STATUS_CHANGED REFUNDED',
    ]),
  );
  expect([effects(REPORT, reference), effects(REFUND_REPORT, reference)]).toEqual([1, 2]);
  expect(hub.output()).not.toMatch(/open-1|4502039/);
});

test('ten desks that report the tickets of one order at once have one effect, and other tickets are refused', async () => {
  const reference = await confirmedOrder();
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, desk) => report(reference, `desk-${desk}`, { waitSeconds: 20 })),
  );
  for (const answer of answers) expect(answer).toMatchObject(succeeded);
  expect(answers.filter(({ repeated }) => !repeated)).toHaveLength(1);
  expect(effects(REPORT, reference)).toBe(1);

  const other = { ...ticketsOf(reference).issued, gate: '4' };
  expect(await report(reference, 'desk-other', { issued: other })).toMatchObject({
    __typename: 'AlreadyDoneDifferently',
    differences: ['issued.gate'],
  });
  expect(effects(REPORT, reference)).toBe(1);
});

test('a hub that is killed while a call or a report waits for its answer goes on with one order and one report', async () => {
  const { control } = world.sandbox;
  const { reference, answered } = await placedOrder(2);
  await hub.end('SIGKILL');
  expect(await answered).toMatchObject({ status: 'placed' });
  await start();
  const again = control.ship.create(reference);
  expect(await accept(reference)).toMatchObject(succeeded);
  expect(await again).toMatchObject({ status: 'locked' });
  expect(await control.ship.confirm(reference)).toMatchObject({ status: 'issuing' });

  control.setFaults({ calls: [{ kind: 'timeout-after-effect', method: REPORT, count: 1, seconds: 60 }] });
  const lost = report(reference, 'killed', { waitSeconds: 0 });
  await Promise.all([
    lost,
    control.until(({ kind, what, order }) => kind === 'effect' && what === REPORT && order === reference),
  ]);
  await hub.end('SIGKILL');
  await start();
  expect(await report(reference, 'killed', { waitSeconds: 30 })).toMatchObject({ ...succeeded, repeated: true });
  expect(effects(REPORT, reference)).toBe(1);
  const seen = await toldUntil(reference, ({ order: { status } }) => status === 'FULFILLED');
  expect(seen.filter(({ event }) => event.type === 'ORDER_CREATED')).toHaveLength(1);
  expect(seen.at(-1)?.order.tickets.map(({ number }) => number)).toEqual(['SK-1', 'SK-2']);
});

test('calls that come twice, late, again or from strangers change nothing', async () => {
  const { control } = world.sandbox;
  control.setFaults({
    qimen: [
      { kind: 'bad-sign', method: '*' },
      { kind: 'stale', method: '*' },
      { kind: 'tampered', method: '*' },
      { kind: 'concurrent', method: '*', times: 10 },
      { kind: 'repeat', method: '*', times: 2 },
      { kind: 'replay', method: '*' },
    ],
  });
  const { reference, answered } = await placedOrder(1);
  expect(await accept(reference)).toMatchObject(succeeded);
  expect(await answered).toMatchObject({ status: 'locked', problems: [] });
  control.clearFaults();
  const calls = control.ship.calls({ order: reference });
  const answers = Map.groupBy(calls, ({ purpose }) => purpose);
  for (const purpose of ['bad-sign', 'stale', 'tampered', 'replay'] as const) {
    expect(answers.get(purpose)?.map(({ success }) => success)).toEqual([false]);
  }
  const heard = [
    ...(answers.get('concurrent') ?? []),
    ...(answers.get('repeat') ?? []),
    ...(answers.get('call') ?? []),
  ];
  expect(heard).toHaveLength(12);
  expect(new Set(heard.map(({ text }) => text)).size).toBe(1);
  // Nobody waits for a decision any more.
  const seen = await toldUntil(reference, ({ event }) => event.type === 'DEADLINE_CHANGED');
  expect(told(seen)).toEqual([
    'ORDER_CREATED AWAITING_CONFIRMATION',
    'CONFIRMATION_CHANGED CONFIRMED',
    'DEADLINE_CHANGED null',
  ]);
});

test('a frontend that knows only the shared types shows the refunds, changes and tickets of all three channels', async () => {
  const { control } = world.sandbox;
  const ship = await confirmedOrder();
  expect(await report(ship, 'shared-tickets')).toMatchObject(succeeded);
  await control.ship.refund(ship, { tickets: ['T-2'], surcharges: { 'T-2': 1_300 } });
  expect(
    await act('reportShipRefund', {
      orderReference: ship,
      ticketId: 'T-2',
      refunded: { amount: String(PRICE - 1_300) },
      idempotencyKey: 'shared-refund',
    }),
  ).toMatchObject(succeeded);

  const { id: flight, passengers } = control.flight.createOrder({ adults: 2, advance: 'ticketed' });
  const [first, second] = passengers.map(({ id }) => [id]);
  control.flight.applyForRefund(flight, { passengers: first });
  control.flight.applyForChange(flight, { passengers: second });
  const vacation = control.createOrder({
    shop: SHOP,
    confirmation: 'manual',
    subOrders: 1,
    staged: false,
    advance: 'pay',
  }).id;
  await toldUntil(vacation, ({ order: { status } }) => status === 'AWAITING_FULFILMENT');
  await toldUntil(flight, ({ event }) => event.type === 'ORDER_CREATED');

  const { orders } = await client.request<{ orders: { nodes: { reference: string }[] } }>(
    `{ orders(first: 100) { nodes {
      channel reference direction status
      refunds { status amount { decimal currency } }
      changes { status amount { decimal } deadline }
      tickets { status number kind }
    } } }`,
  );
  const found = (reference: string) => orders.nodes.find((order) => order.reference === reference);
  expect(found(vacation)).toMatchObject({ channel: 'vacation', direction: 'SALE', refunds: [], changes: [] });
  expect(found(flight)).toMatchObject({
    channel: 'flight',
    direction: 'PURCHASE',
    refunds: [{ status: 'REQUESTED', amount: { currency: 'CNY' } }],
    changes: [{ status: expect.any(String) }],
    tickets: [{ kind: expect.any(String) }, { kind: expect.any(String) }],
  });
  expect(found(ship)).toEqual({
    channel: 'ship',
    reference: ship,
    direction: 'SALE',
    status: 'FULFILLED',
    refunds: [{ status: 'SUCCEEDED', amount: { decimal: '117.00', currency: 'CNY' } }],
    changes: [],
    tickets: [
      { status: 'ISSUED', number: 'SK-1', kind: 'SHIP' },
      { status: 'REFUNDED', number: 'SK-2', kind: 'SHIP' },
    ],
  });
});
