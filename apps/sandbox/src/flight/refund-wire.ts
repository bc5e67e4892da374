import { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import type { FlightNames } from '@interline/adapter-flight/wire';
import { list } from '../gateway/value.ts';
import type { AnswerObject } from '../gateway/value.ts';
import type { FlightOrder, Refund } from './order.ts';
import type { CouponRefund } from './refund-fee.ts';
import { renderKey } from './render-key.ts';
import type { Rendered } from './render-key.ts';
import { listed, time, yuan } from './wire.ts';

/** What rendering a refund answers. Where the fee could not be calculated there is neither fee nor amount. */
export function renderedFields(
  {
    refunds,
    expiresAt,
    ...rendered
  }: Rendered & { readonly refunds: readonly CouponRefund[]; readonly expiresAt: number },
  { refundRenderAnswer: name, refundLine: line }: FlightNames,
): AnswerObject {
  const sum = (what: 'fee' | 'amount'): number => refunds.reduce((total, refund) => total + refund[what], 0);
  const lines = refunds.map(({ passenger, coupon, fee, amount }) => ({
    [line.passengerId]: passenger.id,
    [line.segmentId]: coupon.segmentId,
    [line.fee]: yuan(fee),
    [line.amount]: yuan(amount),
  }));
  return {
    [name.calculated]: rendered.calculated,
    [name.renderKey]: renderKey(rendered, expiresAt),
    [name.expiresAt]: time(expiresAt),
    ...(rendered.calculated && {
      [name.fee]: yuan(sum('fee')),
      [name.amount]: yuan(sum('amount')),
      [name.lines]: list(name.line, lines),
    }),
  };
}

/** A refund order as the list shows it. */
export function refundSummary(order: FlightOrder, refund: Refund, { refund: name }: FlightNames): AnswerObject {
  return {
    [name.refundNumber]: refund.id,
    [name.outRefundNumber]: refund.outRefundNumber,
    [name.orderId]: order.id,
    [name.status]: FLIGHT_WORDS.refundStatus[refund.status],
    [name.applyType]: FLIGHT_WORDS.refundApplyType[refund.type],
    [name.applyTime]: time(refund.requestedAt),
    [name.fee]: refund.fee === undefined ? undefined : yuan(refund.fee),
    [name.amount]: refund.fee === undefined ? undefined : yuan(refund.amount),
  };
}

/** A refund order with everything that is known of it. */
export function refundDetail(order: FlightOrder, refund: Refund, names: FlightNames): AnswerObject {
  const { refund: name, refundPayment: payment } = names;
  const payments = refund.payments.map(({ tradeNumber, amount, at, supplementary }) => ({
    [payment.tradeNumber]: tradeNumber,
    [payment.amount]: yuan(amount),
    [payment.time]: time(at),
    [payment.supplementary]: supplementary,
  }));
  const passengerIds = [...new Set(refund.coupons.map(({ passengerId }) => passengerId))];
  const segmentIds = [...new Set(refund.coupons.map(({ segmentId }) => segmentId))];
  return {
    ...refundSummary(order, refund, names),
    [name.passengerIds]: listed('number', passengerIds),
    [name.segmentIds]: listed('string', segmentIds),
    [name.reason]: refund.reason,
    [name.refusal]: refund.refusal,
    [name.payments]: listed(name.payment, payments),
  };
}
