import { describe, expect, it, test } from 'vitest';

import type { OrderFacts } from '@interline/core';
import { mayClose, mayDeliver } from '../src/availability.ts';
import { mapTradeAnswer } from '../src/mapping.ts';
import { answerOf } from './samples.ts';
import type { WireObject } from './samples.ts';

const EXPIRES = { expire_time: '2026-10-04 09:05:10' };
const MANUAL = { order_type: 1, ...EXPIRES };
const SECOND_TIME = { order_type: 2, confirm_status: 1, ...EXPIRES };

describe.each<[string, WireObject, WireObject, string, string, string]>([
  // what, order, sub-order, deliver, close, close with quick refund
  ['a paid item to deliver', {}, MANUAL, 'allowed', 'QUICK_REFUND_OFF', 'allowed'],
  ['an item to confirm', {}, SECOND_TIME, 'allowed', 'allowed', 'allowed'],
  ['an instant item', {}, { order_type: 1 }, 'DELIVERS_ITSELF', 'QUICK_REFUND_OFF', 'allowed'],
  [
    'an order that delivers itself',
    { type: 'auto_delivery' },
    MANUAL,
    'DELIVERS_ITSELF',
    'QUICK_REFUND_OFF',
    'allowed',
  ],
  ['a reservation', {}, { order_type: 3, ...EXPIRES }, 'RESERVATION', 'RESERVATION', 'RESERVATION'],
  ['an order type nobody knows', {}, { order_type: 9, ...EXPIRES }, ...thrice('ORDER_TYPE_UNKNOWN')],
  ['a confirmed item', {}, { ...SECOND_TIME, confirm_status: 3 }, ...thrice('ALREADY_CONFIRMED')],
  ['a refused item', {}, { ...SECOND_TIME, confirm_status: 2 }, ...thrice('CONFIRMATION_CLOSED')],
  ['an expired item', {}, { ...SECOND_TIME, confirm_status: 4 }, ...thrice('CONFIRMATION_CLOSED')],
  ['an item being checked', {}, { ...SECOND_TIME, confirm_status: 6 }, ...thrice('BEING_VERIFIED')],
  ['a confirmation nobody knows', {}, { ...SECOND_TIME, confirm_status: 9 }, ...thrice('CONFIRMATION_UNKNOWN')],
  ['an unpaid item', {}, { ...MANUAL, status: 'WAIT_BUYER_PAY' }, ...thrice('NOT_PAID')],
  ['a delivered item', {}, { ...MANUAL, status: 'WAIT_BUYER_CONFIRM_GOODS' }, ...thrice('ALREADY_DELIVERED')],
  ['a finished item', {}, { ...MANUAL, status: 'TRADE_FINISHED' }, ...thrice('ALREADY_DELIVERED')],
  ['a refunded item', {}, { ...MANUAL, status: 'TRADE_CLOSED' }, ...thrice('ALREADY_CLOSED')],
  ['a cancelled item', {}, { ...MANUAL, status: 'TRADE_CLOSED_BY_TAOBAO' }, ...thrice('ALREADY_CLOSED')],
  ['a status nobody knows', {}, { ...MANUAL, status: 'TRADE_ON_MARS' }, ...thrice('STATUS_UNKNOWN')],
  [
    'an item whose refund is asked for',
    {},
    { ...MANUAL, refund_status: 'WAIT_SELLER_AGREE' },
    ...thrice('REFUND_OPEN'),
  ],
  [
    'an item whose refund was refused',
    {},
    { ...SECOND_TIME, refund_status: 'SELLER_REFUSE_BUYER' },
    ...thrice('allowed'),
  ],
])('%s', (_name, sentOrder, sentItem, deliver, close, closeWithQuickRefund) => {
  const order = mapTradeAnswer(answerOf(sentOrder, sentItem));
  const facts = factsOf(order);
  const [item = null] = facts.items;

  it(`deliver: ${deliver}`, () => expect(told(mayDeliver(facts, item))).toBe(deliver));
  it(`close: ${close}`, () => expect(told(mayClose(item, false))).toBe(close));
  it(`close with quick refund: ${closeWithQuickRefund}`, () =>
    expect(told(mayClose(item, true))).toBe(closeWithQuickRefund));
});

test('the whole order can be neither delivered nor closed', () => {
  const facts = factsOf(mapTradeAnswer(answerOf({}, MANUAL)));
  expect([told(mayDeliver(facts, null)), told(mayClose(null, true))]).toEqual(['ITEM_MISSING', 'ITEM_MISSING']);
});

test('a refusal says what to do instead', () => {
  const facts = factsOf(mapTradeAnswer(answerOf({}, MANUAL)));
  expect(mayClose(facts.items[0] ?? null, false)).toMatchObject({
    reason: expect.stringContaining('ask the buyer to apply for a refund'),
  });
});

function told(allowed: ReturnType<typeof mayDeliver>): string {
  return allowed.allowed ? 'allowed' : allowed.code;
}

function thrice(code: string): [string, string, string] {
  return [code, code, code];
}

function factsOf(order: ReturnType<typeof mapTradeAnswer>): OrderFacts {
  const { reference, status, channelStatus, currency, detail, items } = order;
  return {
    reference,
    status,
    channelStatus,
    detail,
    items: [...items],
    confirmation: 'UNKNOWN',
    refundStatus: 'UNKNOWN',
    currency,
    totalAmount: String(order.totalAmount),
    paidAmount: String(order.paidAmount),
    refunds: [],
    changes: [],
    tickets: [],
  };
}
