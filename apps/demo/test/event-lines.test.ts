import { expect, test } from 'vitest';
import { eventLines } from '../src/event-lines.ts';
import type { Happening } from '../src/event-lines.ts';

const AT = '2026-11-22T13:52:04.250+00:00';

function happening(event: Partial<Happening['event']>, order: Partial<Happening['order']> = {}): Happening {
  return {
    cursor: 'c',
    event: {
      type: 'STATUS_CHANGED',
      version: 2,
      from: null,
      to: null,
      itemReference: null,
      cause: 'MESSAGE',
      occurredAt: AT,
      recordedAt: '2026-11-22T13:52:04.5+00:00',
      changedFields: [],
      refundReference: null,
      changeReference: null,
      ticketReference: null,
      amountFrom: null,
      amountTo: null,
      anomaly: null,
      ...event,
    },
    order: {
      channel: 'vacation',
      reference: '1188694610272435309',
      total: { decimal: '583.00', currency: 'CNY' },
      items: [
        { title: '西湖游船门票', quantity: 2 },
        { title: '三亚 5 天 4 晚自由行', quantity: 1 },
      ],
      refunds: [],
      ...order,
    },
  };
}

test('items that took the same step share a line, and what only a program reads has none', () => {
  const step = { type: 'ITEM_STATUS_CHANGED', from: 'AWAITING_FULFILMENT', to: 'FULFILLED' };
  const lines = eventLines([
    happening({ from: 'AWAITING_FULFILMENT', to: 'FULFILLED' }),
    happening({ ...step, itemReference: '1' }),
    happening({ type: 'TICKET_CHANGED', to: 'ISSUED', itemReference: '1', ticketReference: '1-1' }),
    happening({ ...step, itemReference: '2' }),
    happening({ type: 'DETAILS_CHANGED', changedFields: ['channelStatus', 'detail', 'items.1.channelStatus'] }),
  ]);
  expect(lines).toEqual([
    expect.stringMatching(/ status .*583\.00 CNY/),
    expect.stringMatching(/ item .* 2 items {2}/),
    expect.stringMatching(/ ticket .* ticket 1-1 of item 1 {2}/),
  ]);
});

test.each<[string, Partial<Happening['event']>, Partial<Happening['order']>]>([
  [
    'an order that was refused',
    { from: 'AWAITING_CONFIRMATION', to: 'REFUNDED' },
    { decision: { accepted: false, code: 'SOLD_OUT', message: '余票不足' } },
  ],
  [
    'tickets that could not be issued',
    { type: 'TICKET_CHANGED', from: 'ISSUING', to: 'NOT_ISSUED', ticketReference: '1-1' },
    { reportFailure: { at: AT, code: 'SOLD_OUT', message: '余票不足' } },
  ],
  [
    'a refund that was refused',
    { type: 'REFUND_CHANGED', from: 'REQUESTED', to: 'REFUSED', refundReference: 'r' },
    { refunds: [{ reference: 'other' }, { reference: 'r', code: 'SOLD_OUT', message: '余票不足' }] },
  ],
])('of %s the line says why', (_what, event, order) => {
  const [line] = eventLines([happening(event, order)]);
  expect(line).toContain('余票不足 (SOLD_OUT)');
  const [later] = eventLines([happening({ ...event, to: 'FULFILLED', occurredAt: '2026-11-23' }, order)]);
  expect(later).not.toContain('SOLD_OUT');
});

test.each([
  [
    { type: 'ORDER_CREATED', to: 'AWAITING_PAYMENT' },
    [
      '13:52:04',
      '1188694610272435309',
      'new order',
      'AWAITING_PAYMENT',
      '西湖游船门票 ×2 and 1 more',
      '583.00 CNY',
      '(message)',
    ],
  ],
  [
    { from: 'AWAITING_FULFILMENT', to: 'FULFILLED', cause: 'COMMAND' },
    ['status', 'AWAITING_FULFILMENT → FULFILLED', '(command)'],
  ],
  [
    { type: 'REFUND_CHANGED', from: 'NONE', to: 'REQUESTED', itemReference: '77' },
    ['refund', 'NONE → REQUESTED', 'item 77'],
  ],
  [{ type: 'DETAILS_CHANGED', changedFields: ['buyerNick', 'paidAt'] }, ['details', 'buyerNick, paidAt']],
  [
    { type: 'DETAILS_CHANGED', changedFields: ['detail', 'tickets.77-1.amount', 'tickets.78-1.amount'] },
    ['details', ' tickets.amount'],
  ],
  [
    {
      type: 'ANOMALY_SEEN',
      anomaly: { code: 'UNKNOWN_VALUE', path: 'sub_orders[0].biz_type', value: '1000' },
    },
    ['anomaly', 'UNKNOWN_VALUE: sub_orders[0].biz_type = 1000'],
  ],
  [
    { type: 'REBOOKING_CHANGED', from: 'AWAITING_PAYMENT', to: 'SUCCEEDED', changeReference: '31', itemReference: '2' },
    ['rebooking', 'AWAITING_PAYMENT → SUCCEEDED', 'change 31 of item 2'],
  ],
  [
    { type: 'TICKET_CHANGED', to: 'ISSUED', ticketReference: '1-CZ8957', itemReference: '1' },
    ['ticket', 'ISSUED', 'ticket 1-CZ8957 of item 1'],
  ],
  [
    { type: 'SCHEDULE_CHANGED', from: '2026-12-01T00:30:00.000+00:00', to: '2026-12-01T03:00:00.000+00:00' },
    ['schedule', '2026-12-01 00:30 → 2026-12-01 03:00', '西湖游船门票'],
  ],
  [{ type: 'SCHEDULE_CHANGED', from: '2026-12-01T00:30:00.000+00:00' }, ['schedule', '2026-12-01 00:30 → cancelled']],
  [
    {
      type: 'REFUND_CHANGED',
      from: 'SUCCEEDED',
      to: 'SUCCEEDED',
      refundReference: '9',
      amountFrom: '30000',
      amountTo: '36050',
    },
    ['refund', 'SUCCEEDED: 300.00 → 360.50 in all', 'refund 9'],
  ],
  [
    { type: 'DEADLINE_CHANGED', from: '2026-12-01T00:30:00.000+00:00', to: null },
    ['deadline', '2026-12-01 00:30 → none'],
  ],
  [{ type: 'A_NEW_KIND', to: 'x' }, ['A_NEW_KIND', 'x']],
])('%j is one readable line', (event, parts) => {
  const lines = eventLines([happening(event)]);
  expect(lines).toHaveLength(1);
  for (const part of parts) expect(lines[0]).toContain(part);
  expect(lines[0]).not.toContain('\n');
});
