import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';

import type { CommandDefinition } from '@interline/core';
import { book } from '../src/booking/book.ts';
import { close } from '../src/booking/close.ts';
import { pay } from '../src/booking/pay.ts';
import type { FlightConnection } from '../src/connection.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import type { FaultSettingsInput } from './sandbox.ts';
import { attempt, bookedOrder, booking, openTravelDesk, ordinary, PEOPLE, WISH } from './travel-desk.ts';
import type { TravelDesk } from './travel-desk.ts';

const { method } = FLIGHT_NAMES;
const MINUTE_MS = 60_000;

let desk: TravelDesk;

beforeEach(async () => {
  desk = await openTravelDesk();
});

afterEach(() => desk.close());

describe('searching', () => {
  it('gives offers with fares, taxes, seats and an end, whose totals add up', async () => {
    const offers = await desk.offers({ ...WISH, adults: 2, children: 1, infants: 1 });
    expect(offers.length).toBeGreaterThan(0);
    for (const { total, fares, expiresAt, obstacle, key, seats, journeys } of offers) {
      expect(fares.map(({ passengerType, passengers }) => [passengerType, passengers])).toEqual([
        ['ADULT', 2],
        ['CHILD', 1],
        ['INFANT', 1],
      ]);
      for (const fare of fares) {
        expect(fare.taxes).toBe(fare.airportFee + fare.fuelFee);
        expect(fare.total).toBe(fare.fare + fare.taxes);
      }
      expect(total).toBe(fares.reduce((sum, fare) => sum + fare.total * BigInt(fare.passengers), 0n));
      expect(expiresAt.getTime()).toBeGreaterThan(desk.clock.now().getTime());
      expect(obstacle).toBeNull();
      expect(key).not.toBeNull();
      expect(seats).toBeGreaterThan(0);
      expect(journeys).toHaveLength(1);
    }
    expect(desk.logged.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('prices a named flight as one, both ways', async () => {
    const [listed] = await desk.offers();
    const segment = listed?.journeys[0]?.segments[0];
    const flight = {
      number: segment?.flightNumber,
      departure: segment?.departure,
      departureAirport: segment?.departureAirport,
      arrivalAirport: segment?.arrivalAirport,
      operatingNumber: segment?.operatingFlightNumber,
    };
    desk.sandbox.control.flight.setPolicy({ slowListing: true });
    const named = await desk.offers({ directions: [{ ...WISH.directions[0], flights: [flight] }] });
    expect(new Set(named.map(({ journeys }) => journeys[0]?.segments[0]?.id))).toEqual(new Set([segment?.id]));
  });

  it('says that offers without fares for infants are left out', async () => {
    await expect(desk.ask({ ...WISH, infants: 1 })).resolves.toMatchObject({
      answer: { notes: [expect.stringContaining('no fares for infants are left out')] },
    });
  });

  it('tells a listing that takes too long to name the flights', async () => {
    desk.sandbox.control.flight.setPolicy({ slowListing: true });
    await expect(desk.ask(WISH)).resolves.toMatchObject({
      outcome: 'refused',
      code: 'SEARCH_TIMED_OUT',
      message: expect.stringContaining(
        'took the channel too long. Listings are slow: name the flights of each direction',
      ),
    });
  });

  it('asks once, and tells trouble that passes as such', async () => {
    desk.sandbox.control.setFaults({ calls: [{ kind: 'lost-answer', method: method.search, count: 1 }] });
    await expect(desk.ask(WISH)).rejects.toMatchObject({
      kind: 'transient',
      message: expect.stringContaining('gave no answer. Listings are slow: name the flights of each direction'),
    });
    await expect(desk.ask(WISH)).resolves.toMatchObject({ outcome: 'answered' });
  });

  it('tells whom to ask when no channel is assigned', async () => {
    desk.sandbox.control.flight.setPolicy({ channelAssigned: false });
    await expect(desk.ask(WISH)).resolves.toMatchObject({
      outcome: 'refused',
      code: 'NO_CHANNEL_ASSIGNED',
      message: expect.stringContaining('operators'),
    });
  });

  it('tells the two things to check when there is no offer', async () => {
    const nowhere = { directions: [{ from: 'BJS', to: 'URC', date: '2026-12-20' }] };
    await expect(desk.ask(nowhere)).resolves.toMatchObject({
      outcome: 'refused',
      code: 'NO_OFFER',
      message: expect.stringMatching(/city code.*naming it in every direction/),
    });
  });

  test.each<[string, FaultSettingsInput, string, RegExp]>([
    ['the white list', { whiteList: ['192.0.2.1'] }, 'permission', /IP white list/],
    ['a missing session', { calls: [{ kind: 'error', code: 26 }] }, 'session', /Authorise the app/],
  ])('%s is told with its remedy', async (_name, faults, kind, remedy) => {
    desk.sandbox.control.setFaults(faults);
    await expect(desk.ask(WISH)).rejects.toMatchObject({
      name: 'ChannelError',
      kind,
      message: expect.stringMatching(remedy),
    });
  });
});

describe('booking', () => {
  it('books the offer at its price, under a number that follows from the key', async () => {
    const { reference, total } = await bookedOrder(desk);
    expect(desk.sandbox.control.flight.order(reference)).toMatchObject({
      status: 'booked',
      total: Number(total),
      outOrderNumber: expect.stringMatching(/^IL[0-9a-f]{30}$/),
    });
  });

  it('books a whole family, each by his own type', async () => {
    const offer = ordinary(await desk.offers({ ...WISH, adults: 2, children: 1, infants: 1 }));
    const { adult, spouse, child, infant } = PEOPLE;
    const input = booking(desk, offer, { passengers: [infant, adult, child, spouse] });
    const outcome = await book.send(desk.context, input, attempt(desk));
    if (outcome.outcome !== 'succeeded') throw new Error(JSON.stringify(outcome));
    const order = desk.sandbox.control.flight.order(outcome.reference ?? '');
    expect(order.total).toBe(Number(offer.total));
    expect(order.passengers.map(({ type }) => type)).toEqual(['INFANT', 'ADULT', 'CHILD', 'ADULT']);
  });

  test.each(['PASSENGER', 'BUYER'] as const)('books a price for a member who is the %s', async (who) => {
    const offer = (await desk.offers()).find(({ memberPrice }) => memberPrice?.who === who);
    if (!offer) throw new Error(`no price for a ${who}`);
    const memberBuyer = {
      name: '张伟',
      birthday: '1949-12-31',
      documentType: 'ID_CARD',
      documentNumber: '11010519491231002X',
      countryCode: '86',
      mobile: '13900001234',
      email: 'buyer@example.com',
    };
    const more = { allowMemberRegistration: true, ...(who === 'BUYER' ? { memberBuyer } : {}) };
    await expect(book.send(desk.context, booking(desk, offer, more), attempt(desk))).resolves.toMatchObject({
      outcome: 'succeeded',
    });
  });

  it('refuses a price that moved, with the remedy', async () => {
    const input = booking(desk, ordinary(await desk.offers()));
    desk.sandbox.control.flight.movePrices({ by: 1000 });
    await expect(book.send(desk.context, input, attempt(desk))).resolves.toMatchObject({
      outcome: 'failed',
      code: 'PRICE_CHANGED',
      message: expect.stringContaining('search again'),
    });
    expect(orders()).toHaveLength(0);
  });

  it('refuses seats that are gone', async () => {
    const offer = ordinary((await desk.offers()).toSorted((a, b) => (a.seats ?? 99) - (b.seats ?? 99)));
    const input = booking(desk, offer);
    const outcomes: string[] = [];
    while (outcomes.length < 40 && (outcomes.at(-1) ?? 'succeeded') === 'succeeded') {
      const outcome = await book.send(
        desk.context,
        input,
        attempt(desk, { idempotencyKey: `seat ${outcomes.length}` }),
      );
      outcomes.push(outcome.outcome === 'failed' ? outcome.code : outcome.outcome);
    }
    expect(outcomes.at(-1)).toMatch(/^(NO_SEATS|PRICE_CHANGED)$/);
    expect(orders()).toHaveLength(outcomes.length - 1);
  });

  test.each(['timeout-after-effect', 'lost-answer', 'truncated'] as const)(
    'finds the order whose booking ended in %s, and books no second',
    async (kind) => {
      const input = booking(desk, ordinary(await desk.offers()));
      desk.sandbox.control.setFaults({ calls: [{ kind, method: method.book, count: 1 }] });
      await expect(book.send(desk.context, input, attempt(desk))).resolves.toEqual({
        outcome: 'unknown',
        message: expect.stringMatching(/Our number of the order is IL[0-9a-f]{30}\.$/),
      });
      const [order] = orders();
      await expect(book.settle(desk.context, input, attempt(desk))).resolves.toMatchObject({
        outcome: 'succeeded',
        reference: order?.id,
      });
    },
  );

  it('finds an order that only the list knows by our number', async () => {
    const input = booking(desk, ordinary(await desk.offers()));
    desk.sandbox.control.setFaults({
      calls: [
        { kind: 'timeout-after-effect', method: method.book, count: 1 },
        { kind: 'error', method: method.orderDetail, code: 15, subCode: 'isv.PARAM_ERROR', subMsg: '请求参数错误' },
      ],
    });
    await book.send(desk.context, input, attempt(desk));
    const [order] = orders();
    await expect(book.settle(desk.context, input, attempt(desk))).resolves.toMatchObject({ reference: order?.id });
  });

  it('calls it absent when nothing was booked, and books it once when sent again', async () => {
    const input = booking(desk, ordinary(await desk.offers()));
    desk.sandbox.control.setFaults({ calls: [{ kind: 'timeout-without-effect', method: method.book, count: 1 }] });
    await expect(book.send(desk.context, input, attempt(desk))).resolves.toMatchObject({ outcome: 'unknown' });
    await expect(book.settle(desk.context, input, attempt(desk))).resolves.toEqual({ outcome: 'absent' });
    await expect(book.send(desk.context, input, attempt(desk, { number: 2 }))).resolves.toMatchObject({
      outcome: 'succeeded',
    });
    expect(orders()).toHaveLength(1);
  });

  it('takes an order that landed late for its own, instead of booking again', async () => {
    const input = booking(desk, ordinary(await desk.offers()));
    desk.sandbox.control.setFaults({
      calls: [{ kind: 'timeout-before-effect', method: method.book, count: 1, seconds: 120 }],
    });
    const first = attempt(desk);
    await book.send(desk.context, input, first);
    await expect(book.settle(desk.context, input, first)).resolves.toEqual({ outcome: 'absent' });
    desk.clock.advance(book.settleWindowMs);
    await expect(book.send(desk.context, input, attempt(desk, { number: 2 }))).resolves.toMatchObject({
      outcome: 'succeeded',
      reference: orders()[0]?.id,
    });
    expect(orders()).toHaveLength(1);
  });

  it('takes the oldest of two orders under one number, and tells a person of the other', async () => {
    const input = booking(desk, ordinary(await desk.offers()));
    await book.send(desk.context, input, attempt(desk));
    desk.clock.advance(MINUTE_MS);
    await book.send(desk.context, input, attempt(desk));
    const [oldest, other] = orders();
    await expect(book.settle(desk.context, input, attempt(desk))).resolves.toMatchObject({
      outcome: 'succeeded',
      reference: oldest?.id,
      message: expect.stringContaining(`${oldest?.id} is the one that counts: close ${other?.id} before`),
      result: { alsoBooked: [other?.id] },
    });
    expect(desk.logged).toContainEqual(
      expect.objectContaining({ level: 'error', fields: expect.objectContaining({ others: [other?.id] }) }),
    );
  });
});

describe('paying', () => {
  it('pays the expected total', async () => {
    const { reference, total } = await bookedOrder(desk);
    await expect(send(pay, { orderReference: reference, expectedTotal: total })).resolves.toMatchObject({
      outcome: 'succeeded',
      result: { paid: String(total), tradeNumber: expect.any(String) },
    });
    expect(received(reference)).toBe(Number(total));
  });

  it('does not pay another total, and names both', async () => {
    const { reference, total } = await bookedOrder(desk);
    await expect(send(pay, { orderReference: reference, expectedTotal: total - 1n })).resolves.toMatchObject({
      outcome: 'failed',
      code: 'PRICE_CHANGED',
      message: expect.stringMatching(new RegExp(`${total} fen now, not the ${total - 1n} fen expected`)),
    });
    expect(effects(method.pay)).toBe(0);
  });

  test.each([
    ['paid', 'ALREADY_PAID'],
    ['closed', 'ORDER_CLOSED'],
  ] as const)('does not pay an order that is %s', async (to, code) => {
    const { reference, total } = await bookedOrder(desk);
    desk.sandbox.control.flight.advanceOrder(reference, { to });
    await expect(send(pay, { orderReference: reference, expectedTotal: total })).resolves.toMatchObject({
      outcome: 'failed',
      code,
    });
    expect(effects(method.pay)).toBe(0);
  });

  it('finds out that a payment without answer was made, and never pays twice', async () => {
    const { reference, total } = await bookedOrder(desk);
    const input = { orderReference: reference, expectedTotal: total };
    desk.sandbox.control.setFaults({ calls: [{ kind: 'timeout-after-effect', method: method.pay, count: 1 }] });
    await expect(send(pay, input)).resolves.toMatchObject({ outcome: 'unknown' });
    await expect(pay.settle(desk.context, input, attempt(desk))).resolves.toMatchObject({ outcome: 'succeeded' });
    await expect(send(pay, input, 2)).resolves.toMatchObject({ outcome: 'succeeded' });
    expect(received(reference)).toBe(Number(total));
    expect(effects(method.pay)).toBe(1);
  });

  it('takes a payment that lands between look and call for its own', async () => {
    const { reference, total } = await bookedOrder(desk);
    const input = { orderReference: reference, expectedTotal: total };
    desk.sandbox.control.setFaults({
      calls: [{ kind: 'timeout-before-effect', method: method.pay, count: 1, seconds: 30 }],
    });
    await expect(send(pay, input)).resolves.toMatchObject({ outcome: 'unknown' });
    await expect(pay.settle(desk.context, input, attempt(desk))).resolves.toEqual({ outcome: 'absent' });
    desk.clock.advance(pay.settleWindowMs);
    await expect(send(pay, input, 2)).resolves.toMatchObject({ outcome: 'succeeded' });
    expect(effects(method.pay)).toBe(1);
  });
});

describe('closing', () => {
  it('closes an unpaid order', async () => {
    const { reference } = await bookedOrder(desk);
    await expect(send(close, { orderReference: reference })).resolves.toMatchObject({ outcome: 'succeeded' });
    expect(desk.sandbox.control.flight.order(reference).status).toBe('closed');
  });

  it('maps the refusal of a paid one, and settles it as such', async () => {
    const { reference } = await bookedOrder(desk);
    desk.sandbox.control.flight.advanceOrder(reference, { to: 'paid' });
    await expect(send(close, { orderReference: reference })).resolves.toMatchObject({
      outcome: 'failed',
      code: 'WRONG_STATUS',
    });
    await expect(close.settle(desk.context, { orderReference: reference }, attempt(desk))).resolves.toMatchObject({
      outcome: 'failed',
      code: 'ALREADY_PAID',
    });
  });

  it('finds out that a closing without answer was done', async () => {
    const { reference } = await bookedOrder(desk);
    desk.sandbox.control.setFaults({ calls: [{ kind: 'lost-answer', method: method.close, count: 1 }] });
    await expect(send(close, { orderReference: reference })).resolves.toMatchObject({ outcome: 'unknown' });
    await expect(close.settle(desk.context, { orderReference: reference }, attempt(desk))).resolves.toMatchObject({
      outcome: 'succeeded',
    });
    await expect(send(close, { orderReference: reference }, 2)).resolves.toMatchObject({ outcome: 'succeeded' });
  });
});

test('An answer of the search holds nothing that the adapter does not know', async () => {
  await expect(desk.ask({ ...WISH, adults: 1, children: 1 })).resolves.toMatchObject({
    outcome: 'answered',
    answer: { anomalies: [] },
  });
});

function send<Input>(command: CommandDefinition<Input, FlightConnection>, input: Input, number = 1) {
  return command.send(desk.context, input, attempt(desk, { number, idempotencyKey: 'other' }));
}

function orders() {
  return desk.sandbox.control.flight.orders();
}

function received(reference: string): number {
  return desk.sandbox.control.flight.order(reference).received;
}

/** How often a method changed something, by the sandbox's ledger. */
function effects(what: string): number {
  return desk.sandbox.control.ledger({ kind: 'effect' }).entries.filter((entry) => entry.what === what).length;
}
