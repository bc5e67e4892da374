import { expect, test } from 'vitest';
import { eventLine } from '../src/event-line.ts';
import type { Happening } from '../src/event-line.ts';

function happening(event: Partial<Happening['event']>): Happening {
  return {
    cursor: 'c',
    event: {
      type: 'STATUS_CHANGED',
      from: null,
      to: null,
      itemReference: null,
      cause: 'MESSAGE',
      recordedAt: '2026-11-22T13:52:04.5+00:00',
      changedFields: [],
      refundReference: null,
      changeReference: null,
      ticketReference: null,
      amountFrom: null,
      amountTo: null,
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
    },
  };
}

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
    ['details', 'detail, tickets.amount'],
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
  const line = eventLine(happening(event));
  for (const part of parts) expect(line).toContain(part);
  expect(line).not.toContain('\n');
});
