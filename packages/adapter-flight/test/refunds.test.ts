import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FLIGHT_NAMES } from '../src/wire.ts';
import { openFlightHub, segmentIds } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import type { FlightOrderView } from './sandbox.ts';

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
});
afterEach(async () => {
  await desk.close();
});

const METHOD = FLIGHT_NAMES.method;
const VOLUNTARY = { reason: 'VOLUNTARY' };
const LONGER_THAN_THE_WINDOW_MS = 70_000;

describe('a refund', () => {
  it('is priced per passenger and flight, and applied for at exactly that fee', async () => {
    const order = await desk.order({ adults: 2, returnDate: '2026-12-29' });
    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    expect(quote).toMatchObject({ kind: 'REFUND', precalculated: true, currency: 'CNY', reference: order.id });
    expect(quote.lines).toHaveLength(4);
    expect(sum(quote.lines.map(({ fee }) => fee))).toBe(quote.fee);
    expect(sum(quote.lines.map(({ amount }) => amount))).toBe(quote.amount);
    expect(quote.expiresAt.getTime()).toBeGreaterThan(desk.hub.clock.now().getTime());

    const command = await desk.done('confirmRefund', 'first', { quote: quote.id });
    const [refund] = truth(order).refunds;
    expect(command).toMatchObject({ state: 'SUCCEEDED', result: { refundReference: refund?.id } });
    expect(desk.ledger('refundCreate', 'effect')).toMatchObject([{ amount: String(quote.fee) }]);
    expect(await hubRefunds(order)).toMatchObject([{ reference: refund?.id, status: 'REQUESTED', item: null }]);
  });

  it('is applied for with an empty fee when the channel could not calculate it', async () => {
    desk.sandbox.control.flight.setPolicy({ precalculation: false });
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    expect(quote).toMatchObject({ precalculated: false, fee: null, amount: null, lines: [] });
    expect(await desk.done('confirmRefund', 'first', { quote: quote.id })).toMatchObject({ state: 'SUCCEEDED' });
    const [effect, ...others] = desk.ledger('refundCreate', 'effect');
    expect(others).toEqual([]);
    expect(effect?.amount).toBeUndefined();
    expect(truth(order).refunds).toMatchObject([{ fee: null }]);
  });

  it('is not applied for when the fee has moved, and answers with the fee that holds now', async () => {
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    desk.sandbox.control.flight.refundFeeMoves({ by: 12.5 });
    const command = await desk.done('confirmRefund', 'first', { quote: quote.id });
    expect(command).toMatchObject({ state: 'FAILED', code: 'REFUND_FEE_CHANGED', attempts: 1 });
    expect(desk.ledger('refundCreate', 'attempt')).toHaveLength(1);
    expect(desk.ledger('refundCreate', 'effect')).toEqual([]);

    const next = await desk.quoteOf(command);
    expect(next?.fee).toBe((quote.fee ?? 0n) + 1250n);
    expect(await desk.submit('confirmRefund', 'second', { quote: quote.id })).toMatchObject({ kind: 'refused' });
    expect(await desk.done('confirmRefund', 'third', { quote: next?.id })).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ledger('refundCreate', 'effect')).toMatchObject([{ amount: String(next?.fee) }]);
  });

  it('cannot be confirmed twice by one quote', async () => {
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    await desk.done('confirmRefund', 'first', { quote: quote.id });
    expect(await desk.submit('confirmRefund', 'first', { quote: quote.id })).toMatchObject({ repeated: true });
    expect(await desk.submit('confirmRefund', 'second', { quote: quote.id })).toMatchObject({
      kind: 'refused',
      code: 'QUOTE_USED',
    });
    expect(desk.ledger('refundCreate', 'effect')).toHaveLength(1);
  });

  it('is refused for an epidemic without a policy, and says what to do', async () => {
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, reason: 'EPIDEMIC' });
    const command = await desk.done('confirmRefund', 'first', { quote: quote.id });
    expect(command).toMatchObject({ state: 'FAILED', code: 'REFUND_RULE_CHANGED' });
    expect(command.message).toMatch(/SCHEDULE_CHANGE.*attachments/);

    const other = await desk.priced('refund', { orderReference: order.id, reason: 'SCHEDULE_CHANGE' });
    expect(await desk.submit('confirmRefund', 'second', { quote: other.id })).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'attachments' }],
    });
    const attachments = [await desk.attach()];
    expect(await desk.done('confirmRefund', 'third', { quote: other.id, attachments })).toMatchObject({
      state: 'SUCCEEDED',
    });
  });

  it('for an epidemic goes through where there is a policy', async () => {
    desk.sandbox.control.flight.setPolicy({ epidemic: true });
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, reason: 'EPIDEMIC' });
    expect(await desk.done('confirmRefund', 'first', { quote: quote.id })).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('for a flight that the airline moved needs no attachments', async () => {
    const order = await desk.order();
    desk.sandbox.control.flight.moveSchedule({ order: order.id });
    await desk.sync(order.id);
    const quote = await desk.priced('refund', { orderReference: order.id, reason: 'SCHEDULE_CHANGE' });
    expect(await desk.done('confirmRefund', 'first', { quote: quote.id })).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('uploads a file again whose answer was lost, and applies once', async () => {
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, reason: 'ILLNESS' });
    desk.sandbox.control.setFaults({ calls: [{ kind: 'lost-answer', method: METHOD.upload, count: 1 }] });
    const attachments = [await desk.attach(), await desk.attach()];
    const command = await desk.done('confirmRefund', 'first', { quote: quote.id, attachments });
    expect(command).toMatchObject({ state: 'PENDING' });
    expect(desk.ledger('refundCreate', 'attempt')).toEqual([]);
    expect(await desk.later(command, 5_000)).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ledger('refundCreate', 'effect')).toHaveLength(1);
  });

  it('of one passenger leaves the other, and its tickets are not refunded again', async () => {
    const order = await desk.order({ adults: 2, returnDate: '2026-12-29' });
    const [first, second] = order.passengers.map(({ id }) => id);
    const [outward, inward] = await segmentIds(desk, order);
    const part = { orderReference: order.id, ...VOLUNTARY, itemReferences: [first], segments: [outward] };
    await desk.done('confirmRefund', 'first', { quote: (await desk.priced('refund', part)).id });

    const again = await desk.quote('refund', part);
    expect(again).toMatchObject({ kind: 'refused', code: 'NOT_ALLOWED', reasonCode: 'ALREADY_REFUNDED' });
    expect(again.kind === 'refused' && again.message).toContain(`item ${first} on ${outward}`);
    // What is left is no rectangle of passengers and flights, so it has to be named.
    const all = { orderReference: order.id, ...VOLUNTARY };
    expect(await desk.quote('refund', all)).toMatchObject({ reasonCode: 'ALREADY_REFUNDED' });
    expect((await desk.priced('refund', { ...all, segments: [inward] })).lines).toHaveLength(2);
    expect((await desk.priced('refund', { ...all, itemReferences: [second] })).lines).toHaveLength(2);
  });

  it('adds up with what comes back later', async () => {
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    await desk.done('confirmRefund', 'first', { quote: quote.id });
    const [refund] = truth(order).refunds;
    desk.sandbox.control.flight.advanceRefund(refund?.id ?? '', { to: 'approved' });
    desk.sandbox.control.flight.advanceRefund(refund?.id ?? '', { to: 'refunded' });
    const told: object[] = [];
    for (const amount of [20.5, 0.1, 0.2]) {
      desk.sandbox.control.flight.supplementRefund(refund?.id ?? '', { amount });
      await desk.sync(order.id);
      told.push(...(await hubRefunds(order)));
    }
    expect(told).toMatchObject(
      [2050n, 2060n, 2080n].map((more) => ({ status: 'SUCCEEDED', amount: String((quote.amount ?? 0n) + more) })),
    );
  });

  it.each([
    ['the answer is lost', { kind: 'lost-answer' }],
    ['the channel runs out of time after the effect', { kind: 'timeout-after-effect' }],
    ['the request is lost', { kind: 'lost-request' }],
    ['the effect comes 30 seconds after the time-out', { kind: 'timeout-before-effect', seconds: 30 }],
  ] as const)('is applied for once when %s', async (_name, fault) => {
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    desk.sandbox.control.setFaults({ calls: [{ ...fault, method: METHOD.refundCreate, count: 1 }] });
    const sent = await desk.done('confirmRefund', 'first', { quote: quote.id });
    const settled = await desk.later(sent, LONGER_THAN_THE_WINDOW_MS);
    expect(settled).toMatchObject({ state: 'SUCCEEDED', result: { refundReference: truth(order).refunds[0]?.id } });
    await desk.later(sent, LONGER_THAN_THE_WINDOW_MS);
    expect(desk.ledger('refundCreate', 'effect')).toHaveLength(1);
    expect(truth(order).refunds).toHaveLength(1);
  });

  it.each([
    ['booked', 'NOT_PAID', undefined],
    ['closed', 'ORDER_CLOSED', 'closed'],
  ] as const)('has no price when the order is %s', async (_name, reasonCode, advance) => {
    const order = desk.sandbox.control.flight.createOrder(advance === undefined ? {} : { advance });
    await desk.sync(order.id);
    expect(await desk.quote('refund', { orderReference: order.id, ...VOLUNTARY })).toMatchObject({ reasonCode });
  });

  it('has no price when nothing is left', async () => {
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    await desk.done('confirmRefund', 'first', { quote: quote.id });
    expect(await desk.quote('refund', { orderReference: order.id, ...VOLUNTARY })).toMatchObject({
      code: 'NOT_ALLOWED',
      reasonCode: 'ALREADY_REFUNDED',
    });
  });

  it('is applied for again after it was refused', async () => {
    const order = await desk.order();
    const first = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    await desk.done('confirmRefund', 'first', { quote: first.id });
    desk.sandbox.control.flight.advanceRefund(truth(order).refunds[0]?.id ?? '', { to: 'closed' });
    await desk.sync(order.id);
    const second = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    desk.sandbox.control.setFaults({ calls: [{ kind: 'lost-answer', method: METHOD.refundCreate, count: 1 }] });
    const command = await desk.done('confirmRefund', 'second', { quote: second.id });
    expect(await desk.later(command, LONGER_THAN_THE_WINDOW_MS)).toMatchObject({
      state: 'SUCCEEDED',
      result: { refundReference: truth(order).refunds[1]?.id },
    });
    expect(truth(order).refunds).toHaveLength(2);
  });

  it('names the passengers and flights that the order does not have', async () => {
    const order = await desk.order({ adults: 2 });
    const wrong = { orderReference: order.id, ...VOLUNTARY, itemReferences: ['1', '2'], segments: ['XX1'] };
    expect(await desk.quote('refund', wrong)).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'itemReferences[0]' }, { path: 'itemReferences[1]' }, { path: 'segments[0]' }],
    });
  });
});

function truth({ id }: FlightOrderView): FlightOrderView {
  return desk.sandbox.control.flight.order(id);
}

async function hubRefunds({ id }: FlightOrderView): Promise<readonly object[]> {
  return desk.hub.database.query(
    {
      name: 'test.refunds',
      text: `select refund.reference, refund.status, refund.amount::text as amount, refund.item_id as item
               from interline.refund join interline.orders on orders.id = refund.order_id
              where orders.reference = $1`,
    },
    [id],
  );
}

function sum(amounts: readonly (bigint | null)[]): bigint {
  return amounts.reduce<bigint>((total, amount) => total + (amount ?? 0n), 0n);
}
