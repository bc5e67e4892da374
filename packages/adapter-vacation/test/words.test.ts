import { describe, expect, it, test } from 'vitest';

import type { OrderSnapshot } from '@interline/core';
import { mapTradeAnswer } from '../src/mapping.ts';
import { TRADE_STATUSES } from '../src/words.ts';
import { answerOf } from './samples.ts';
import type { WireObject } from './samples.ts';

describe('the status of an order', () => {
  test.each([
    ['TRADE_NO_CREATE_PAY', 'AWAITING_PAYMENT'],
    ['WAIT_BUYER_PAY', 'AWAITING_PAYMENT'],
    ['PAY_PENDING', 'PAYMENT_PENDING'],
    ['WAIT_SELLER_SEND_GOODS', 'AWAITING_FULFILMENT'],
    ['SELLER_CONSIGNED_PART', 'PARTLY_FULFILLED'],
    ['WAIT_BUYER_CONFIRM_GOODS', 'FULFILLED'],
    ['TRADE_FINISHED', 'COMPLETED'],
    ['TRADE_CLOSED', 'REFUNDED'],
    ['TRADE_CLOSED_BY_TAOBAO', 'CANCELLED'],
  ])('%s is %s, of the order and of its items', (word, status) => {
    const order = mapTradeAnswer(answerOf({ status: word }, { status: word }));
    expect([order.status, order.channelStatus, order.anomalies]).toEqual([status, word, []]);
    expect([first(order).status, first(order).channelStatus]).toEqual([status, word]);
  });

  it('is AWAITING_CONFIRMATION while an item waits for the second-time confirmation', () => {
    const order = mapTradeAnswer(answerOf({}, { order_type: 2, confirm_status: 1 }));
    expect([order.status, first(order).status]).toEqual(['AWAITING_CONFIRMATION', 'AWAITING_CONFIRMATION']);
  });

  it('is AWAITING_FULFILMENT once no item waits for it any more', () => {
    const order = mapTradeAnswer(answerOf({}, { order_type: 2, confirm_status: 3 }));
    expect([order.status, first(order).status]).toEqual(['AWAITING_FULFILMENT', 'AWAITING_FULFILMENT']);
  });

  it('keeps a word that no document lists', () => {
    const order = mapTradeAnswer(answerOf({ status: 'TRADE_ON_MARS' }, { status: 'TRADE_ON_MARS' }));
    expect([order.status, order.channelStatus, first(order).status]).toEqual(['UNKNOWN', 'TRADE_ON_MARS', 'UNKNOWN']);
    expect(order.anomalies.map(({ code, path, value }) => [code, path, value])).toEqual([
      ['UNKNOWN_VALUE', 'sub_orders[0].status', 'TRADE_ON_MARS'],
      ['UNKNOWN_VALUE', 'status', 'TRADE_ON_MARS'],
    ]);
  });

  it('of an item that has none is the status of its order', () => {
    expect(first(mapTradeAnswer(answerOf({ status: 'TRADE_FINISHED' }, { status: undefined }))).status).toBe(
      'COMPLETED',
    );
  });

  it('has one word for every number of the search and of the message', () => {
    expect(numbers(({ search }) => (search === null ? [] : [search]))).toEqual([1, 2, 3, 4, 6, 8]);
    expect(numbers(({ message }) => message)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('the confirmation of an item', () => {
  test.each([
    [1, undefined, 'NOT_REQUIRED'],
    [1, 1, 'NOT_REQUIRED'],
    [3, undefined, 'NOT_REQUIRED'],
    [2, undefined, 'AWAITING'],
    [2, 1, 'AWAITING'],
    [2, 2, 'REFUSED'],
    [2, 3, 'CONFIRMED'],
    [2, 4, 'EXPIRED'],
    [2, 5, 'REFUNDED'],
    [2, 6, 'VERIFYING'],
    [2, 7, 'UNKNOWN'],
    [4, undefined, 'UNKNOWN'],
  ])('with order_type %j and confirm_status %j is %s', (orderType, confirmStatus, confirmation) => {
    const item = first(mapTradeAnswer(answerOf({}, { order_type: orderType, confirm_status: confirmStatus })));
    expect(item.confirmation).toBe(confirmation);
  });

  it('is not required before the payment', () => {
    const unpaid = { status: 'WAIT_BUYER_PAY' };
    const item = first(mapTradeAnswer(answerOf(unpaid, { ...unpaid, order_type: 2, confirm_status: 1 })));
    expect(item.confirmation).toBe('NOT_REQUIRED');
  });
});

test.each([
  [undefined, 'NONE'],
  ['NO_REFUND', 'NONE'],
  ['WAIT_SELLER_AGREE', 'REQUESTED'],
  ['WAIT_BUYER_RETURN_GOODS', 'AWAITING_RETURN'],
  ['WAIT_SELLER_CONFIRM_GOODS', 'RETURNED'],
  ['SELLER_REFUSE_BUYER', 'REFUSED'],
  ['CLOSED', 'CLOSED'],
  ['SUCCESS', 'SUCCEEDED'],
  ['SOMETHING_NEW', 'UNKNOWN'],
])('refund_status %s is %s', (word, status) => {
  expect(first(mapTradeAnswer(answerOf({}, { refund_status: word }))).refundStatus).toBe(status);
});

describe('biz_type', () => {
  test.each([
    [0, 'OTHER'],
    [1, 'TOUR'],
    [2, 'VISA'],
    [3, 'ADMISSION'],
    [4, 'WIFI'],
    [7, 'ACTIVITY'],
    [9, 'CRUISE'],
    [10, 'CAR'],
    [12, 'PHONE_CARD'],
    [13, 'DATA_TOP_UP'],
    [17, 'DATA_TOP_UP'],
    [18, 'HONG_KONG_MACAU_ENDORSEMENT'],
    [19, 'ONLINE_VISA'],
    [20, 'RENTAL'],
    ['17', 'DATA_TOP_UP'],
  ])('%j is %s', (bizType, kind) => {
    const order = mapTradeAnswer(answerOf({}, { biz_type: bizType }));
    expect([first(order).kind, order.anomalies]).toEqual([kind, []]);
  });

  it('that no document lists is OTHER, kept and reported', () => {
    const order = mapTradeAnswer(answerOf({}, { biz_type: 1000 }));
    expect([first(order).kind, first(order).detail['bizType']]).toEqual(['OTHER', 1000]);
    expect(order.anomalies).toEqual([{ code: 'UNKNOWN_VALUE', path: 'sub_orders[0].biz_type', value: '1000' }]);
  });
});

test.each([
  [0, 'ID_CARD'],
  [1, 'PASSPORT'],
  [2, 'STUDENT_CARD'],
  [3, 'OFFICER_CARD'],
  [4, 'HOME_RETURN_PERMIT'],
  [5, 'TAIWAN_COMPATRIOT_PERMIT'],
  [6, 'HONG_KONG_MACAU_PERMIT'],
  [10, 'POLICE_CARD'],
  [11, 'SOLDIER_CARD'],
  [12, 'TAIWAN_PERMIT'],
  [99, 'OTHER'],
])('credential_type %j is %s', (type, expected) => {
  const { travellers } = mapTradeAnswer(answerOf({}, { contactor: { name: '王伟', credential_type: type } }));
  expect(travellers[0]?.documentType).toBe(expected);
});

test.each<[WireObject, WireObject]>([
  [{ type: 'auto_delivery' }, { tradeType: 'AUTOMATIC_DELIVERY' }],
  [{ type: 'brand_new' }, { tradeType: 'OTHER', tradeTypeWord: 'brand_new' }],
  [{ pay_info: { step_trade_status: 'FRONT_PAID_FINAL_NOPAID' } }, { payment: { staged: 'DEPOSIT_PAID' } }],
  [{ seller_info: { seller_flag: 5 } }, { seller: { memoFlag: 'PURPLE' } }],
])('%j of an order is told as %j', (sent, told) => {
  expect(mapTradeAnswer(answerOf(sent)).detail).toMatchObject(told);
});

function numbers(of: (status: (typeof TRADE_STATUSES)[number]) => readonly number[]): number[] {
  return [...new Set(TRADE_STATUSES.flatMap(of))].sort((a, b) => a - b);
}

function first({ items: [item] }: OrderSnapshot) {
  if (!item) throw new Error('the order has no item');
  return item;
}
