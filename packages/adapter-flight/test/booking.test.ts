import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { book } from '../src/booking/book.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import { attempt, bookedOrder, booking, openTravelDesk, ordinary, PEOPLE, WISH } from './travel-desk.ts';
import type { TravelDesk } from './travel-desk.ts';

const { method } = FLIGHT_NAMES;
const MINUTE_MS = 60_000;
let desk: TravelDesk;

beforeEach(async () => {
  desk = await openTravelDesk();
});

afterEach(() => desk.close());

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

function orders() {
  return desk.sandbox.control.flight.orders();
}
