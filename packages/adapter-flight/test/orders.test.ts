import { snapshotFaults } from '@interline/adapter-testing';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';

import { ChannelError } from '@interline/core';
import type { FoundOrder } from '@interline/core';
import { fetchOrder } from '../src/fetch-order.ts';
import { orderListSource } from '../src/order-list.ts';
import { ASSUMED_NAMES, FLIGHT_NAMES, renamed } from '../src/wire.ts';
import type { FlightNames } from '../src/wire.ts';
import { openTravelDesk } from './travel-desk.ts';
import type { TravelDesk } from './travel-desk.ts';

const DAY_MS = 86_400_000;

let desk: TravelDesk;

beforeAll(async () => {
  desk = await openTravelDesk();
});

afterAll(() => desk.close());

describe('an order at the channel', () => {
  test.each([
    [undefined, 'AWAITING_PAYMENT'],
    ['paid', 'AWAITING_FULFILMENT'],
    ['ticketing', 'AWAITING_FULFILMENT'],
    ['ticketed', 'FULFILLED'],
    ['ticketingFailed', 'REFUNDED'],
    ['closed', 'CANCELLED'],
  ] as const)('that is %s is read as %s, with nothing unexpected in it', async (advance, status) => {
    const returnDate = '2026-12-27';
    const order = desk.sandbox.control.flight.createOrder({
      date: '2026-12-20',
      returnDate,
      adults: 2,
      children: 1,
      infants: 1,
      ...(advance ? { advance } : {}),
    });
    const snapshot = await fetchOrder(desk.context, order.id);
    expect(snapshotFaults(snapshot)).toEqual([]);
    expect(snapshot).toMatchObject({
      reference: order.id,
      status,
      direction: 'PURCHASE',
      anomalies: [],
      detail: { tripType: 'RETURN', outOrderNumber: order.outOrderNumber },
    });
    expect(snapshot.items.map(({ detail }) => detail['passengerType'])).toEqual(['ADULT', 'ADULT', 'CHILD', 'INFANT']);
    const total = snapshot.items.reduce((sum, { totalAmount }) => sum + totalAmount, 0n);
    expect(snapshot.totalAmount).toBe(total);
  });

  it('that is unpaid is asked for once; refunds, changes and flight changes come after payment', async () => {
    const calls = async (id: string): Promise<string[]> => {
      const before = desk.logged.length;
      await fetchOrder(desk.context, id);
      return desk.logged.slice(before).flatMap(({ fields }) => ('method' in fields ? String(fields.method) : []));
    };
    const { flight } = desk.sandbox.control;
    const { method } = FLIGHT_NAMES;
    expect(await calls(flight.createOrder().id)).toEqual([method.orderDetail]);
    expect((await calls(flight.createOrder({ advance: 'paid' }).id)).sort()).toEqual(
      [method.orderDetail, method.refundList, method.changeQuery, method.flightChangeQuery].sort(),
    );
  });

  it('that has not changed gives the same digest again', async () => {
    const { id } = desk.sandbox.control.flight.createOrder({ advance: 'ticketed' });
    const first = await fetchOrder(desk.context, id);
    const second = await fetchOrder(desk.context, id);
    expect(second.rawDigest).toBe(first.rawDigest);
    expect(second.raw).not.toBe(first.raw);
  });

  it('whose flight was moved says so on the segment and by a notice', async () => {
    const { flight } = desk.sandbox.control;
    const { id } = flight.createOrder({ advance: 'ticketed' });
    flight.moveSchedule({ order: id, delayMinutes: 120 });
    const { notices = [], detail, anomalies } = await fetchOrder(desk.context, id);
    const [{ from, to }] = notices as [(typeof notices)[number]];
    expect(Date.parse(String(to)) - Date.parse(String(from))).toBe(120 * 60_000);
    expect(detail).toMatchObject({
      journeys: [{ segments: [{ scheduleChange: { kind: 'CHANGED', departure: to } }] }],
    });
    expect(anomalies).toEqual([]);
  });

  it('that the channel does not know, or that is of another account, is not found', async () => {
    const error: unknown = await fetchOrder(desk.context, '4711').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ChannelError);
    expect(error).toMatchObject({ kind: 'not-found', code: 'ORDER_NOT_FOUND' });
    expect(String(error)).toContain('order 4711');
  });
});

describe('the list of orders', () => {
  it('finds every order booked in a window, page by page, and none outside of it', async () => {
    const other = await openTravelDesk();
    const { flight } = other.sandbox.control;
    const before = new Set([flight.createOrder().id, flight.createOrder().id]);
    other.clock.advance(2 * DAY_MS);
    const from = other.clock.now();
    const within = Array.from({ length: 120 }, (_, index) => {
      const day = String(1 + (index % 28)).padStart(2, '0');
      return flight.createOrder({ date: `2027-01-${day}` }).id;
    });
    const window = { from, to: new Date(from.getTime() + 1_500) };
    const pages: (readonly FoundOrder[])[] = [];
    for await (const page of orderListSource(FLIGHT_NAMES, DAY_MS).search(other.context, window)) pages.push(page);
    await other.close();
    const references = pages.flat().map(({ reference }) => reference);
    expect(pages.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(new Set(references)).toEqual(new Set(within));
    expect(references.filter((reference) => before.has(reference))).toEqual([]);
  });
});

describe('a channel that calls something else than assumed', () => {
  const ORDER_GROUPS = /^(order|ticket|passenger|refund|change|flightChange|contact)/i;

  it('in every assumed name is read all the same', async () => {
    expect(await read(all((name) => `renamed_${name}`))).toEqual(await read(FLIGHT_NAMES));
  });

  test.each(ASSUMED_NAMES.filter((path) => ORDER_GROUPS.test(path)))(
    'in %s is read all the same: the table is all that has to be changed',
    async (place) => {
      const names = all((name, path) => (path === place ? `renamed_${name}` : name));
      expect(await read(names)).toEqual(await read(FLIGHT_NAMES));
    },
  );

  function all(rename: (name: string, path: string) => string): FlightNames {
    return renamed((name, path, assumed) => (assumed ? rename(name, path) : name));
  }

  /** What the adapter makes of one order when both sides speak by a table. */
  async function read(names: FlightNames) {
    const other = await openTravelDesk(names);
    try {
      const { flight } = other.sandbox.control;
      const { id } = flight.createOrder({ adults: 2, advance: 'ticketed', outOrderNumber: 'N-1' });
      flight.moveSchedule({ order: id, delayMinutes: 30 });
      const { raw: _raw, rawDigest: _digest, ...snapshot } = await fetchOrder(other.context, id);
      return snapshot;
    } finally {
      await other.close();
    }
  }
});
