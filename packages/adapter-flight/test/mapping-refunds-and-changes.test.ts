import { describe, expect, it, test } from 'vitest';
import { mapOrder } from '../src/mapping/map-order.ts';
import { FLIGHT_WORDS } from '../src/wire.ts';
import { rawOf } from './samples.ts';
import {
  ADULT,
  changesAnswer,
  CHILD,
  COUPLE,
  mapped,
  orderAnswer,
  PERSON,
  refund,
  refundAnswers,
  SECOND_PERSON,
  SEGMENT,
} from './answers.ts';

const { changeStatus } = FLIGHT_WORDS;

describe('the refunds', () => {
  test.each([
    ['refund-requested', 'REQUESTED'],
    ['refund-approved', 'REQUESTED'],
    ['refund-refunded', 'SUCCEEDED'],
    ['refund-closed', 'CLOSED'],
    ['refund-refused', 'REFUSED'],
  ])('%s is %s', (name, status) => {
    const { refunds, items } = mapOrder(rawOf(name));
    expect([refunds[0]?.status, items[0]?.refundStatus]).toEqual([status, status]);
  });

  it('are told with what they cost, and what is to come back until it did', () => {
    expect(mapOrder(rawOf('refund-requested')).refunds).toMatchObject([
      {
        reference: '70191382000000001',
        itemReference: ADULT,
        channelStatus: '退票申请中',
        amount: 41_600n,
        requestedAt: new Date('2026-11-23T01:00:00Z'),
        detail: { outRefundNumber: 'ILd4e5f6', applyType: 'VOLUNTARY', fee: '8400', passengers: [], segments: [] },
      },
    ]);
  });

  it('add up when one is paid in several parts: 0.1 yuan and 0.2 yuan are 30 fen', () => {
    const { refunds, modifiedAt } = mapOrder(rawOf('refund-supplementary'));
    expect(refunds).toMatchObject([
      {
        amount: 30n,
        detail: {
          payments: [
            { tradeNumber: '1', amount: '10', at: '2026-11-24T01:00:00+00:00', supplementary: false },
            { tradeNumber: '2', amount: '20', at: '2026-11-26T01:00:00+00:00', supplementary: true },
          ],
        },
      },
    ]);
    expect(modifiedAt).toEqual(new Date('2026-11-26T01:00:00Z'));
  });

  it('of several passengers belong to the order', () => {
    const ids = { number: [PERSON.id, SECOND_PERSON.id] };
    const { refunds } = mapped(orderAnswer({}, COUPLE), refundAnswers(refund({ passengerIds: ids })));
    expect(refunds).toMatchObject([{ itemReference: null, detail: { passengers: [ADULT, CHILD] } }]);
  });

  it('are told as far as the list tells, where the detail was not asked', () => {
    const { refundList } = refundAnswers(refund());
    expect(mapped(orderAnswer(), { refundList }).refunds).toMatchObject([{ status: 'REQUESTED', amount: null }]);
  });

  it('with a text or reason that no table lists are kept and reported', () => {
    const { refunds, anomalies } = mapped(orderAnswer(), refundAnswers(refund({ status: '复核中', applyType: 55 })));
    expect(refunds).toMatchObject([{ status: 'UNKNOWN', channelStatus: '复核中', detail: { applyType: '55' } }]);
    expect(anomalies.map(({ value }) => value)).toEqual(['55', '复核中']);
  });
});

describe('the changes', () => {
  test.each([
    [changeStatus.submitted, 'REQUESTED'],
    [changeStatus.awaitingPayment, 'AWAITING_PAYMENT'],
    [changeStatus.awaitingTicketing, 'AWAITING_FULFILMENT'],
    [changeStatus.closed, 'CLOSED'],
    [changeStatus.ticketed, 'SUCCEEDED'],
    ['5', 'SUCCEEDED'],
  ])('with number %j are %s', (status, expected) => {
    const { changes, anomalies } = mapped(orderAnswer(), { changes: changesAnswer({ status }) });
    expect([changes?.[0]?.status, changes?.[0]?.channelStatus, anomalies]).toEqual([expected, String(status), []]);
  });

  it('with a number that no table lists are kept and reported', () => {
    const { changes, anomalies } = mapped(orderAnswer(), { changes: changesAnswer({ status: 6 }) });
    expect(changes).toMatchObject([{ status: 'UNKNOWN', channelStatus: '6' }]);
    expect(anomalies).toMatchObject([{ code: 'UNKNOWN_VALUE', value: '6' }]);
  });

  it('are told with their price, and how long the seat is held', () => {
    const { changes } = mapOrder(rawOf('change-awaitingPayment'));
    expect(changes).toEqual([
      {
        reference: '60191382000000001',
        itemReference: ADULT,
        status: 'AWAITING_PAYMENT',
        channelStatus: '2',
        amount: 8_050n,
        deadline: new Date('2026-11-24T02:30:00Z'),
        requestedAt: new Date('2026-11-24T02:00:00Z'),
        detail: {
          outChangeNumber: 'ILaa11',
          changeFee: '5000',
          upgradeFee: '3050',
          passengers: [ADULT],
          segments: [
            {
              segment: SEGMENT.id,
              flightNumber: 'CZ8961',
              departureAirport: 'PKX',
              arrivalAirport: 'XMN',
              departure: '2026-12-02T01:00:00+00:00',
              cabin: 'V',
            },
          ],
        },
      },
    ]);
    expect(mapOrder(rawOf('change-awaitingTicketing')).changes?.[0]?.deadline).toBeNull();
  });

  it('cost their fees where no total is sent', () => {
    const { changes } = mapped(orderAnswer(), { changes: changesAnswer({ total: undefined }) });
    expect(changes?.[0]?.amount).toBe(8_050n);
  });
});
