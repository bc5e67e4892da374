import { describe, expect, it, test } from 'vitest';

import type { ItemSnapshot } from '@interline/core';
import { mapTradeAnswer } from '../src/mapping.ts';
import { answerOf, sample } from './samples.ts';

describe('ids', () => {
  it('beyond 2^53 keep every digit', () => {
    const snapshot = mapTradeAnswer(sample('complete'));
    expect(snapshot.reference).toBe('1188515074720535309');
    expect(snapshot.items.map(({ reference }) => reference)).toEqual(['1188515074720535310', '1188515074720535311']);
    expect(snapshot.refunds).toMatchObject([
      { reference: '76612345678901234', itemReference: '1188515074720535310', status: 'REFUSED' },
    ]);
  });

  it('of two sub-orders that are equal are told apart and reported', () => {
    const twice = { sub_order_id: 7, status: 'TRADE_FINISHED' };
    const { items, anomalies } = mapTradeAnswer(answerOf({ sub_orders: { sub_order_info: [twice, twice] } }));
    expect(items.map(({ reference }) => reference)).toEqual(['7', '7#1']);
    expect(anomalies).toContainEqual({ code: 'MALFORMED_VALUE', path: 'sub_orders[1].sub_order_id', value: '7' });
  });

  it('of a refund that two items share make one refund of the order', () => {
    const refunded = { status: 'TRADE_CLOSED', refund_id: 9, refund_status: 'SUCCESS' };
    const items = [
      { sub_order_id: 1, ...refunded },
      { sub_order_id: 2, ...refunded },
    ];
    const { refunds } = mapTradeAnswer(answerOf({ sub_orders: { sub_order_info: items } }));
    expect(refunds).toMatchObject([{ reference: '9', itemReference: null, status: 'SUCCEEDED' }]);
  });
});

describe('money', () => {
  test.each([
    [111, 111n],
    ['111', 111n],
    ['111.00', 111n],
    ['-500.0', -500n],
    [0, 0n],
  ])('%j fen is %s fen', (given, expected) => {
    expect(item(answerOf({}, { total_fee: given })).totalAmount).toBe(expected);
  });

  test.each([
    ['sub_orders[0].total_fee', answerOf({}, { total_fee: 111.5 })],
    ['sub_orders[0].buy_item_info.price', answerOf({}, { buy_item_info: { price: '0.10' } })],
    ['pay_info.received_payment', answerOf({ pay_info: { received_payment: '111.01' } })],
    ['pay_info.step_paid_fee', answerOf({ pay_info: { step_paid_fee: 122.22 } })],
  ])('a fraction of a fen in %s stops the order, naming the place', (path, raw) => {
    expect(() => mapTradeAnswer(raw)).toThrow(
      expect.objectContaining({ kind: 'unreadable', code: 'FRACTION_OF_A_FEN' }),
    );
    expect(() => mapTradeAnswer(raw)).toThrow(`${path}: the amount has a fraction of a fen`);
  });

  it('adds up to the fen, and beyond 2^53 (invariant 14) [id 2^53+1; 0.1 yuan + 0.2 yuan]', () => {
    const subOrder = (id: string, fee: string): string => `{"sub_order_id":${id},"total_fee":${fee},"payment":${fee}}`;
    const answer = (first: string, second: string): string =>
      `{"alitrip_travel_trade_query_response":{"first_result":{"order_id":9007199254740993,"status":"TRADE_FINISHED",` +
      `"sub_orders":{"sub_order_info":[${subOrder('9007199254740993', first)},${subOrder('9007199254740994', second)}]}}}}`;
    expect(mapTradeAnswer(answer('10', '20'))).toMatchObject({ reference: '9007199254740993', totalAmount: 30n });
    expect(mapTradeAnswer(answer('9007199254740993', '"20.00"'))).toMatchObject({
      items: [{ reference: '9007199254740993' }, { reference: '9007199254740994' }],
      totalAmount: 9_007_199_254_741_013n,
      paidAmount: 9_007_199_254_741_013n,
    });
  });

  it('of an unpaid order is not paid yet, but for a deposit', () => {
    const unpaid = { status: 'WAIT_BUYER_PAY' };
    expect(mapTradeAnswer(answerOf(unpaid, unpaid)).paidAmount).toBe(0n);
    expect(mapTradeAnswer(answerOf({ ...unpaid, pay_info: { step_paid_fee: 50 } }, unpaid)).paidAmount).toBe(50n);
  });
});

describe('times', () => {
  it('are instants of GMT+8, the compact one too', () => {
    const { detail, travelStart } = item(sample('complete'));
    expect(travelStart).toEqual(new Date('2026-10-31T16:00:00Z'));
    expect(detail['processedAt']).toBe('2026-10-02T02:11:12+00:00');
  });

  test.each(['2026-13-01 00:00:00', '0001-01-01 00:00:00', 'yesterday', 20261001])('%j is no time', (given) => {
    const { paidAt, anomalies } = mapTradeAnswer(answerOf({ pay_info: { pay_time: given } }));
    expect(paidAt).toBeNull();
    expect(anomalies).toEqual([{ code: 'MALFORMED_VALUE', path: 'pay_info.pay_time', value: String(given) }]);
  });

  it('of the last change, when missing, is the latest that the order has', () => {
    const { modifiedAt, anomalies } = mapTradeAnswer(
      answerOf({ modified_time: undefined, pay_info: { pay_time: '2026-10-01 09:30:00' } }),
    );
    expect(modifiedAt).toEqual(new Date('2026-10-01T01:30:00Z'));
    expect(anomalies).toEqual([{ code: 'MALFORMED_VALUE', path: 'modified_time', value: 'none' }]);
  });
});

describe('the seller deadline', () => {
  const EXPIRES = { expire_time: '2026-10-04 09:05:10' };
  const deadline = new Date('2026-10-04T01:05:10Z');

  test.each([
    ['an ordinary paid item', { ...EXPIRES, status: 'WAIT_SELLER_SEND_GOODS' }, deadline],
    ['an item to be confirmed', { ...EXPIRES, order_type: 2, confirm_status: 1 }, deadline],
    ['a confirmed item', { ...EXPIRES, order_type: 2, confirm_status: 3 }, null],
    ['a delivered item', { ...EXPIRES, status: 'WAIT_BUYER_CONFIRM_GOODS' }, null],
    ['a closed item', { ...EXPIRES, status: 'TRADE_CLOSED' }, null],
  ])('of %s', (_name, subOrder, expected) => {
    expect(item(answerOf({}, subOrder)).deadline).toEqual(expected);
  });
});

describe('key:value; text', () => {
  it('keeps colons in values and pieces without a key', () => {
    expect(item(sample('complete')).detail['attributes']).toEqual([
      { key: 'source', value: 'app' },
      { key: 'note', value: 'a:b' },
      { key: null, value: 'loose' },
    ]);
  });

  it('of a person is joined with what only its JSON form has', () => {
    const contact = mapTradeAnswer(sample('complete')).travellers.find(({ role }) => role === 'CONTACT');
    expect(contact?.personal.attributes).toBe(
      'overseaPhoneNumber:+81 90 1234;emergencyPhoneNumber:13900139000;memo:素食;seat:window',
    );
  });
});

function item(raw: string): ItemSnapshot {
  const [first] = mapTradeAnswer(raw).items;
  if (!first) throw new Error('the order has no item');
  return first;
}
