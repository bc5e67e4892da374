import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import type { CommandDefinition } from '@interline/core';
import { close } from '../src/booking/close.ts';
import { pay } from '../src/booking/pay.ts';
import type { FlightConnection } from '../src/connection.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import { attempt, bookedOrder, openTravelDesk } from './travel-desk.ts';
import type { TravelDesk } from './travel-desk.ts';

const { method } = FLIGHT_NAMES;
let desk: TravelDesk;

beforeEach(async () => {
  desk = await openTravelDesk();
});

afterEach(() => desk.close());

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

function send<Input>(command: CommandDefinition<Input, FlightConnection>, input: Input, number = 1) {
  return command.send(desk.context, input, attempt(desk, { number, idempotencyKey: 'other' }));
}

function received(reference: string): number {
  return desk.sandbox.control.flight.order(reference).received;
}

/** How often a method changed something, by the sandbox's ledger. */
function effects(what: string): number {
  return desk.sandbox.control.ledger({ kind: 'effect' }).entries.filter((entry) => entry.what === what).length;
}
