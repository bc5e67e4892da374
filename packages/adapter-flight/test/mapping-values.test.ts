import { unwrapArrays } from '@interline/top-client/codec';
import { describe, expect, it, test } from 'vitest';

import { composeAnswers } from '../src/mapping/answers.ts';
import { mapOrder } from '../src/mapping/map-order.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import {
  answer,
  changesAnswer,
  FLIGHT_CHANGE,
  flightChangesAnswer,
  mapped,
  named,
  orderAnswer,
  orderFields,
  passenger,
  PERSON,
  refund,
  refundAnswers,
  SECOND_PERSON,
  SEGMENT,
} from './answers.ts';

const names = FLIGHT_NAMES;

describe('ids', () => {
  it('beyond 2^53 keep every digit', () => {
    const { reference, items, refunds, changes } = mapped(orderAnswer(), {
      ...refundAnswers(refund()),
      changes: changesAnswer({}),
    });
    expect(reference).toBe('1188515074720535309');
    expect(items[0]?.reference).toBe('9007199254740993');
    expect(refunds[0]?.reference).toBe('70191382000000001');
    expect(changes?.[0]?.reference).toBe('60191382000000001');
  });

  it('as numbers and as text are the same', () => {
    for (const orderId of [1_188_515_074_720_535_309n, '1188515074720535309'])
      expect(mapped(orderAnswer({ orderId })).reference).toBe('1188515074720535309');
  });

  it('of two passengers that are equal are told apart and reported', () => {
    const { items, anomalies } = mapped(orderAnswer({}, [passenger(PERSON), passenger(PERSON)]));
    expect(items.map(({ reference }) => reference)).toEqual(['9007199254740993', '9007199254740993#2']);
    expect(anomalies).toMatchObject([{ code: 'MALFORMED_VALUE', value: '9007199254740993' }]);
  });
});

describe('money', () => {
  test.each([
    [500, 50_000n],
    ['500', 50_000n],
    ['500.00', 50_000n],
    [0.1, 10n],
    ['0.3', 30n],
    [1.15, 115n],
    [4.35, 435n],
    [-0.5, -50n],
    [0, 0n],
    ['90071992547409.93', 9_007_199_254_740_993n],
    [0.1 + 0.2, 30n],
    [1.1 * 3, 330n],
    [99_999_999_999.99, 9_999_999_999_999n],
    [1e3, 100_000n],
  ])('%s yuan are %s fen', (given, expected) => {
    expect(mapped(orderAnswer({ total: given })).totalAmount).toBe(expected);
  });

  it('of three passengers adds up to the fen: 0.1 and 0.2 yuan are 0.3 yuan', () => {
    const fares = [0.1, '0.2'].map((sell, index) =>
      passenger({ ...PERSON, id: index + 1 }, { price: named('price', { sell, build: 0, oil: 0 }) }),
    );
    expect(mapped(orderAnswer({ total: undefined }, fares)).totalAmount).toBe(30n);
  });

  test.each([
    [`${names.order.total}`, orderAnswer({ total: 0.125 }), {}],
    [`${names.order.paid}`, orderAnswer({ paid: '500.005' }), {}],
    [`${names.order.paid}`, orderAnswer({ paid: 99_999_999_999.9951 }), {}],
    [
      `${names.order.passengers}[0].${names.orderPassenger.price}.${names.price.tax}`,
      orderAnswer({}, [passenger(PERSON, { price: named('price', { tax: '9.001' }) })]),
      {},
    ],
    [`${names.method.refundDetail}.${names.refund.fee}`, orderAnswer(), refundAnswers(refund({ fee: '1.999' }))],
    [
      `${names.method.changeQuery}.${names.changeQueryAnswer.changes}[0].${names.change.total}`,
      orderAnswer(),
      { changes: changesAnswer({ total: 80.505 }) },
    ],
    // More digits than a JSON number holds: the platform's 90071992547409.93 comes as something else.
    [`${names.order.total}`, orderAnswer({ total: Number('90071992547409.93') }), {}],
  ])('a fraction of a fen in %s stops the order, naming the place', (path, order, more) => {
    expect(() => mapped(order, more)).toThrow(
      expect.objectContaining({ kind: 'unreadable', code: 'FRACTION_OF_A_FEN' }),
    );
    expect(() => mapped(order, more)).toThrow(`${path}: the amount in yuan has a fraction of a fen`);
  });

  test.each(['fünf', '1e3', true, [5]])('%j is no amount: reported, and the sum of the passengers counts', (total) => {
    const { totalAmount, anomalies } = mapped(orderAnswer({ total }));
    expect(totalAmount).toBe(50_000n);
    expect(anomalies).toMatchObject([{ code: 'MALFORMED_VALUE', path: names.order.total }]);
  });

  it('of a passenger is fare and both fees; the taxes count where neither is sent', () => {
    const priced = (price: object): bigint | undefined =>
      mapped(orderAnswer({}, [passenger(PERSON, { price: named('price', { ...price }) })])).items[0]?.totalAmount;
    expect(priced({ sell: 420, build: 40, oil: 40, tax: 90 })).toBe(50_000n);
    expect(priced({ sell: 420, tax: 90 })).toBe(51_000n);
    expect(priced({ sell: 420 })).toBe(42_000n);
  });
});

describe('times', () => {
  it('are instants of GMT+8', () => {
    expect(mapped(orderAnswer())).toMatchObject({
      createdAt: new Date('2026-11-22T04:00:00Z'),
      paidAt: new Date('2026-11-22T04:05:00Z'),
      modifiedAt: new Date('2026-11-22T04:10:00Z'),
    });
  });

  test.each(['2026-13-01 00:00:00', '0001-01-01 00:00:00', 'yesterday', 20_261_001])('%j is no time', (given) => {
    const { paidAt, anomalies } = mapped(orderAnswer({ payTime: given }));
    expect(paidAt).toBeNull();
    expect(anomalies).toEqual([{ code: 'MALFORMED_VALUE', path: names.order.payTime, value: String(given) }]);
  });

  it('of the last change is the latest that any answer knows', () => {
    const more = {
      ...refundAnswers(refund({}, [{ amount: 1, time: '2026-11-27 09:00:00' }])),
      changes: changesAnswer({ createTime: '2026-11-26 10:00:00', payBy: '2026-11-30 10:00:00' }),
      flightChanges: flightChangesAnswer(FLIGHT_CHANGE),
    };
    expect(mapped(orderAnswer(), more).modifiedAt).toEqual(new Date('2026-11-27T01:00:00Z'));
  });

  it('of the booking, when missing, is the latest known, and reported', () => {
    const { createdAt, anomalies } = mapped(orderAnswer({ bookTime: undefined }));
    expect(createdAt).toEqual(new Date('2026-11-22T04:10:00Z'));
    expect(anomalies).toEqual([{ code: 'MALFORMED_VALUE', path: names.order.bookTime, value: 'none' }]);
  });
});

describe('lists', () => {
  const people = [passenger(PERSON), passenger(SECOND_PERSON)];

  it('come as arrays or in envelopes, however deep', () => {
    const plain = answer('orderDetail', Object(unwrapArrays(orderFields({}, people))));
    const { raw: _plain, rawDigest: _digest, ...expected } = mapped(orderAnswer({}, people));
    expect(mapped(plain)).toMatchObject(expected);
    expect(expected.items).toHaveLength(2);
    expect(expected.detail).toMatchObject({ journeys: [{ segments: [{ id: SEGMENT.id }] }] });
  });

  test.each([{}, '', null, undefined, []])('as %j are empty', (passengers) => {
    const { items, anomalies } = mapped(orderAnswer({ passengers }));
    expect([items, anomalies]).toEqual([[], []]);
  });

  it('that are something else are reported, and the order is read', () => {
    const { items, anomalies } = mapped(orderAnswer({ passengers: 7 }));
    expect(items).toEqual([]);
    expect(anomalies).toEqual([{ code: 'MALFORMED_VALUE', path: names.order.passengers, value: '7' }]);
  });
});

describe('what the table does not name', () => {
  it('is kept in the raw answer and reported by its path, without its value', () => {
    const order = orderAnswer({}, [
      { ...passenger(PERSON), colour: 'red' },
      { ...passenger(SECOND_PERSON), colour: 1 },
    ]);
    const raw = composeAnswers({ order });
    const snapshot = mapOrder(raw);
    expect(snapshot.raw).toBe(raw);
    expect(snapshot.anomalies).toEqual([
      { code: 'UNKNOWN_FIELD', path: `${names.order.passengers}[].colour`, value: 'a value of type string' },
    ]);
  });
});
