import { afterAll, beforeAll, expect, test } from 'vitest';
import { CONTACT, flightDesk, PASSENGERS } from './support/flight-desk.ts';
import type { Offer } from './support/flight-desk.ts';
import { hubClient } from './support/hub-client.ts';
import type { HubClient } from './support/hub-client.ts';
import { startHubProcess } from './support/hub-process.ts';
import type { HubProcess } from './support/hub-process.ts';
import type { Seen } from './support/order-desk.ts';
import { makeWorld, SHOP, TOKEN } from './support/world.ts';
import type { World } from './support/world.ts';

let world: World;
let hub: HubProcess;
let client: HubClient;

beforeAll(async () => {
  world = await makeWorld();
  hub = await startHubProcess(world.environment);
  client = hubClient(hub.url, TOKEN);
});
afterAll(async () => {
  await hub?.end('SIGTERM');
  await world?.close();
});

const { search, act, quoteRefund, toldUntil } = flightDesk(() => client);

const succeeded = { __typename: 'CommandAccepted', command: { state: 'SUCCEEDED' } };
const told = (seen: readonly Seen[]): string[] => seen.map(({ event: { type, to } }) => `${type} ${to}`);

/** Books two adults, and pays. */
async function paidOrder(key: string): Promise<{ reference: string; offer: Offer }> {
  const [offer] = await search(30);
  if (!offer) throw new Error('The sandbox offers nothing.');
  const booking = { offer: offer.key, passengers: PASSENGERS, contact: CONTACT, idempotencyKey: `${key}-book` };
  const booked = await act('bookFlight', booking);
  expect(booked).toMatchObject(succeeded);
  const reference = booked.command?.reference ?? '';
  await toldUntil(reference, ({ event }) => event.type === 'ORDER_CREATED');
  expect(
    await act('payFlightOrder', {
      orderReference: reference,
      expectedTotal: offer.total.minorUnits,
      idempotencyKey: `${key}-pay`,
    }),
  ).toMatchObject(succeeded);
  return { reference, offer };
}

/** The same with tickets. */
async function ticketedOrder(key: string): Promise<{ reference: string; offer: Offer }> {
  const order = await paidOrder(key);
  world.sandbox.control.flight.advanceOrder(order.reference, { to: 'ticketed' });
  await toldUntil(order.reference, ({ order: { status } }) => status === 'FULFILLED');
  return order;
}

test('a flight is searched, booked, paid, ticketed, changed for money and refunded in part and once more, and a subscriber sees every step', async () => {
  const { flight } = world.sandbox.control;
  const { reference, offer } = await ticketedOrder('story');

  const [target] = await search(40);
  const leg = target?.journeys[0]?.segments[0];
  const flown = offer.journeys[0]?.segments[0];
  const changed = await act('requestFlightChange', {
    orderReference: reference,
    segments: [
      {
        segment: flown?.id,
        flightNumber: leg?.flightNumber,
        departure: leg?.departure,
        departureAirport: leg?.departureAirport,
        arrivalAirport: leg?.arrivalAirport,
      },
    ],
    idempotencyKey: 'story-change',
  });
  expect(changed).toMatchObject(succeeded);
  const quote = changed.command?.quote?.id;
  expect(quote).toBeDefined();
  expect(await act('confirmFlightChange', { quote, idempotencyKey: 'story-confirm-change' })).toMatchObject(succeeded);
  expect(await act('confirmFlightChange', { quote, idempotencyKey: 'story-confirm-change-again' })).toMatchObject({
    __typename: 'QuoteUsed',
  });
  const [change] = flight.order(reference).changes;
  flight.advanceChange(change?.id ?? '', { to: 'ticketed' });
  const rebooked = await toldUntil(
    reference,
    ({ event }) => event.type === 'REBOOKING_CHANGED' && event.to === 'SUCCEEDED',
  );
  expect(told(rebooked)).toEqual(
    expect.arrayContaining([
      'ORDER_CREATED AWAITING_PAYMENT',
      'STATUS_CHANGED FULFILLED',
      'REBOOKING_CHANGED SUCCEEDED',
    ]),
  );

  const [first] = flight.order(reference).passengers;
  const itemReferences = [first?.id ?? ''];
  const refundQuote = await quoteRefund({ orderReference: reference, itemReferences, reason: 'VOLUNTARY' });
  expect(refundQuote.precalculated).toBe(true);
  expect([...new Set(refundQuote.lines.map(({ itemReference }) => itemReference))]).toEqual(itemReferences);
  expect(await act('confirmFlightRefund', { quote: refundQuote.id, idempotencyKey: 'story-refund' })).toMatchObject(
    succeeded,
  );
  const [refund] = flight.order(reference).refunds;
  flight.advanceRefund(refund?.id ?? '', { to: 'refunded' });
  const refunded = await toldUntil(
    reference,
    ({ event }) => event.type === 'REFUND_CHANGED' && event.to === 'SUCCEEDED',
  );
  expect(refunded.at(-1)?.order).toMatchObject({
    status: 'FULFILLED',
    refunds: [{ status: 'SUCCEEDED', amount: refundQuote.amount }],
  });

  flight.supplementRefund(refund?.id ?? '', { amount: 50 });
  const more = (BigInt(refundQuote.amount.minorUnits) + 5_000n).toString();
  const supplemented = await toldUntil(reference, ({ event, order }) => {
    return event.type === 'REFUND_CHANGED' && order.refunds[0]?.amount?.minorUnits === more && event.from === event.to;
  });
  expect(supplemented.at(-1)?.event).toEqual({ type: 'REFUND_CHANGED', from: 'SUCCEEDED', to: 'SUCCEEDED' });
});

/** Rows of what was truly done on an order by a call of this method. */
function effects(method: string, reference: string): number {
  const { entries } = world.sandbox.control.ledger({ kind: 'effect' });
  return entries.filter(({ what, order }) => what === method && order === reference).length;
}

test('a booking and a payment whose answers are lost, with the hub killed in between, end as one order paid once', async () => {
  const { control } = world.sandbox;
  const before = new Set(control.flight.orders().map(({ id }) => id));
  const [offer] = await search(30);
  const booking = { offer: offer?.key, passengers: PASSENGERS, contact: CONTACT, idempotencyKey: 'lost-book' };
  control.setFaults({
    calls: [
      { kind: 'lost-answer', method: 'alitrip.flight.service.airbook', count: 1 },
      { kind: 'timeout-after-effect', method: 'alitrip.flight.service.pay', count: 1 },
    ],
  });
  await Promise.all([1, 2, 3].map(() => act('bookFlight', { ...booking, waitSeconds: 0 })));
  // Of this booking: others were made before.
  await control.until(
    ({ kind, what, order }) =>
      kind === 'effect' && what === 'alitrip.flight.service.airbook' && order !== null && !before.has(order),
  );
  await hub.end('SIGKILL');
  hub = await startHubProcess(world.environment);
  client = hubClient(hub.url, TOKEN);

  const booked = await act('bookFlight', { ...booking, waitSeconds: 30 });
  expect(booked).toMatchObject({ ...succeeded, repeated: true });
  const made = control.flight.orders().filter(({ id }) => !before.has(id));
  expect(made.map(({ id }) => id)).toEqual([booked.command?.reference]);

  const reference = made[0]?.id ?? '';
  await toldUntil(reference, ({ event }) => event.type === 'ORDER_CREATED');
  const payment = {
    orderReference: reference,
    expectedTotal: offer?.total.minorUnits,
    idempotencyKey: 'lost-pay',
    waitSeconds: 30,
  };
  expect(await act('payFlightOrder', payment)).toMatchObject(succeeded);
  expect(await act('payFlightOrder', { ...payment, idempotencyKey: 'lost-pay-again' })).toMatchObject({
    ...succeeded,
    repeated: true,
  });
  expect(effects('alitrip.flight.service.pay', reference)).toBe(1);
});

test('a departure that is moved becomes an event and a fact on the segment, even when the message names no order', async () => {
  const { reference } = await ticketedOrder('schedule');
  world.sandbox.control.flight.moveSchedule({ order: reference, delayMinutes: 120, withoutOrder: true });
  const seen = await toldUntil(reference, ({ event }) => event.type === 'SCHEDULE_CHANGED');
  const { from, to } = seen.at(-1)?.event ?? {};
  expect(Date.parse(to ?? '') - Date.parse(from ?? '')).toBe(120 * 60_000);
  const { orders } = await client.request<{ orders: { nodes: unknown[] } }>(
    `{ orders(first: 100) { nodes { reference ... on FlightOrder { journeys { segments { scheduleChange { kind departure } } } } } } }`,
  );
  expect(orders.nodes).toContainEqual(
    expect.objectContaining({
      reference,
      journeys: [{ segments: [{ scheduleChange: { kind: 'CHANGED', departure: to } }] }],
    }),
  );
});

test('a refund for illness goes with a certificate that was uploaded by multipart', async () => {
  const { reference } = await ticketedOrder('illness');
  const { shops } = await client.request<{ shops: { id: string; channel: string }[] }>('{ shops { id channel } }');
  const shop = shops.find(({ channel }) => channel === 'flight')?.id;
  const bytes = Buffer.from('%PDF-1.7\n%certificate\n');
  const { prepareAttachment } = await client.request<{
    prepareAttachment: { attachment: string; uploadUrl: string };
  }>(
    `mutation Prepare($input: PrepareAttachmentInput!) {
      prepareAttachment(input: $input) { ... on AttachmentPrepared { attachment uploadUrl } }
    }`,
    { input: { shop, name: 'certificate.pdf', type: 'PDF', size: bytes.length } },
  );
  const quote = await quoteRefund({ orderReference: reference, reason: 'ILLNESS' });
  const confirmation = { quote: quote.id, attachments: [prepareAttachment.attachment] };
  expect(await act('confirmFlightRefund', { ...confirmation, idempotencyKey: 'illness-early' })).toMatchObject({
    __typename: 'InvalidInput',
    fields: [{ path: 'attachments[0]' }],
  });

  const form = new FormData();
  form.set('file', new File([bytes], 'certificate.pdf', { type: 'application/pdf' }));
  const uploaded = await fetch(`${hub.url}${prepareAttachment.uploadUrl}`, { method: 'POST', body: form });
  expect([uploaded.status, await uploaded.json()]).toEqual([201, { attachment: prepareAttachment.attachment }]);
  expect(await act('confirmFlightRefund', { ...confirmation, idempotencyKey: 'illness' })).toMatchObject(succeeded);
  expect(effects('alitrip.flight.service.upload', reference)).toBe(1);
  expect(effects('alitrip.flight.refund.create', reference)).toBe(1);
});

test('a frontend that knows only the shared types shows the refunds, changes and tickets of every channel', async () => {
  const { flight } = world.sandbox.control;
  const { reference } = await ticketedOrder('shared');
  const quote = await quoteRefund({ orderReference: reference, reason: 'VOLUNTARY' });
  expect(await act('confirmFlightRefund', { quote: quote.id, idempotencyKey: 'shared-refund' })).toMatchObject(
    succeeded,
  );
  const [refund] = flight.order(reference).refunds;
  flight.advanceRefund(refund?.id ?? '', { to: 'refunded' });
  const seen = await toldUntil(reference, ({ order: { status } }) => status === 'REFUNDED');
  expect(seen.at(-1)?.order.tickets.map(({ status }) => status)).toEqual(['REFUNDED', 'REFUNDED']);

  const { control } = world.sandbox;
  const vacation = control.createOrder({
    shop: SHOP,
    confirmation: 'manual',
    subOrders: 1,
    staged: false,
    advance: 'pay',
  });
  await toldUntil(vacation.id, ({ order: { status } }) => status === 'AWAITING_FULFILMENT');
  const { orders } = await client.request<{ orders: { nodes: { channel: string; reference: string }[] } }>(
    `{ orders(first: 100) { nodes {
      channel reference direction
      refunds { status amount { decimal currency } }
      changes { status amount { decimal } deadline }
      tickets { status number kind }
    } } }`,
  );
  expect(orders.nodes).toContainEqual({
    channel: 'vacation',
    reference: vacation.id,
    direction: 'SALE',
    refunds: [],
    changes: [],
    tickets: [],
  });
  expect(orders.nodes.find((order) => order.reference === reference)).toMatchObject({
    channel: 'flight',
    direction: 'PURCHASE',
    refunds: [{ status: 'SUCCEEDED', amount: { currency: 'CNY' } }],
    tickets: [{ kind: 'FLIGHT' }, { kind: 'FLIGHT' }],
  });
});
