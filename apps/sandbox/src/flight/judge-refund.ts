import { refused } from './methods/method.ts';
import type { Outcome } from './methods/method.ts';
import type { FlightOrder, RefundType } from './order.ts';
import { isRescheduled } from './refund-fee.ts';
import { couponsOf } from './tickets.ts';
import type { HeldCoupon } from './tickets.ts';

/** Whether tickets of an order can be refunded now, and which these are. */
export function judgeRefund(
  order: FlightOrder,
  which: Parameters<typeof couponsOf>[1],
): { readonly kind: 'possible'; readonly coupons: readonly HeldCoupon[] } | (Outcome & { kind: 'refused' }) {
  const no = (text: string): Outcome & { kind: 'refused' } => refused('notRefundable', text);
  if (order.status === 'refunded') return no('客票已全部退票');
  if (order.status !== 'ticketed') return no('订单未出票，不能退票');
  const named = couponsOf(order, which);
  if (!named) return no('乘机人或航段不属于该订单');
  // Who names nobody means all that is left.
  const all = which.passengerIds === undefined && which.segmentIds === undefined;
  const coupons = all ? named.filter(({ coupon }) => coupon.ticket?.status === 'issued') : named;
  if (coupons.length === 0 || coupons.some(({ coupon }) => coupon.ticket?.status !== 'issued')) {
    return no('客票已退或正在退票');
  }
  return coupons.some((held) => isBeingChanged(order, held))
    ? no('客票正在改签，不能退票')
    : { kind: 'possible', coupons };
}

/** Whether staff want to see a document: always for illness and denied boarding, else where no notice tells the reason. */
export function needsAttachments(order: FlightOrder, type: RefundType, coupons: readonly HeldCoupon[]): boolean {
  if (type === 'ILLNESS' || type === 'DENIED_BOARDING') return true;
  return type === 'SCHEDULE_CHANGE' && coupons.some(({ coupon }) => !isRescheduled(order, coupon.segmentId));
}

/** Whether a change order that is not over is about the coupon. */
export function isBeingChanged({ changes }: FlightOrder, { passenger, coupon }: HeldCoupon): boolean {
  return changes.some(
    ({ status, passengerIds, targets }) =>
      status !== 'closed' &&
      status !== 'ticketed' &&
      passengerIds.includes(passenger.id) &&
      targets.some(({ oldSegmentId }) => oldSegmentId === coupon.segmentId),
  );
}
