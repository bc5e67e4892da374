import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ask, bookInput, listing, ordinaryOffer, request, unpaidOrder } from './flight-client.ts';
import type { Told } from './flight-client.ts';
import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
});
afterEach(() => desk.close());

describe('what only the channel knows comes back as its refusal, with the remedy', () => {
  it('a price that moved', async () => {
    const book = await booking();
    desk.sandbox.control.flight.movePrices({ by: 10 });
    await refusedByChannel(book, 'PRICE_CHANGED', /search again and confirm the new price/);
    expect(desk.sandbox.control.flight.orders()).toEqual([]);
  });

  it('seats that are gone', async () => {
    const { offers = [] } = await ask(desk, 'search', listing(desk));
    const scarce = offers
      .filter(({ key, memberPrice }) => key !== null && memberPrice === null)
      .toSorted((a, b) => (a.seats ?? 99) - (b.seats ?? 99))[0];
    for (let taken = 0; taken < (scarce?.seats ?? 0); taken++) {
      await request(desk, 'book', { ...bookInput(scarce?.key ?? null), idempotencyKey: `seat ${taken}` });
    }
    const taken = desk.sandbox.control.flight.orders().length;
    const tooLate = () => request(desk, 'book', { ...bookInput(scarce?.key ?? null), idempotencyKey: 'too late' });
    await refusedByChannel(tooLate, /^(NO_SEATS|PRICE_CHANGED)$/, /search again/);
    expect(desk.sandbox.control.flight.orders()).toHaveLength(taken);
  });

  it('an order that was paid elsewhere, and is closed here', async () => {
    const { id } = await unpaidOrder(desk);
    desk.sandbox.control.flight.advanceOrder(id, { to: 'paid' });
    await refusedByChannel(() => request(desk, 'close', { orderReference: id }), /\S/, /\S/);
    expect(desk.sandbox.control.flight.order(id).status).toBe('paid');
  });

  it('an order that was paid elsewhere, and is paid here', async () => {
    const { id, total } = await unpaidOrder(desk);
    desk.sandbox.control.flight.advanceOrder(id, { to: 'paid' });
    const pay = () => request(desk, 'pay', { orderReference: id, expectedTotal: String(total) });
    await refusedByChannel(pay, 'ALREADY_PAID', /nothing is to be paid/);
    expect(desk.ledger('pay', 'attempt')).toEqual([]);
  });

  it('a total that is not the order’s', async () => {
    const { id, total } = await unpaidOrder(desk);
    const pay = () => request(desk, 'pay', { orderReference: id, expectedTotal: String(total - 1) });
    await refusedByChannel(pay, 'PRICE_CHANGED', /nothing was paid. Pay with the new total, or close it/);
    expect(desk.ledger('pay', 'attempt')).toEqual([]);
  });
});

async function refusedByChannel(act: () => Promise<Told>, code: string | RegExp, remedy: RegExp): Promise<void> {
  const { command } = await act();
  expect(command).toMatchObject({ state: 'FAILED', code: expect.stringMatching(code) });
  expect(command?.message).toMatch(remedy);
}

async function booking(): Promise<() => Promise<Told>> {
  const { key } = await ordinaryOffer(desk);
  return () => request(desk, 'book', bookInput(key));
}
