import { FLIGHT_NAMES, FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { LedgerEntry, ManualClock, Sandbox } from '../src/index.ts';
import { flightDesk, listIn } from './flight-desk.ts';
import type { Desk } from './flight-desk.ts';
import type { Fields } from './gateway-client.ts';

const START = new Date('2026-11-22T04:00:00Z');
const { bookAnswer, bookRequest, offer: offerName, order: orderName, outcome, searchRequest } = FLIGHT_NAMES;
const { errorCode, orderStatus, refusalText } = FLIGHT_WORDS;
let clock: ManualClock;
let sandbox: Sandbox;
let desk: Desk;

beforeEach(async () => {
  clock = manualClock(START);
  sandbox = await createSandbox({ clock });
  desk = flightDesk(sandbox);
});

afterEach(() => sandbox.close());

describe('an order', () => {
  test('is booked, paid and ticketed, each step told by a message', async () => {
    const [offer] = await ordinary();
    const booked = await desk.book(offer, ['ADULT', 'CHILD']);
    expect(booked).toMatchObject({ [bookAnswer.outOrderNumber]: 'IL1', [bookAnswer.payBy]: '2026-11-22 12:30:00' });
    const orderId = booked[bookAnswer.orderId];
    expect(await desk.detail(orderId)).toMatchObject({ [orderName.status]: orderStatus.booked });
    const paid = await desk.pay(orderId, booked[bookAnswer.total]);
    expect(paid).toMatchObject({ [outcome.isSuccess]: true, [FLIGHT_NAMES.payAnswer.paid]: booked[bookAnswer.total] });
    sandbox.control.flight.advanceOrder(String(orderId), { to: 'ticketed' });
    const detail = await desk.detail(orderId);
    expect(detail).toMatchObject({ [orderName.status]: orderStatus.ticketed });
    const tickets = listIn(detail, orderName.passengers).flatMap((one) =>
      listIn(one, FLIGHT_NAMES.orderPassenger.tickets),
    );
    expect(tickets.map((ticket) => ticket[FLIGHT_NAMES.ticket.number])).toEqual([
      expect.stringMatching(/^784\d{10}$/),
      expect.stringMatching(/^784\d{10}$/),
    ]);
    expect(messages(FLIGHT_NAMES.topic.trade)).toHaveLength(2);
  });

  test('is ticketed by itself after the set time', async () => {
    sandbox.control.flight.setPolicy({ ticketingSeconds: 60 });
    const { id } = sandbox.control.flight.createOrder({ advance: 'paid' });
    clock.advance(30_000);
    expect(sandbox.control.flight.order(id).status).toBe('ticketing');
    clock.advance(30_000);
    expect(sandbox.control.flight.order(id).status).toBe('ticketed');
  });

  test('that nobody pays closes by itself and gives its seats back', async () => {
    const [offer] = await ordinary();
    const booked = await desk.book(offer);
    clock.advance(1_799_000);
    expect(await desk.detail(booked[bookAnswer.orderId])).toMatchObject({ [orderName.status]: orderStatus.booked });
    clock.advance(1000);
    expect(await desk.detail(booked[bookAnswer.orderId])).toMatchObject({ [orderName.status]: orderStatus.closed });
    expect(messages(FLIGHT_NAMES.topic.trade)).toHaveLength(1);
  });

  test('whose ticketing fails gives all money and seats back', () => {
    const before = sandbox.control.flight.createOrder({ advance: 'paid', adults: 2 });
    const after = sandbox.control.flight.advanceOrder(before.id, { to: 'ticketingFailed' });
    expect(after).toMatchObject({ status: 'ticketingFailed', received: before.total, returned: before.total });
  });

  test('is found by the merchant’s number and in the list of its time', async () => {
    const [offer] = await ordinary();
    const booked = await desk.book(offer);
    const { orderDetailRequest, orderListRequest, orderListAnswer } = FLIGHT_NAMES;
    const found = await desk.call('orderDetail', { [orderDetailRequest.outOrderNumber]: 'IL1' });
    expect(found[orderName.orderId]).toBe(booked[bookAnswer.orderId]);
    const window = { [orderListRequest.from]: '2026-11-22 00:00:00', [orderListRequest.to]: '2026-11-23 00:00:00' };
    const listed = await desk.call('orderList', window);
    expect(listed).toMatchObject({ [orderListAnswer.total]: 1 });
    expect(listIn(listed, orderListAnswer.orders)[0]?.[orderName.outOrderNumber]).toBe('IL1');
    const past = { [orderListRequest.from]: '2026-11-01 00:00:00', [orderListRequest.to]: '2026-11-02 00:00:00' };
    expect(await desk.call('orderList', past)).toMatchObject({ [orderListAnswer.total]: 0 });
  });

  test('a repeated number books a second time, which the ledger counts', async () => {
    const [offer] = await ordinary();
    const again = { [bookRequest.outOrderNumber]: 'SAME' };
    const one = await desk.book(offer, ['ADULT'], again);
    const other = await desk.book(offer, ['ADULT'], again);
    expect(other[bookAnswer.orderId]).not.toBe(one[bookAnswer.orderId]);
    const effects = rows('effect').filter(({ ownNumber }) => ownNumber === 'SAME');
    expect(effects.map(({ what, amount }) => [what, Number(amount)])).toEqual([
      [FLIGHT_NAMES.method.book, Math.round(Number(one[bookAnswer.total]) * 100)],
      [FLIGHT_NAMES.method.book, Math.round(Number(other[bookAnswer.total]) * 100)],
    ]);
  });
});

describe('refused', () => {
  test.each<[string, () => Promise<Fields>, string]>([
    ['a key of no offer', () => bookWith({ [bookRequest.itemKey]: 'none' }), errorCode.offerExpired],
    ['another total', () => bookWith({ [bookRequest.total]: 1 }), errorCode.priceChanged],
    ['another fare', () => bookWith({ [bookRequest.adultPrice]: 1 }), errorCode.priceChanged],
    ['nobody', () => bookWith({ [bookRequest.passengers]: [] }), errorCode.passengerRefused],
    [
      'a child alone',
      async () => desk.book((await ordinary())[0], ['CHILD'], adultFare((await ordinary())[0])),
      errorCode.passengerRefused,
    ],
    [
      'more infants than adults',
      async () => desk.book((await ordinary())[0], ['ADULT', 'INFANT', 'INFANT']),
      errorCode.passengerRefused,
    ],
    ['a member price without leave', () => bookMember(0, {}), errorCode.memberRefused],
    [
      'a member price without the buyer',
      () => bookMember(1, { [bookRequest.allowMember]: true }),
      errorCode.memberRefused,
    ],
    [
      'a member price with half a buyer',
      () =>
        bookMember(1, {
          [bookRequest.allowMember]: true,
          [bookRequest.memberBuyer]: { [FLIGHT_NAMES.memberBuyer.name]: '李静' },
        }),
      errorCode.memberRefused,
    ],
  ])('%s', async (_name, book, code) => {
    expect(await book()).toMatchObject({ [outcome.isSuccess]: false, [outcome.errorCode]: code });
    expect(rows('effect')).toEqual([]);
  });

  test('an offer that is over', async () => {
    const [offer] = await ordinary();
    clock.advance(600_000);
    expect(await desk.book(offer)).toMatchObject({ [outcome.errorCode]: errorCode.offerExpired });
  });

  test('a price that moved meanwhile', async () => {
    const [offer] = await ordinary();
    sandbox.control.flight.movePrices({ by: 10 });
    expect(await desk.book(offer)).toMatchObject({ [outcome.errorCode]: errorCode.priceChanged });
    expect(await desk.book((await ordinary())[0])).toMatchObject({ [outcome.isSuccess]: true });
  });

  test('more seats than a booking class has left', async () => {
    const offer = (await desk.search({ cabinClass: 'F' })).find((one) => !one[offerName.memberRestrict]);
    const seats = Number(offer?.[offerName.seats]);
    const party = Array.from({ length: seats + 1 }, () => 'ADULT' as const);
    expect(await desk.book(offer ?? {}, party)).toMatchObject({ [outcome.errorCode]: errorCode.noSeats });
  });

  test('paying twice, paying another sum, closing a paid order, an order of nobody', async () => {
    const booked = await desk.book((await ordinary())[0]);
    const [orderId, total] = [booked[bookAnswer.orderId], booked[bookAnswer.total]];
    expect(await desk.pay(orderId, Number(total) - 1)).toMatchObject({ [outcome.errorCode]: errorCode.priceChanged });
    expect(await desk.pay(orderId, total)).toMatchObject({ [outcome.isSuccess]: true });
    expect(await desk.pay(orderId, total)).toMatchObject({ [outcome.errorCode]: errorCode.alreadyPaid });
    const close = await desk.call('close', { [FLIGHT_NAMES.closeRequest.orderId]: orderId });
    expect(close).toMatchObject({ [outcome.errorCode]: errorCode.wrongStatus });
    expect(await desk.detail('1')).toMatchObject({ [outcome.errorCode]: errorCode.orderNotFound });
    expect(sandbox.control.flight.order(String(orderId))).toMatchObject({ received: Math.round(Number(total) * 100) });
  });

  test('paying twice takes the money twice where that is asked for', async () => {
    sandbox.control.flight.setPolicy({ acceptsSecondPayment: true });
    const booked = await desk.book((await ordinary())[0]);
    const [orderId, total] = [booked[bookAnswer.orderId], booked[bookAnswer.total]];
    for (let time = 1; time <= 2; time += 1) {
      expect(await desk.pay(orderId, total)).toMatchObject({ [outcome.isSuccess]: true });
      const received = time * Math.round(Number(total) * 100);
      expect(sandbox.control.flight.order(String(orderId))).toMatchObject({ status: 'paid', received });
    }
  });

  test('a closed order is not paid', async () => {
    const booked = await desk.book((await ordinary())[0]);
    const orderId = booked[bookAnswer.orderId];
    const close = { [FLIGHT_NAMES.closeRequest.orderId]: orderId };
    expect(await desk.call('close', close)).toMatchObject({ [outcome.isSuccess]: true });
    expect(await desk.pay(orderId, booked[bookAnswer.total])).toMatchObject({
      [outcome.errorCode]: errorCode.wrongStatus,
    });
  });

  test('as an error response with sub_msg, when the platform is set so', async () => {
    sandbox.control.flight.setPolicy({ failuresAsErrors: true });
    expect(await desk.search({ from: 'PEK' })).toMatchObject([{ code: 15, sub_msg: refusalText.noOffer }]);
  });

  test('what a request lacks or garbles, by the gateway', async () => {
    expect(await desk.call('pay', { [FLIGHT_NAMES.payRequest.orderId]: '1' })).toMatchObject({
      code: 40,
      sub_code: `isv.missing-parameter:${FLIGHT_NAMES.payRequest.total}`,
    });
    expect(await desk.pay('one', 1)).toMatchObject({
      code: 41,
      sub_code: `isv.invalid-parameter:${FLIGHT_NAMES.payRequest.orderId}`,
    });
  });
});

async function ordinary(): Promise<[Fields, ...Fields[]]> {
  const more = { [searchRequest.hasChild]: true, [searchRequest.hasInfant]: true };
  const [first, ...others] = (await desk.search({ cabinClass: 'Y', more })).filter(
    (one) => !one[offerName.memberRestrict],
  );
  if (!first) throw new Error('nothing is on sale');
  return [first, ...others];
}

async function bookWith(change: Fields): Promise<Fields> {
  return desk.book((await ordinary())[0], ['ADULT'], change);
}

async function bookMember(type: number, change: Fields): Promise<Fields> {
  const offer = (await desk.search()).find((one) => one[offerName.memberType] === type);
  return desk.book(offer ?? {}, ['ADULT'], change);
}

function adultFare(offer: Fields): Fields {
  const [fare = {}] = listIn(offer, offerName.fares);
  const { sellPrice, buildFee } = FLIGHT_NAMES.fare;
  return { [bookRequest.adultPrice]: fare[sellPrice], [bookRequest.adultBuildFee]: fare[buildFee] };
}

function rows(kind: 'effect' | 'attempt'): readonly LedgerEntry[] {
  return sandbox.control.ledger({ kind }).entries;
}

function messages(topic: string): readonly LedgerEntry[] {
  return sandbox.control.ledger({ kind: 'message' }).entries.filter(({ what }) => what === topic);
}
