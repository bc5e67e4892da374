import { afterAll, beforeAll, expect, it } from 'vitest';

import { dayLater, openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';

const MINUTE_MS = 60_000;

let desk: FlightHub;

beforeAll(async () => {
  desk = await openFlightHub();
});

afterAll(() => desk.close());

it('tells the life of a flight order, each step once, however often it is looked at', async () => {
  const { control } = desk.sandbox;
  const { id } = control.flight.createOrder();
  await look(id);
  for (const to of ['paid', 'ticketing', 'ticketed'] as const) {
    control.flight.advanceOrder(id, { to });
    await look(id);
  }
  control.flight.moveSchedule({ order: id, delayMinutes: 45 });
  await look(id);
  const events = await timeline(id);
  expect(events.filter(({ type }) => type === 'STATUS_CHANGED').map(({ to }) => to)).toEqual([
    'AWAITING_FULFILMENT',
    'FULFILLED',
  ]);
  expect(events.filter(({ type }) => type === 'SCHEDULE_CHANGED')).toHaveLength(1);
  expect(chains(events)).toEqual([['ISSUING', 'ISSUED']]);
});

it('tells the life of a ticket as that of one, from the first sight to the money that came back', async () => {
  const { control } = desk.sandbox;
  const order = await desk.order({ advance: 'paid' });
  control.flight.advanceOrder(order.id, { to: 'ticketing' });
  await look(order.id);
  control.flight.advanceOrder(order.id, { to: 'ticketed' });
  await look(order.id);
  const { id: quote } = await desk.priced('refund', { orderReference: order.id, reason: 'VOLUNTARY' });
  await desk.done('confirmRefund', 'give-back', { quote });
  await look(order.id);
  const [refund] = control.flight.order(order.id).refunds;
  for (const to of ['approved', 'refunded'] as const) {
    control.flight.advanceRefund(refund?.id ?? '', { to });
    await look(order.id);
  }
  expect(chains(await timeline(order.id))).toEqual([['ISSUING', 'ISSUED', 'REFUNDING', 'REFUNDED']]);
});

it('tells that a ticket was exchanged, and the life of the one that took its place', async () => {
  const { control } = desk.sandbox;
  const order = await desk.order({ advance: 'ticketed' });
  const requested = await desk.done('requestChange', 'other-day', await dayLater(desk, order));
  const quote = await desk.quoteOf(requested);
  await desk.done('confirmChange', 'fly-later', { quote: quote?.id });
  const [change] = control.flight.order(order.id).changes;
  control.flight.advanceChange(change?.id ?? '', { to: 'ticketed' });
  await look(order.id);
  expect(chains(await timeline(order.id))).toEqual([['ISSUED', 'EXCHANGED'], ['ISSUED']]);
});

/** What each ticket went through, each told from where it was told before. */
function chains(events: readonly Told[]): readonly (readonly string[])[] {
  const lives = new Map<string | null, string[]>();
  for (const { type, part, from, to } of events) {
    if (type !== 'TICKET_CHANGED' || to === null) continue;
    const life = lives.get(part) ?? (from === null ? [] : [from]);
    expect(from).toBe(life.at(-1) ?? null);
    lives.set(part, [...life, to]);
  }
  return [...lives.values()];
}

/** Twice, a minute after the last time. */
async function look(reference: string): Promise<void> {
  desk.hub.clock.advance(MINUTE_MS);
  await desk.sync(reference);
  const before = await timeline(reference);
  await desk.sync(reference);
  expect(await timeline(reference)).toEqual(before);
}

interface Told {
  readonly type: string;
  readonly from: string | null;
  readonly to: string | null;
  readonly part: string | null;
}

async function timeline(reference: string): Promise<readonly Told[]> {
  return desk.hub.context.database.query<Told>(
    {
      name: 'test.timeline',
      text: `select event.type, event.from_value as "from", event.to_value as "to", event.data ->> 'ticket' as part
               from interline.order_event as event
               join interline.orders on orders.id = event.order_id
              where orders.reference = $1
              order by event.seq`,
    },
    [reference],
  );
}
