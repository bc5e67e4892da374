import type { FlightContext } from './context.ts';
import type { Refund } from './order.ts';
import type { CouponRefund } from './refund-fee.ts';

/** A new refund order of these coupons. */
export function makeRefund(
  { clock, identities }: Pick<FlightContext, 'clock' | 'identities'>,
  asked: Pick<Refund, 'outRefundNumber' | 'type' | 'fee' | 'reason' | 'attachments'>,
  coupons: readonly CouponRefund[],
): Refund {
  return {
    id: identities.nextRefund(),
    outRefundNumber: asked.outRefundNumber,
    type: asked.type,
    requestedAt: Math.floor(clock.now().getTime() / 1000) * 1000,
    fee: asked.fee,
    trueFee: feeOf(coupons),
    amount: coupons.reduce((sum, { amount }) => sum + amount, 0),
    coupons: coupons.map(({ passenger, coupon }) => ({ passengerId: passenger.id, segmentId: coupon.segmentId })),
    reason: asked.reason,
    attachments: asked.attachments,
    refusal: undefined,
    status: 'requested',
    approvedAt: undefined,
    payments: [],
  };
}

/** What the airlines keep of these coupons, in fen. */
export function feeOf(coupons: readonly CouponRefund[]): number {
  return coupons.reduce((sum, { fee }) => sum + fee, 0);
}
