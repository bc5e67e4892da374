import { snapshotFaults } from '@interline/adapter-testing';
import { describe, expect, it, test } from 'vitest';
import type { OrderSnapshot } from '@interline/core';
import { composeAnswers } from '../src/mapping/answers.ts';
import { mapOrder } from '../src/mapping/map-order.ts';
import { FLIGHT_NAMES, FLIGHT_WORDS } from '../src/wire.ts';
import { rawOf, SAMPLES } from './samples.ts';
import {
  ADULT,
  CHILD,
  COUPLE,
  mapped,
  orderAnswer,
  passenger,
  PERSON,
  refund,
  refundAnswers,
  route,
  SECOND_PERSON,
  SEGMENT,
  SEGMENT_BACK,
} from './answers.ts';

const { orderStatus, refundStatus } = FLIGHT_WORDS;
const names = FLIGHT_NAMES;

describe('every sample', () => {
  test.each(SAMPLES.map(({ name, raw }) => [name, raw]))('%s is read without a fault or an anomaly', (_name, raw) => {
    const snapshot = mapOrder(raw);
    expect(snapshotFaults(snapshot)).toEqual([]);
    expect(snapshot.anomalies).toEqual([]);
    expect(snapshot.raw).toBe(raw);
  });

  test.each(SAMPLES.map(({ name, raw }) => [name, raw]))('%s tells of persons only as travellers', (_name, raw) => {
    const { travellers, raw: _raw, ...rest } = mapOrder(raw);
    const elsewhere = JSON.stringify(
      [rest, travellers.map(({ personal: _personal, ...other }) => other)],
      (_key, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    );
    const secrets = travellers.flatMap(({ personal }) => Object.values(personal));
    expect(secrets.length).toBeGreaterThan(3);
    expect(secrets.filter((secret) => elsewhere.includes(secret))).toEqual([]);
  });
});

describe('the documented sample', () => {
  it('is read', () => {
    expect(mapOrder(rawOf('documented'))).toMatchObject({
      reference: '1234125412',
      direction: 'PURCHASE',
      status: 'AWAITING_PAYMENT',
      channelStatus: '生单预定成功',
      createdAt: new Date('2022-02-24T03:46:26Z'),
      modifiedAt: new Date('2022-02-24T03:46:26Z'),
      totalAmount: 50_000n,
      detail: { outOrderNumber: '1234324786812', tripType: 'ONE_WAY', seller: 'tb123456' },
    });
  });

  it('shows a payment on an order that its status calls unpaid: the status counts', () => {
    expect(mapOrder(rawOf('documented'))).toMatchObject({ paidAt: null, paidAmount: 0n });
  });
});

describe('the status of an order', () => {
  test.each([
    ['booked', 'AWAITING_PAYMENT'],
    ['paying', 'PAYMENT_PENDING'],
    ['paid', 'AWAITING_FULFILMENT'],
    ['ticketing', 'PARTLY_FULFILLED'],
    ['ticketed', 'FULFILLED'],
    ['closed', 'CANCELLED'],
    ['closed-after-payment', 'REFUNDED'],
    ['ticketing-failed', 'REFUNDED'],
    ['refund-refunded', 'REFUNDED'],
    ['refund-requested', 'FULFILLED'],
  ])('of sample %s is %s', (name, expected) => {
    expect(mapOrder(rawOf(name)).status).toBe(expected);
  });

  test.each(Object.entries(orderStatus))('%s has a meaning', (_meaning, word) => {
    const { channelStatus, anomalies } = mapped(orderAnswer({ status: word }));
    expect([channelStatus, anomalies]).toEqual([word, []]);
  });

  it('with a text that no table lists is UNKNOWN, kept and reported', () => {
    expect(mapped(orderAnswer({ status: '部分退票' }))).toMatchObject({
      status: 'UNKNOWN',
      channelStatus: '部分退票',
      items: [{ status: 'UNKNOWN' }],
      anomalies: [{ code: 'UNKNOWN_VALUE', path: names.order.status, value: '部分退票' }],
    });
  });

  it('stays FULFILLED when some of the passengers are refunded, and they say so', () => {
    const refunds = refundAnswers(
      refund({ status: refundStatus.refunded, passengerIds: { number: [SECOND_PERSON.id] } }, [{ amount: 300 }]),
    );
    const { status, items } = mapped(orderAnswer({}, COUPLE), refunds);
    expect(status).toBe('FULFILLED');
    expect(items).toMatchObject([
      { reference: ADULT, status: 'FULFILLED', refundStatus: 'NONE' },
      { reference: CHILD, status: 'REFUNDED', refundStatus: 'SUCCEEDED' },
    ]);
  });

  it('is REFUNDED when the last passenger is, flight by flight', () => {
    const there = { status: refundStatus.refunded, segmentIds: { string: [SEGMENT.id] } };
    const back = { ...there, refundNumber: 2, segmentIds: { string: [SEGMENT_BACK.id] } };
    const order = orderAnswer({ route: route(SEGMENT, SEGMENT_BACK) }, [
      passenger(PERSON, { cabins: [SEGMENT.id, SEGMENT_BACK.id] }),
    ]);
    expect(mapped(order, refundAnswers(refund(there))).status).toBe('FULFILLED');
    expect(mapped(order, refundAnswers(refund(there), refund(back)))).toMatchObject({
      status: 'REFUNDED',
      endedAt: new Date('2026-11-23T01:00:00Z'),
    });
  });
});

describe('an item', () => {
  it('is a passenger with price, fees and cabins; the taxes are told as sent', () => {
    const { items } = mapped(orderAnswer({}, COUPLE));
    expect(items[1]).toMatchObject({
      reference: CHILD,
      kind: 'FLIGHT',
      title: 'CZ8957 PKX–XMN',
      quantity: 1,
      unitAmount: 42_000n,
      totalAmount: 50_000n,
      paidAmount: 50_000n,
      confirmation: 'NOT_REQUIRED',
      travelStart: new Date('2026-11-30T23:30:00Z'),
      travelEnd: new Date('2026-12-01T02:45:00Z'),
      detail: {
        passengerType: 'CHILD',
        fare: '42000',
        airportFee: '4000',
        fuelFee: '4000',
        taxes: '9000',
        cabins: [{ segment: SEGMENT.id, cabin: 'T', cabinClass: 'Y', cabinClassName: '经济舱' }],
      },
    });
  });

  it('has its place as reference where the channel sends no id', () => {
    const { items, travellers } = mapped(
      orderAnswer({}, [passenger({ ...PERSON, id: undefined }), passenger({ ...SECOND_PERSON, id: undefined })]),
    );
    expect(items.map(({ reference }) => reference)).toEqual(['1', '2']);
    expect(travellers.map(({ itemReference, role }) => [itemReference, role])).toEqual([
      [null, 'CONTACT'],
      ['1', 'TRAVELLER'],
      ['2', 'TRAVELLER'],
    ]);
  });

  it('tells the flights of its own passenger after a change for some of them', () => {
    const order = orderAnswer({ route: route(SEGMENT, SEGMENT_BACK) }, [
      passenger(PERSON, { cabins: [SEGMENT_BACK.id] }),
      passenger(SECOND_PERSON),
    ]);
    expect(mapped(order).items.map(({ title }) => title)).toEqual(['CZ8958 XMN–PKX', 'CZ8957 PKX–XMN']);
  });

  it('that waits for payment says until when', () => {
    const { items, detail } = mapOrder(rawOf('booked'));
    expect(items[0]?.deadline).toEqual(new Date('2026-11-22T04:30:00Z'));
    expect(detail['payBy']).toBe('2026-11-22T04:30:00+00:00');
    expect(mapOrder(rawOf('paid')).items[0]?.deadline).toBeNull();
  });
});

it('gives an order the keys of its flights, for news that name a flight and no order', () => {
  expect(mapped(orderAnswer()).detail['segmentKeys']).toEqual([
    { flightNumber: 'CZ8957', date: '2026-12-01' },
    { flightNumber: 'MF8202', date: '2026-12-01' },
  ]);
});

describe('the raw answers', () => {
  it('are kept byte for byte in one text', () => {
    const order = orderAnswer();
    const { refundList } = refundAnswers(refund());
    const { raw } = mapped(order, { refundList });
    expect(raw).toContain(order);
    expect(raw).toContain(refundList);
  });

  it('have one digest as long as the channel says the same, whatever the request', () => {
    const digest = ({ rawDigest }: OrderSnapshot): string | undefined => rawDigest;
    const again = orderAnswer().replace('"r1"', '"r2"');
    expect(digest(mapped(again))).toBe(digest(mapped(orderAnswer())));
    expect(digest(mapped(orderAnswer({ total: 501 })))).not.toBe(digest(mapped(orderAnswer())));
  });

  test.each([
    ['cut off', rawOf('ticketed').slice(0, 300), 'not complete JSON'],
    ['empty', '', 'not complete JSON'],
    ['no object', '[]', 'not a JSON object'],
    ['without the order', '{}', 'alitrip_flight_service_queryorderdetail_response'],
    ['without an order id', composeAnswers({ order: orderAnswer({ orderId: undefined }) }), 'order_id'],
    ['with half of the refunds', composeAnswers({ order: orderAnswer(), refundList: '{}' }), 'refund.list'],
  ])('%s are unreadable, and the place is named', (_name, raw, place) => {
    expect(() => mapOrder(raw)).toThrow(expect.objectContaining({ name: 'ChannelError', kind: 'unreadable' }));
    expect(() => mapOrder(raw)).toThrow(place);
  });
});
