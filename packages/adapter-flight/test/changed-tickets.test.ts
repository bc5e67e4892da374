import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import type { CommandRecord } from '@interline/core/hub';

import { outChangeNumber as outChangeNumberOf } from '../src/own-number.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import { dayLater, openFlightHub, segmentIds } from './flight-hub.ts';
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

describe('after one of two passengers changed the flight', () => {
  it('each can be refunded, alone or with the other, and what is left is told right', async () => {
    const { order, changed, unchanged, oldFlight, newFlight } = await changedForOne();
    const everything = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    expect(everything.lines).toMatchObject([
      { itemReference: changed, segment: newFlight },
      { itemReference: unchanged, segment: oldFlight },
    ]);

    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY, itemReferences: [changed] });
    expect(quote.lines).toMatchObject([{ itemReference: changed, segment: newFlight }]);
    expect(await desk.done('confirmRefund', 'changed', { quote: quote.id })).toMatchObject({ state: 'SUCCEEDED' });
    expect(
      await desk.quote('refund', { orderReference: order.id, ...VOLUNTARY, itemReferences: [changed] }),
    ).toMatchObject({
      code: 'NOT_ALLOWED',
      reasonCode: 'ALREADY_REFUNDED',
    });
    const rest = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY });
    expect(rest.lines).toMatchObject([{ itemReference: unchanged, segment: oldFlight }]);
    expect(await desk.done('confirmRefund', 'rest', { quote: rest.id })).toMatchObject({ state: 'SUCCEEDED' });
    for (const { id } of truth(order).refunds) desk.sandbox.control.flight.advanceRefund(id, { to: 'refunded' });
    await desk.sync(order.id);
    expect(await statusOf(order)).toBe('REFUNDED');
  });

  it('neither is refunded or changed on a flight of the other', async () => {
    const { order, changed, unchanged, oldFlight, newFlight, wish } = await changedForOne();
    const swapped = [
      [changed, oldFlight],
      [unchanged, newFlight],
    ];
    for (const [item, segment] of swapped) {
      expect(
        await desk.quote('refund', {
          orderReference: order.id,
          ...VOLUNTARY,
          itemReferences: [item],
          segments: [segment],
        }),
      ).toMatchObject({ code: 'NOT_ALLOWED', reasonCode: 'NOT_HELD' });
    }
    expect(await desk.submit('requestChange', 'wrong', { ...wish, itemReferences: [changed] })).toMatchObject({
      code: 'NOT_ALLOWED',
      reasonCode: 'NOT_HELD',
    });
    expect(await desk.done('requestChange', 'other', wish)).toMatchObject({ state: 'SUCCEEDED' });
    expect(truth(order).changes.map(({ passengers }) => passengers)).toEqual([[changed], [unchanged]]);
  });

  it('a schedule change of the new flight is told, and makes the refund of that flight free of documents', async () => {
    const { order, changed, newFlight, wish } = await changedForOne();
    const [target] = wish.segments;
    desk.sandbox.control.flight.moveSchedule({
      flightNumber: target?.flightNumber ?? '',
      date: (target?.departure ?? '').slice(0, 10),
      delayMinutes: 240,
    });
    await desk.sync(order.id);
    const { journeys } = await desk.detail(order.id);
    expect(journeys).toMatchObject([
      {
        segments: [
          expect.not.objectContaining({ scheduleChange: expect.anything() }),
          { id: newFlight, scheduleChange: { kind: 'CHANGED' } },
        ],
      },
    ]);
    const moved = { orderReference: order.id, reason: 'SCHEDULE_CHANGE', itemReferences: [changed] };
    const quote = await desk.priced('refund', moved);
    expect(quote).toMatchObject({ fee: 0n });
    expect(await desk.done('confirmRefund', 'moved', { quote: quote.id })).toMatchObject({ state: 'SUCCEEDED' });
  });
});

describe('a ticket that is being changed', () => {
  it('is not refunded before the change is over', async () => {
    const order = await desk.order({ adults: 2 });
    const [first, second] = order.passengers.map(({ id }) => id);
    const change = await desk.done('requestChange', 'c', { ...(await dayLater(desk, order)), itemReferences: [first] });
    const ofFirst = { orderReference: order.id, ...VOLUNTARY, itemReferences: [first] };
    expect(await desk.quote('refund', ofFirst)).toMatchObject({ code: 'NOT_ALLOWED', reasonCode: 'CHANGE_OPEN' });
    expect(await desk.quote('refund', { ...ofFirst, itemReferences: [second] })).toMatchObject({ kind: 'quoted' });
    const changeReference = String(change.result?.['changeReference']);
    await desk.done('cancelChange', 'x', { orderReference: order.id, changeReference });
    expect(await desk.quote('refund', ofFirst)).toMatchObject({ kind: 'quoted' });
  });

  it('does not stand in the way of the flight back', async () => {
    const order = await desk.order({ returnDate: '2026-12-29' });
    const wish = await dayLater(desk, order);
    const [out, back] = wish.segments;
    expect(await desk.done('requestChange', 'out', { ...wish, segments: [out] })).toMatchObject({ state: 'SUCCEEDED' });
    expect(await desk.submit('requestChange', 'out again', { ...wish, segments: [out] })).toMatchObject({
      reasonCode: 'CHANGE_OPEN',
    });
    expect(await desk.done('requestChange', 'back', { ...wish, segments: [back] })).toMatchObject({
      state: 'SUCCEEDED',
    });
  });

  it('can be the flight back of a flight that was refunded', async () => {
    const order = await desk.order({ returnDate: '2026-12-29' });
    const [out, back] = await segmentIds(desk, order);
    const quote = await desk.priced('refund', { orderReference: order.id, ...VOLUNTARY, segments: [out] });
    await desk.done('confirmRefund', 'out', { quote: quote.id });
    const wish = await dayLater(desk, order);
    const segments = wish.segments.filter(({ segment }) => segment === back);
    expect(await desk.done('requestChange', 'back', { ...wish, segments })).toMatchObject({ state: 'SUCCEEDED' });
  });
});

describe('a change that the channel makes twice', () => {
  it('is told with the seats that are held for nothing, which can be given up', async () => {
    const order = await desk.order({ adults: 2 });
    const [first, second] = order.passengers.map(({ id }) => id ?? '');
    const outChangeNumber = outChangeNumberOf(desk.shop.id, 'wish');
    desk.sandbox.control.flight.applyForChange(order.id, { passengers: [second ?? ''], outChangeNumber });
    const wish = { ...(await dayLater(desk, order)), itemReferences: [first] };
    const command = await desk.done('requestChange', 'wish', wish);
    const [other, own] = truth(order).changes;
    expect(command).toMatchObject({
      state: 'SUCCEEDED',
      result: { changeReference: own?.id, alsoMade: [other?.id] },
      message: expect.stringContaining(`cancel ${other?.id}`),
    });
    expect(desk.hub.logs.lines).toContainEqual(expect.objectContaining({ level: 'error' }));
    const surplus = { orderReference: order.id, changeReference: other?.id };
    expect(await desk.done('cancelChange', 'surplus', surplus)).toMatchObject({ state: 'SUCCEEDED' });
    expect(truth(order).changes.map(({ status }) => status)).toEqual(['closed', 'awaitingPayment']);
  });
});

describe('paying a change', () => {
  it('that costs nothing is a payment of nothing', async () => {
    const order = await desk.order();
    desk.sandbox.control.flight.moveSchedule({ order: order.id });
    await desk.sync(order.id);
    const { quote, changeReference } = await requested(order);
    expect(quote).toMatchObject({ fee: 0n, amount: 0n });
    expect(await desk.done('confirmChange', 'pay', { quote: quote?.id })).toMatchObject({ state: 'SUCCEEDED' });
    desk.sandbox.control.flight.advanceChange(changeReference, { to: 'ticketed' });
    await desk.sync(order.id);
    expect(truth(order)).toMatchObject({ received: truth(order).total, changes: [{ status: 'ticketed' }] });
  });

  it('and cancelling it at once end as one of the two, and the other says which', async () => {
    const order = await desk.order();
    const { quote, changeReference } = await requested(order);
    await desk.submit('confirmChange', 'pay', { quote: quote?.id });
    const cancelled = await desk.done('cancelChange', 'x', { orderReference: order.id, changeReference });
    const submission = await desk.submit('confirmChange', 'pay', { quote: quote?.id });
    const paid = submission.kind === 'accepted' ? submission.command : undefined;
    // Either may come first.
    const told = [truth(order).changes[0]?.status, [paid, cancelled].map((command) => command?.code ?? command?.state)];
    expect([
      ['awaitingTicketing', ['SUCCEEDED', 'CHANGE_PAID']],
      ['closed', ['CHANGE_CLOSED', 'SUCCEEDED']],
    ]).toContainEqual(told);
  });

  it('by two quotes at once takes the money once, also where the channel would take it twice', async () => {
    desk.sandbox.control.flight.setPolicy({ acceptsSecondPayment: true });
    const order = await desk.order();
    const { quote, changeReference } = await requested(order);
    const late = { kind: 'timeout-before-effect', method: FLIGHT_NAMES.method.changePay, seconds: 30 } as const;
    desk.sandbox.control.setFaults({ calls: [{ ...late, count: 1 }] });
    const paying = await desk.done('confirmChange', 'pay', { quote: quote?.id });
    expect(paying).toMatchObject({ state: 'UNKNOWN' });
    const asked = { orderReference: order.id, changeReference };
    const again = await desk.priced('change', asked);
    expect(await desk.submit('confirmChange', 'again', { quote: again.id })).toMatchObject({ code: 'QUOTE_USED' });
    expect(await desk.later(paying, 70_000)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await desk.submit('confirmChange', 'again', { quote: again.id })).toMatchObject({
      code: 'NOT_ALLOWED',
      reasonCode: 'CHANGE_PAID',
    });
    expect(desk.ledger('changePay', 'effect')).toHaveLength(1);
  });

  it('whose hold ends under it says so, and nothing is taken', async () => {
    const order = await desk.order();
    const { quote, changeReference } = await requested(order);
    const late = { kind: 'timeout-before-effect', method: FLIGHT_NAMES.method.changePay, seconds: 30 } as const;
    desk.sandbox.control.setFaults({ calls: [{ ...late, count: 1 }] });
    desk.hub.clock.advance((quote?.expiresAt.getTime() ?? 0) - desk.hub.clock.now().getTime() - 10_000);
    const sent = await desk.done('confirmChange', 'pay', { quote: quote?.id });
    expect(sent).toMatchObject({ state: 'UNKNOWN' });
    expect(await desk.later(sent, 70_000)).toMatchObject({ state: 'FAILED', code: 'CHANGE_CLOSED' });
    expect(truth(order).changes).toMatchObject([{ id: changeReference, status: 'closed' }]);
    expect(truth(order).received - truth(order).returned).toBe(truth(order).total);
  });
});

async function changedForOne() {
  const order = await desk.order({ adults: 2 });
  const [changed, unchanged] = order.passengers.map(({ id }) => id);
  const [oldFlight] = await segmentIds(desk, order);
  const wish = await dayLater(desk, order);
  const { quote, changeReference } = await requested(order, { ...wish, itemReferences: [changed] });
  await desk.done('confirmChange', 'pay', { quote: quote?.id });
  desk.sandbox.control.flight.advanceChange(changeReference, { to: 'ticketed' });
  await desk.sync(order.id);
  const newFlight = (await segmentIds(desk, order)).find((segment) => segment !== oldFlight);
  return { order, changed, unchanged, oldFlight, newFlight, wish };
}

async function requested(order: FlightOrderView, wish?: object) {
  const input = wish ?? (await dayLater(desk, order));
  const command: CommandRecord = await desk.done('requestChange', 'wish', input);
  return { quote: await desk.quoteOf(command), changeReference: String(command.result?.['changeReference']) };
}

function truth({ id }: FlightOrderView): FlightOrderView {
  return desk.sandbox.control.flight.order(id);
}

async function statusOf({ id }: FlightOrderView): Promise<string | undefined> {
  const [row] = await desk.hub.database.query<{ status: string }>(
    { name: 'test.status', text: 'select status from interline.orders where reference = $1' },
    [id],
  );
  return row?.status;
}
