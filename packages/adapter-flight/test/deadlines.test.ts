import { instantText } from '@interline/core';
import { announceDeadlines } from '@interline/core/hub';
import { afterEach, beforeEach, expect, it } from 'vitest';

import { dayLater, openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';

const HOUR_MS = 3_600_000;

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
});
afterEach(() => desk.close());

it('a booking shows until when it must be paid, and that this is near, until it is paid', async () => {
  const order = desk.sandbox.control.flight.createOrder();
  await desk.sync(order.id);
  const until = instantText(new Date(order.payBy ?? ''));
  expect(await deadline(order.id)).toBe(until);
  expect(await announced(order.id)).toEqual([{ to: until, change: null }]);
  expect(await announced(order.id)).toEqual([{ to: until, change: null }]);
  desk.sandbox.control.flight.advanceOrder(order.id, { to: 'paid' });
  await desk.sync(order.id);
  expect(await deadline(order.id)).toBeNull();
});

it('a change shows until when its seat is held, on the order too, and that this is near, until it is paid', async () => {
  const order = await desk.order();
  expect(await deadline(order.id)).toBeNull();
  const requested = await desk.done('requestChange', 'wish', await dayLater(desk, order));
  await desk.sync(order.id);
  const [change] = desk.sandbox.control.flight.order(order.id).changes;
  const until = instantText(new Date(change?.payBy ?? ''));
  expect(await deadline(order.id)).toBe(until);
  expect(await changeDeadline(change?.id ?? '')).toBe(until);
  expect(await announced(order.id)).toEqual([{ to: until, change: change?.id }]);
  const quote = await desk.quoteOf(requested);
  await desk.done('confirmChange', 'pay', { quote: quote?.id });
  await desk.sync(order.id);
  expect(await deadline(order.id)).toBeNull();
});

/** `Order.deadline`. */
async function deadline(reference: string): Promise<string | null> {
  return at('select deadline from interline.orders where reference = $1', reference);
}

/** `Change.deadline`. */
async function changeDeadline(reference: string): Promise<string | null> {
  return at('select deadline from interline.change where reference = $1', reference);
}

async function at(text: string, reference: string): Promise<string | null> {
  const [row] = await desk.hub.database.query<{ deadline: Date | null }>({ name: `test.${text}`.slice(0, 60), text }, [
    reference,
  ]);
  return row?.deadline ? instantText(row.deadline) : null;
}

/** Announces what is near, and gives all that was announced of the order. */
async function announced(reference: string): Promise<readonly object[]> {
  await announceDeadlines(desk.hub.context, { withinMs: HOUR_MS });
  return desk.hub.database.query<object>(
    {
      name: 'test.deadlines_near',
      text: `select event.to_value as "to", event.data ->> 'change' as change
               from interline.order_event as event
               join interline.orders on orders.id = event.order_id
              where orders.reference = $1 and event.type = 'DEADLINE_NEAR'
              order by event.seq`,
    },
    [reference],
  );
}
