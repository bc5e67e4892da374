import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CommandRecord } from '@interline/core/hub';

import { FLIGHT_NAMES } from '../src/wire.ts';
import { dayLater, openFlightHub } from './flight-hub.ts';
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
const LONGER_THAN_THE_WINDOW_MS = 70_000;
const WRITE_FAULTS = [
  ['the answer is lost', { kind: 'lost-answer' }],
  ['the channel runs out of time after the effect', { kind: 'timeout-after-effect' }],
  ['the request is lost', { kind: 'lost-request' }],
  ['the effect comes 30 seconds after the time-out', { kind: 'timeout-before-effect', seconds: 30 }],
] as const;

describe('a change', () => {
  it('holds a seat at a price, is paid at exactly that, and gives new tickets', async () => {
    const order = await desk.order({ adults: 2 });
    const requested = await desk.done('requestChange', 'wish', await dayLater(desk, order));
    const [change] = truth(order).changes;
    expect(requested).toMatchObject({ state: 'SUCCEEDED', result: { changeReference: change?.id } });
    const quote = await desk.quoteOf(requested);
    expect(quote).toMatchObject({ kind: 'CHANGE', changeReference: change?.id, amount: BigInt(change?.total ?? -1) });
    expect(quote?.expiresAt.toISOString()).toBe(change?.payBy);
    expect(await hubChanges(order)).toMatchObject([{ reference: change?.id, status: 'AWAITING_PAYMENT' }]);

    const paid = await desk.done('confirmChange', 'pay', { quote: quote?.id });
    expect(paid).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(desk.ledger('changePay', 'effect')).toMatchObject([{ amount: String(quote?.amount) }]);
    desk.sandbox.control.flight.advanceChange(change?.id ?? '', { to: 'ticketed' });
    await desk.sync(order.id);
    expect(await hubChanges(order)).toMatchObject([{ status: 'SUCCEEDED' }]);
  });

  it('is priced later when the airline answers later', async () => {
    desk.sandbox.control.flight.setPolicy({ changeOfferByControl: true });
    const order = await desk.order();
    const requested = await desk.done('requestChange', 'wish', await dayLater(desk, order));
    expect(await desk.quoteOf(requested)).toBeNull();
    const changeReference = String(requested.result?.['changeReference']);
    const question = { orderReference: order.id, changeReference };
    expect(await desk.quote('change', question)).toMatchObject({
      code: 'CHANNEL_REFUSED',
      reasonCode: 'CHANGE_NOT_PRICED',
    });
    desk.sandbox.control.flight.advanceChange(changeReference, { to: 'awaitingPayment' });
    const quote = await desk.priced('change', question);
    expect(await desk.done('confirmChange', 'pay', { quote: quote.id })).toMatchObject({ state: 'SUCCEEDED' });
    expect(await desk.submit('confirmChange', 'again', { quote: quote.id })).toMatchObject({ kind: 'refused' });
    expect(desk.ledger('changePay', 'effect')).toHaveLength(1);
  });

  it.each(WRITE_FAULTS)('is made once when %s', async (_name, fault) => {
    const order = await desk.order();
    const input = await dayLater(desk, order);
    desk.sandbox.control.setFaults({ calls: [{ ...fault, method: METHOD.changeCreate, count: 1 }] });
    const sent = await desk.done('requestChange', 'wish', input);
    const settled = await desk.later(sent, LONGER_THAN_THE_WINDOW_MS);
    expect(settled).toMatchObject({ state: 'SUCCEEDED', result: { changeReference: truth(order).changes[0]?.id } });
    expect(await desk.quoteOf(settled)).toMatchObject({ kind: 'CHANGE' });
    await desk.later(sent, LONGER_THAN_THE_WINDOW_MS);
    expect(truth(order).changes).toHaveLength(1);
  });

  it.each(WRITE_FAULTS)('is paid once when %s', async (_name, fault) => {
    const { order, quote } = await quoted();
    desk.sandbox.control.setFaults({ calls: [{ ...fault, method: METHOD.changePay, count: 1 }] });
    const sent = await desk.done('confirmChange', 'pay', { quote: quote.id });
    expect(await desk.later(sent, LONGER_THAN_THE_WINDOW_MS)).toMatchObject({ state: 'SUCCEEDED' });
    await desk.later(sent, LONGER_THAN_THE_WINDOW_MS);
    expect(desk.ledger('changePay', 'effect')).toHaveLength(1);
    expect(truth(order).received).toBe(truth(order).total + Number(quote.amount));
  });

  it('is given up, once, and cannot be paid after it', async () => {
    const { order, quote, changeReference } = await quoted();
    const input = { orderReference: order.id, changeReference };
    desk.sandbox.control.setFaults({ calls: [{ kind: 'lost-answer', method: METHOD.changeCancel, count: 1 }] });
    const sent = await desk.done('cancelChange', 'give up', input);
    expect(await desk.later(sent, LONGER_THAN_THE_WINDOW_MS)).toMatchObject({ state: 'SUCCEEDED' });
    expect(truth(order).changes).toMatchObject([{ status: 'closed' }]);
    expect(await desk.submit('cancelChange', 'again', input)).toMatchObject({ repeated: true });
    expect(await desk.submit('confirmChange', 'pay', { quote: quote.id })).toMatchObject({
      kind: 'refused',
      reasonCode: 'CHANGE_CLOSED',
    });
    expect(desk.ledger('changeCancel', 'effect')).toHaveLength(1);
    expect(desk.ledger('changePay', 'attempt')).toEqual([]);
  });

  it('is not paid when the channel closed it and the hub has not heard', async () => {
    const { quote, changeReference } = await quoted();
    desk.sandbox.control.flight.advanceChange(changeReference, { to: 'closed' });
    const command = await desk.done('confirmChange', 'pay', { quote: quote.id });
    expect(command).toMatchObject({ state: 'FAILED', code: 'CHANGE_CLOSED' });
    expect(desk.ledger('changePay', 'attempt')).toEqual([]);
  });

  it('is not paid, nor cancelled, when somebody paid it elsewhere', async () => {
    const { order, quote, changeReference } = await quoted();
    desk.sandbox.control.flight.advanceChange(changeReference, { to: 'awaitingTicketing' });
    const paying = await desk.done('confirmChange', 'pay', { quote: quote.id });
    expect(paying).toMatchObject({ state: 'FAILED', code: 'CHANGE_PAID' });
    expect(await desk.submit('cancelChange', 'give up', { orderReference: order.id, changeReference })).toMatchObject({
      kind: 'refused',
      code: 'NOT_ALLOWED',
    });
    expect(desk.ledger('changePay', 'attempt')).toEqual([]);
  });

  it('waits for the shop when its session is over, and is then paid once', async () => {
    const { quote } = await quoted();
    const { control } = desk.sandbox;
    const buyer = control.shops().find(({ channel }) => channel === 'flight');
    control.expireSession(buyer?.id ?? '');
    const waiting = await desk.done('confirmChange', 'pay', { quote: quote.id });
    expect(waiting).toMatchObject({ state: 'PENDING' });
    const { accountId, accountNick } = desk.shop;
    const accessToken = control.renewSession(buyer?.id ?? '').session ?? '';
    await desk.hub.addShop({ channel: 'flight', accountId, accountNick, accessToken });
    expect(await desk.later(waiting, LONGER_THAN_THE_WINDOW_MS)).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ledger('changePay', 'effect')).toHaveLength(1);
  });

  it('ends with its hold', async () => {
    const { order, quote, changeReference } = await quoted();
    desk.hub.clock.advance(quote.expiresAt.getTime() - desk.hub.clock.now().getTime());
    expect(await desk.submit('confirmChange', 'pay', { quote: quote.id })).toMatchObject({ code: 'QUOTE_EXPIRED' });
    await desk.sync(order.id);
    expect(await hubChanges(order)).toMatchObject([{ status: 'CLOSED' }]);
    expect(await desk.quote('change', { orderReference: order.id, changeReference })).toMatchObject({
      reasonCode: 'CHANGE_CLOSED',
    });
    expect(await desk.done('requestChange', 'anew', await dayLater(desk, order))).toMatchObject({ state: 'SUCCEEDED' });
  });

  it('stands in the way of another for the same passenger, not of another passenger’s', async () => {
    const order = await desk.order({ adults: 2 });
    const [first, second] = order.passengers.map(({ id }) => id);
    const input = await dayLater(desk, order);
    await desk.done('requestChange', 'first', { ...input, itemReferences: [first] });
    const again = await desk.submit('requestChange', 'again', { ...input, itemReferences: [first] });
    expect(again).toMatchObject({ kind: 'refused', code: 'NOT_ALLOWED', reasonCode: 'CHANGE_OPEN' });
    const other = await desk.done('requestChange', 'second', { ...input, itemReferences: [second] });
    expect(other).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ledger('changeCreate', 'effect')).toHaveLength(2);
  });

  it('is refused before any call for what cannot be changed', async () => {
    const order = await desk.order();
    const input = await dayLater(desk, order);
    const [target] = input.segments;
    const past = { ...input, segments: [{ ...target, departure: '2026-11-01T00:00:00Z' }] };
    expect(await desk.submit('requestChange', 'past', past)).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'segments[0].departure' }],
    });
    const unknown = { ...input, segments: [{ ...target, segment: 'XX1' }] };
    expect(await desk.submit('requestChange', 'unknown', unknown)).toMatchObject({
      code: 'INVALID_INPUT',
      fields: [{ path: 'segments[0].segment' }],
    });
    const quote = await desk.priced('refund', { orderReference: order.id, reason: 'VOLUNTARY' });
    await desk.done('confirmRefund', 'refund', { quote: quote.id });
    expect(await desk.submit('requestChange', 'refunded', input)).toMatchObject({ reasonCode: 'ALREADY_REFUNDED' });

    const unticketed = await desk.order({ advance: 'paid' });
    expect(await desk.submit('requestChange', 'early', await dayLater(desk, unticketed))).toMatchObject({
      reasonCode: 'NOT_TICKETED',
    });
    expect(desk.ledger('changeCreate', 'attempt')).toEqual([]);
  });

  it('to a flight that is not there comes to nothing, and says so', async () => {
    const order = await desk.order();
    const input = await dayLater(desk, order);
    const segments = input.segments.map((target) => ({ ...target, flightNumber: 'ZZ9999' }));
    expect(await desk.done('requestChange', 'wish', { ...input, segments })).toMatchObject({
      state: 'FAILED',
      code: 'NOT_CHANGEABLE',
    });
    expect(truth(order).changes).toEqual([]);
  });
});

async function quoted() {
  const order = await desk.order();
  const requested: CommandRecord = await desk.done('requestChange', 'wish', await dayLater(desk, order));
  const quote = await desk.quoteOf(requested);
  if (!quote?.changeReference) throw new Error('the change came without a price');
  return { order, quote, changeReference: quote.changeReference };
}

function truth({ id }: FlightOrderView): FlightOrderView {
  return desk.sandbox.control.flight.order(id);
}

async function hubChanges({ id }: FlightOrderView): Promise<readonly object[]> {
  return desk.hub.database.query(
    {
      name: 'test.changes',
      text: `select change.reference, change.status
               from interline.change join interline.orders on orders.id = change.order_id
              where orders.reference = $1 order by change.reference`,
    },
    [id],
  );
}
