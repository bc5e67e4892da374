import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CommandRecord } from '@interline/core/hub';

import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import type { FlightOrderView } from './sandbox.ts';

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
});
afterEach(async () => {
  await desk.close();
});

const VOLUNTARY = { reason: 'VOLUNTARY' };
const HOUR_MS = 3_600_000;

describe('a refund quote that the world has overtaken', () => {
  it('is not sent when it expired while the shop waited for a session, though it was tried before', async () => {
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    expireSession();
    const waiting = await desk.done('confirmRefund', 'first', { quote: quote.id });
    expect(waiting).toMatchObject({ state: 'PENDING', attempts: 1 });
    desk.hub.clock.advance(3 * HOUR_MS);
    await renewSession();
    await desk.hub.settle();
    expect(await desk.later(waiting, HOUR_MS)).toMatchObject({ state: 'FAILED', code: 'QUOTE_EXPIRED', attempts: 1 });
    expect(desk.ledger('refundCreate', 'attempt')).toEqual([]);

    const anew = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    expect(await desk.done('confirmRefund', 'second', { quote: anew.id })).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('is sent when the session came back in time', async () => {
    const order = await desk.order();
    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    expireSession();
    const waiting = await desk.done('confirmRefund', 'first', { quote: quote.id });
    await renewSession();
    expect(await desk.later(waiting, 70_000)).toMatchObject({ state: 'SUCCEEDED', attempts: 2 });
    expect(truth(order).refunds).toHaveLength(1);
  });

  it('over the same tickets as another does not give them back twice, and says what took them', async () => {
    const order = await desk.order({ adults: 2 });
    const [first, second] = order.passengers.map(({ id }) => id);
    const ofOne = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY, itemReferences: [first] });
    const ofBoth = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    await desk.submit('confirmRefund', 'one', { quote: ofOne.id });
    const both = await desk.done('confirmRefund', 'both', { quote: ofBoth.id });
    const one = await resultOf('one', ofOne.id);
    // Which of the two comes first is not said; the other one has no effect.
    expect([one, both].map(({ state }) => state).toSorted()).toEqual(['FAILED', 'SUCCEEDED']);
    const lost = one.state === 'FAILED' ? one : both;
    expect(lost).toMatchObject({ code: 'ALREADY_REFUNDED' });
    expect(lost.message).toContain(`item ${first}`);
    expect(truth(order).refunds).toHaveLength(1);
    const rest = await desk.quote('refund', { orderReference: order.id, ...VOLUNTARY, itemReferences: [second] });
    expect(rest.kind).toBe(one.state === 'FAILED' ? 'refused' : 'quoted');
  });

  it('moves twice in a row, the second time to one that nobody can calculate, and is confirmed with an empty fee', async () => {
    const { flight } = desk.sandbox.control;
    const order = await desk.order();
    const first = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    flight.refundFeeMoves({ by: 10 });
    const second = await desk.quoteOf(await desk.done('confirmRefund', 'first', { quote: first.id }));
    flight.refundFeeMoves({ by: 10 });
    flight.setPolicy({ precalculation: false });
    const moved = await desk.done('confirmRefund', 'second', { quote: second?.id });
    expect(moved).toMatchObject({ state: 'FAILED', code: 'REFUND_FEE_CHANGED' });
    const third = await desk.quoteOf(moved);
    expect(third).toMatchObject({ precalculated: false, fee: null });
    for (const old of [first, second]) {
      expect(await desk.submit('confirmRefund', `old ${old?.id}`, { quote: old?.id })).toMatchObject({
        code: 'QUOTE_REPLACED',
        quoteId: third?.id,
      });
    }
    expect(await desk.done('confirmRefund', 'third', { quote: third?.id })).toMatchObject({ state: 'SUCCEEDED' });
    const [effect, ...others] = desk.ledger('refundCreate', 'effect');
    expect([effect?.amount, others]).toEqual([undefined, []]);
  });
});

function truth({ id }: FlightOrderView): FlightOrderView {
  return desk.sandbox.control.flight.order(id);
}

/** The command that a key stands for. */
async function resultOf(key: string, quote: string): Promise<CommandRecord> {
  const submission = await desk.submit('confirmRefund', key, { quote });
  if (submission.kind === 'refused') throw new Error(submission.message);
  return submission.command;
}

function buyer() {
  const shop = desk.sandbox.control.shops().find(({ channel }) => channel === 'flight');
  if (!shop) throw new Error('the sandbox has no account that buys flights');
  return shop;
}

function expireSession(): void {
  desk.sandbox.control.expireSession(buyer().id);
}

async function renewSession(): Promise<void> {
  const { accountId, accountNick } = desk.shop;
  const { session: accessToken } = desk.sandbox.control.renewSession(buyer().id);
  if (!accessToken) throw new Error('the sandbox gave no session');
  await desk.hub.addShop({ channel: 'flight', accountId, accountNick, accessToken });
}
