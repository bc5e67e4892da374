import { FLIGHT_NAMES, FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import { isTopObject } from '@interline/top-client/codec';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { FlightOrderView, ManualClock, Sandbox } from '../src/index.ts';
import { firstSegment, flightDesk, listIn, passengerIds } from './flight-desk.ts';
import type { Desk } from './flight-desk.ts';
import type { Fields } from './gateway-client.ts';

const { outcome, change, changeCreateAnswer, changeCreateRequest, changePayRequest, changeCancelRequest } =
  FLIGHT_NAMES;
const { changeStatus, errorCode } = FLIGHT_WORDS;

let clock: ManualClock;
let sandbox: Sandbox;
let desk: Desk;
let orderId: string;

beforeEach(async () => {
  clock = manualClock(new Date('2026-11-22T04:00:00Z'));
  sandbox = await createSandbox({ clock });
  desk = flightDesk(sandbox);
  orderId = await desk.ticketed(['ADULT', 'ADULT']);
});
afterEach(() => sandbox.close());

describe('a change', () => {
  test('is offered at once with fees and a deadline, paid, ticketed, and replaces segment and tickets', async () => {
    const before = view();
    const created = await desk.change(orderId, { more: { [changeCreateRequest.outChangeNumber]: 'IC1' } });
    expect(created).toMatchObject({
      [change.outChangeNumber]: 'IC1',
      [change.status]: changeStatus.awaitingPayment,
      [change.payBy]: '2026-11-22 12:30:00',
    });
    const total = Number(created[change.changeFee]) + Number(created[change.upgradeFee]);
    expect(created[change.total]).toBeCloseTo(total, 2);
    expect(await pay(created)).toMatchObject({ [outcome.isSuccess]: true });
    sandbox.control.flight.advanceChange(numberOf(created), { to: 'ticketed' });

    const after = view();
    expect(after.segments).toHaveLength(1);
    expect(after.segments[0]?.id).not.toBe(before.segments[0]?.id);
    expect(after.received).toBe(before.received + Math.round(total * 100));
    expect(after.passengers.map(({ tickets }) => tickets.map(({ status }) => status))).toEqual([
      ['changed', 'issued'],
      ['changed', 'issued'],
    ]);
    const segment = firstSegment(await desk.detail(orderId), FLIGHT_NAMES);
    expect(segment[FLIGHT_NAMES.segment.id]).toBe(after.segments[0]?.id);
  });

  test('of one passenger leaves the other on his flight', async () => {
    const [first] = passengerIds(await desk.detail(orderId), FLIGHT_NAMES);
    const created = await desk.change(orderId, { more: { [changeCreateRequest.passengerIds]: [first] } });
    const after = sandbox.control.flight.advanceChange(numberOf(created), { to: 'ticketed' });
    expect(after.segments).toHaveLength(2);
    expect(after.passengers.map(({ tickets }) => tickets.map(({ status }) => status))).toEqual([
      ['changed', 'issued'],
      ['issued'],
    ]);
  });

  test('that nobody pays is closed, and so is one that is cancelled', async () => {
    const created = await desk.change(orderId);
    clock.advance(1_800_000);
    expect(await queried(created)).toMatchObject({
      [change.status]: changeStatus.closed,
      [change.refusal]: expect.any(String) as string,
    });
    const other = await desk.change(orderId);
    expect(await cancel(other)).toMatchObject({ [outcome.isSuccess]: true });
    expect(await queried(other)).toMatchObject({ [change.status]: changeStatus.closed });
    expect(view().passengers[0]?.tickets.map(({ status }) => status)).toEqual(['issued']);
  });

  test('can take its time until its price is known, and until its tickets', async () => {
    sandbox.control.flight.setPolicy({ changeOfferSeconds: 20, changeTicketingSeconds: 40 });
    const created = await desk.change(orderId);
    expect(created).toMatchObject({ [change.status]: changeStatus.submitted });
    expect(created).not.toHaveProperty(change.total);
    expect(await cancel(created)).toMatchObject({ [outcome.errorCode]: errorCode.wrongStatus });
    clock.advance(20_000);
    const offered = await queried(created);
    expect(offered).toMatchObject({ [change.status]: changeStatus.awaitingPayment });
    await pay(offered);
    clock.advance(40_000);
    expect(await queried(created)).toMatchObject({ [change.status]: changeStatus.ticketed });
  });

  test('that the airline refuses after payment gives the money back', async () => {
    const created = await desk.change(orderId, { cabin: 'J' });
    await pay(created);
    const paid = view();
    const after = sandbox.control.flight.advanceChange(numberOf(created), { to: 'closed' });
    expect(paid.received).toBeGreaterThan(paid.total);
    expect(after.returned).toBe(paid.received - paid.total);
  });

  test('holds its seats: they are not sold to somebody else', async () => {
    const seats = async (): Promise<unknown[]> => {
      const offers = await desk.search({ cabinClass: 'F' });
      return offers.map((offer) => [offer[FLIGHT_NAMES.offer.key], offer[FLIGHT_NAMES.offer.seats]]);
    };
    const before = await seats();
    const created = await desk.change(orderId, { cabin: 'F' });
    expect(await seats()).not.toEqual(before);
    await cancel(created);
    expect(await seats()).toEqual(before);
  });
});

describe('refused', () => {
  test('paying another sum, paying twice, cancelling what is paid', async () => {
    const created = await desk.change(orderId);
    const wrong = { ...created, [change.total]: Number(created[change.total]) + 1 };
    expect(await pay(wrong)).toMatchObject({ [outcome.errorCode]: errorCode.priceChanged });
    expect(await pay(created)).toMatchObject({ [outcome.isSuccess]: true });
    expect(await pay(created)).toMatchObject({ [outcome.errorCode]: errorCode.alreadyPaid });
    expect(await cancel(created)).toMatchObject({ [outcome.errorCode]: errorCode.wrongStatus });
  });

  test('paying twice takes the money twice where that is asked for', async () => {
    sandbox.control.flight.setPolicy({ acceptsSecondPayment: true });
    const before = view().received;
    const created = await desk.change(orderId);
    for (let time = 1; time <= 2; time += 1) {
      expect(await pay(created)).toMatchObject({ [outcome.isSuccess]: true });
      expect(view().received).toBe(before + time * Math.round(Number(created[change.total]) * 100));
    }
  });

  test('a change on the platform’s own pages: the same flights, days later', async () => {
    const [first] = passengerIds(await desk.detail(orderId), FLIGHT_NAMES);
    const passengers = [String(first)];
    const { changes } = sandbox.control.flight.applyForChange(orderId, { passengers, days: 3 });
    expect(changes).toMatchObject([{ status: 'awaitingPayment', passengers, outChangeNumber: null }]);
    const [old] = view().segments;
    const after = sandbox.control.flight.advanceChange(changes[0]?.id ?? '', { to: 'ticketed' });
    const { departure } = after.segments.find(({ id }) => id !== old?.id) ?? {};
    expect(Date.parse(departure ?? '') - Date.parse(old?.departure ?? '')).toBe(3 * 86_400_000);
    expect(() => sandbox.control.flight.applyForChange(orderId, { passengers: ['1'] })).toThrow(/不属于该订单/);
  });

  test('a second change or a refund of the same tickets meanwhile', async () => {
    await desk.change(orderId);
    expect(await desk.change(orderId)).toMatchObject({ [outcome.errorCode]: errorCode.notChangeable });
    expect(await desk.render(orderId)).toMatchObject({ [outcome.errorCode]: errorCode.notRefundable });
  });

  test('an order without tickets, a class that the flight does not have', async () => {
    const { id } = sandbox.control.flight.createOrder({ advance: 'paid' });
    expect(await desk.change(id)).toMatchObject({ [outcome.errorCode]: errorCode.notChangeable });
    expect(await desk.change(orderId, { cabin: 'Z' })).toMatchObject({ [outcome.errorCode]: errorCode.notChangeable });
  });
});

describe('a flight that an airline moves', () => {
  test('is told with the order, and the query answers the same', async () => {
    sandbox.control.flight.moveSchedule({ order: orderId, delayMinutes: 90, newFlightNumber: 'CZ9999' });
    const { flightChangeRequest, flightChangeAnswer, flightChange } = FLIGHT_NAMES;
    const answer = await desk.call('flightChangeQuery', { [flightChangeRequest.orderId]: orderId });
    const [item = {}] = listIn(answer, flightChangeAnswer.result);
    expect(item[flightChangeAnswer.change]).toMatchObject({
      [flightChange.changeType]: FLIGHT_WORDS.flightChangeType.changed,
      [flightChange.newFlightNumber]: 'CZ9999',
    });
    expect(published(FLIGHT_NAMES.topic.flightChange)).toEqual([orderId]);
    expect(view().flightChanges).toBe(1);
  });

  test('is told without the order when wished so', async () => {
    const [segment] = view().segments;
    const date = String(firstSegment(await desk.detail(orderId), FLIGHT_NAMES)[FLIGHT_NAMES.segment.depTime]).slice(
      0,
      10,
    );
    const moved = sandbox.control.flight.moveSchedule({
      flightNumber: segment?.flightNumber ?? '',
      date,
      cancelled: true,
      withoutOrder: true,
    });
    expect(moved.map(({ id }) => id)).toEqual([orderId]);
    expect(published(FLIGHT_NAMES.topic.flightChange)).toEqual([null]);
  });

  test('is no longer sold when it is cancelled', async () => {
    const flight = view().segments[0]?.id;
    const ids = async (): Promise<unknown[]> =>
      (await desk.search()).map((offer) => firstSegment(offer, FLIGHT_NAMES)[FLIGHT_NAMES.segment.id]);
    expect(await ids()).toContain(flight);
    sandbox.control.flight.moveSchedule({ order: orderId, cancelled: true });
    expect(await ids()).not.toContain(flight);
  });

  test('is changed and refunded without fee', async () => {
    sandbox.control.flight.moveSchedule({ order: orderId });
    expect(await desk.change(orderId, { cabin: 'J' })).toMatchObject({ [change.total]: 0 });
  });
});

function view(): FlightOrderView {
  return sandbox.control.flight.order(orderId);
}

function numberOf(created: Fields): string {
  return String(created[changeCreateAnswer.changeNumber]);
}

function pay(created: Fields): Promise<Fields> {
  return desk.call('changePay', {
    [changePayRequest.orderId]: orderId,
    [changePayRequest.changeNumber]: created[change.changeNumber],
    [changePayRequest.total]: created[change.total],
  });
}

function cancel(created: Fields): Promise<Fields> {
  return desk.call('changeCancel', {
    [changeCancelRequest.orderId]: orderId,
    [changeCancelRequest.changeNumber]: created[change.changeNumber],
  });
}

async function queried(created: Fields): Promise<Fields> {
  const { changeQueryRequest, changeQueryAnswer } = FLIGHT_NAMES;
  const answer = await desk.call('changeQuery', {
    [changeQueryRequest.orderId]: orderId,
    [changeQueryRequest.changeNumber]: numberOf(created),
  });
  const [found] = listIn(answer, changeQueryAnswer.changes);
  return isTopObject(found) ? found : {};
}

function published(topic: string): (string | null)[] {
  const { entries } = sandbox.control.ledger({ kind: 'message' });
  return entries.filter(({ what, to }) => what === topic && to !== 'confirmed').map(({ order }) => order);
}
