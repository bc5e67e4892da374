import { describe, expect, test } from 'vitest';
import { diff } from '../src/apply/diff.ts';
import { stateOf } from '../src/apply/order-state.ts';
import type { OrderState } from '../src/apply/order-state.ts';
import type { Notice } from '../src/snapshot.ts';
import type { OrderStatus } from '../src/status.ts';
import { changeOf, itemOf, noticeOf, refundOf, ticketOf, travellerOf, wordOf } from './support/order-channel.ts';
import { snapshot, state, told } from './support/order-states.ts';

describe('what happened between two sights of an order', () => {
  const paid: OrderStatus = 'AWAITING_FULFILMENT';

  test('first sight is one event, whatever the order has behind it', () => {
    const after = state({ status: paid, refunds: [refundOf('R1')] });
    expect(told(null, after)).toEqual(['ORDER_CREATED → AWAITING_FULFILMENT']);
  });

  test('nothing, when nothing but the modified time differs', () => {
    expect(diff(state(), state({ modifiedAt: new Date('2026-11-23T00:00:00Z') }))).toEqual([]);
  });

  test('a status with the words of the channel, and not its consequences as details', () => {
    const after = state({ status: paid, channelStatus: wordOf(paid), paidAt: snapshot.createdAt, paidAmount: 19_900n });
    expect(diff(state(), after)).toEqual([
      {
        type: 'STATUS_CHANGED',
        itemReference: null,
        from: 'AWAITING_PAYMENT',
        to: paid,
        data: { channelFrom: 'word-1', channelTo: 'word-4' },
      },
    ]);
  });

  test('a step that the trade does not know is taken over and marked', () => {
    expect(told(state({ status: 'COMPLETED' }), state({ status: paid }))).toEqual([
      'STATUS_CHANGED COMPLETED → AWAITING_FULFILMENT',
      'ANOMALY_SEEN COMPLETED → AWAITING_FULFILMENT',
    ]);
  });

  test('status, confirmation and deadline of an item', () => {
    const deadline = new Date('2026-11-25T04:00:00Z');
    const before = state({ items: [itemOf('7-1', { confirmation: 'AWAITING' })] });
    const after = state({ items: [itemOf('7-1', { status: paid, confirmation: 'CONFIRMED', deadline })] });
    expect(told(before, after)).toEqual([
      'ITEM_STATUS_CHANGED 7-1 AWAITING_PAYMENT → AWAITING_FULFILMENT',
      'CONFIRMATION_CHANGED 7-1 AWAITING → CONFIRMED',
      'DEADLINE_CHANGED 7-1 → 2026-11-25T04:00:00+00:00',
    ]);
  });

  test('a refund that shows on its item and as a refund of its own is told once', () => {
    const after = state({
      items: [itemOf('7-1', { refundStatus: 'REQUESTED' })],
      refunds: [refundOf('R1', { itemReference: '7-1' })],
    });
    expect(diff(state(), after)).toEqual([
      {
        type: 'REFUND_CHANGED',
        itemReference: '7-1',
        from: 'NONE',
        to: 'REQUESTED',
        data: { refund: 'R1', channelFrom: null, channelTo: 'WAIT_SELLER_AGREE' },
      },
    ]);
  });

  test('a refund of the whole order', () => {
    const before = state({ refunds: [refundOf('R1')] });
    const after = state({ refunds: [refundOf('R1', { status: 'SUCCEEDED' }), refundOf('R2')] });
    expect(told(before, after)).toEqual(['REFUND_CHANGED REQUESTED → SUCCEEDED', 'REFUND_CHANGED → REQUESTED']);
  });

  test('more money for a refund that has succeeded is told as such, not as a detail', () => {
    const before = state({ refunds: [refundOf('R1', { status: 'SUCCEEDED', amount: 9_007_199_254_740_993n })] });
    const after = state({ refunds: [refundOf('R1', { status: 'SUCCEEDED', amount: 9_007_199_254_740_994n })] });
    const data = { refund: 'R1', amountFrom: '9007199254740993', amountTo: '9007199254740994' };
    expect(diff(before, after)).toEqual([
      { type: 'REFUND_CHANGED', itemReference: null, from: 'SUCCEEDED', to: 'SUCCEEDED', data },
    ]);
  });

  const succeeded = (amount: bigint | null) => refundOf('R1', { status: 'SUCCEEDED', amount });
  test.each([
    ['an amount that shrinks', succeeded(200n), succeeded(100n)],
    ['an amount that was not known', succeeded(null), succeeded(100n)],
    ['an amount that is no longer known', succeeded(100n), succeeded(null)],
    ['what a refund under way is to bring', refundOf('R1', { amount: 1n }), refundOf('R1', { amount: 2n })],
  ])('%s is a detail', (_name, was, is) => {
    expect(diff(state({ refunds: [was] }), state({ refunds: [is] }))).toMatchObject([
      { type: 'DETAILS_CHANGED', data: { fields: ['refunds.R1.amount'] } },
    ]);
  });

  test('a change is told by each status, its price and deadline as details', () => {
    const deadline = new Date('2026-11-25T04:00:00Z');
    const requested = state({ changes: [changeOf('C1', { itemReference: '7-1' })] });
    const held = { status: 'AWAITING_PAYMENT', channelStatus: 'to be paid', amount: 12_000n, deadline } as const;
    expect(diff(state(), requested)).toEqual([
      {
        type: 'REBOOKING_CHANGED',
        itemReference: '7-1',
        from: null,
        to: 'REQUESTED',
        data: { change: 'C1', channelFrom: null, channelTo: 'applied' },
      },
    ]);
    expect(diff(requested, state({ changes: [changeOf('C1', { itemReference: '7-1', ...held })] }))).toEqual([
      {
        type: 'REBOOKING_CHANGED',
        itemReference: '7-1',
        from: 'REQUESTED',
        to: 'AWAITING_PAYMENT',
        data: { change: 'C1', channelFrom: 'applied', channelTo: 'to be paid' },
      },
      {
        type: 'DETAILS_CHANGED',
        itemReference: null,
        from: null,
        to: null,
        data: { fields: ['changes.C1.amount', 'changes.C1.deadline'] },
      },
    ]);
  });

  test('a ticket of an item, and what else of it changed', () => {
    const issuing = ticketOf('T1', { itemReference: '7-1', status: 'ISSUING', channelStatus: 'ticketing' });
    const issued = { ...issuing, status: 'ISSUED' as const, channelStatus: 'open for use', number: '784-1' };
    expect(diff(state({ tickets: [issuing] }), state({ tickets: [issued, ticketOf('T2')] }))).toEqual([
      {
        type: 'TICKET_CHANGED',
        itemReference: '7-1',
        from: 'ISSUING',
        to: 'ISSUED',
        data: { ticket: 'T1', channelFrom: 'ticketing', channelTo: 'open for use' },
      },
      {
        type: 'TICKET_CHANGED',
        itemReference: null,
        from: null,
        to: 'ISSUED',
        data: { ticket: 'T2', channelFrom: null, channelTo: 'open for use' },
      },
    ]);
    const renamed = { ...issued, channelStatus: 'used', number: '784-2' };
    expect(diff(state({ tickets: [issued] }), state({ tickets: [renamed] }))).toMatchObject([
      { type: 'DETAILS_CHANGED', data: { fields: ['tickets.T1.channelStatus', 'tickets.T1.number'] } },
    ]);
  });

  test('refunds, changes and tickets that upstream no longer has', () => {
    const before = state({ refunds: [refundOf('R1')], changes: [changeOf('C1')], tickets: [ticketOf('T1')] });
    expect(diff(before, state())).toMatchObject([
      { type: 'DETAILS_CHANGED', data: { fields: ['changes', 'refunds', 'tickets'] } },
    ]);
  });

  test('a moved departure with its times, at first sight too', () => {
    const moved = noticeOf('CZ8957 2026-12-01', { itemReference: '7-1' });
    const change = {
      type: 'SCHEDULE_CHANGED',
      itemReference: '7-1',
      from: '2026-12-01T00:00:00+00:00',
      to: '2026-12-01T02:30:00+00:00',
      data: { flightNumber: 'CZ8957', key: 'CZ8957 2026-12-01' },
    };
    expect(diff(state(), state({ notices: [moved] }))).toEqual([change]);
    expect(diff(null, state({ notices: [moved], tickets: [ticketOf('T1')], changes: [changeOf('C1')] }))).toEqual([
      expect.objectContaining({ type: 'ORDER_CREATED' }),
      change,
    ]);
  });

  test('a notice is told once, whether it stays, says otherwise, disappears and returns, or stands twice', () => {
    const known = state({ notices: [noticeOf('a')] });
    const next = (...notices: Notice[]): OrderState =>
      stateOf({ ...snapshot, notices }, ({ personal }) => personal, known.notices);
    for (const same of [next(noticeOf('a')), next(noticeOf('a', { to: null })), next()]) {
      expect(diff(known, same)).toEqual([]);
      expect(same.notices).toEqual(known.notices);
    }
    expect(diff(known, next(noticeOf('b'), noticeOf('a'), noticeOf('b')))).toMatchObject([{ data: { key: 'b' } }]);
  });

  test('names, never values, of other details; parts that came and went', () => {
    const before = state({ items: [itemOf('7-1'), itemOf('7-2')] });
    const after = state({
      items: [itemOf('7-1', { title: 'Longjing tea village' }), itemOf('7-3')],
      travellers: [travellerOf({ personal: { name: '李娜' } })],
      detail: { source: 'web' },
    });
    expect(diff(before, after)).toMatchObject([
      {
        type: 'DETAILS_CHANGED',
        data: { fields: ['detail', 'items', 'items.7-1.title', 'travellers'], added: ['7-3'], removed: ['7-2'] },
      },
    ]);
    expect(JSON.stringify(diff(before, after))).not.toContain('李娜');
  });

  test('an anomaly is told when it appears, not at every later change', () => {
    const anomalies = [{ code: 'UNKNOWN_VALUE' as const, path: 'biz_type', value: '99' }];
    expect(told(state(), state({ anomalies }))).toEqual(['ANOMALY_SEEN →']);
    expect(told(state({ anomalies }), state({ anomalies, totalAmount: 1n }))).toEqual(['DETAILS_CHANGED →']);
  });

  test('amounts beyond 2^53 that differ in the last digit differ', () => {
    expect(
      told(state({ totalAmount: 9_007_199_254_740_993n }), state({ totalAmount: 9_007_199_254_740_992n })),
    ).toEqual(['DETAILS_CHANGED →']);
  });
});
