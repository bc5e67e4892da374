import { afterAll, beforeAll, expect, it } from 'vitest';

import { openFlightHub } from './flight-hub.ts';
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
  const [ticket = ''] = control.flight
    .order(id)
    .passengers.flatMap(({ tickets }) => tickets.map(({ number }) => number));
  const events = await timeline(id);
  expect(events.filter(({ type }) => type === 'STATUS_CHANGED').map(({ to }) => to)).toEqual([
    'AWAITING_FULFILMENT',
    'FULFILLED',
  ]);
  expect(events.filter(({ type }) => type === 'SCHEDULE_CHANGED')).toHaveLength(1);
  const tickets = events.filter(({ type }) => type === 'TICKET_CHANGED');
  expect(tickets.filter(({ part }) => part === ticket)).toMatchObject([{ to: 'ISSUED' }]);
});

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
