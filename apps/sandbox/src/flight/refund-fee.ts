import type { FlightContext } from './context.ts';
import type { FlightOrder, RefundType } from './order.ts';
import { fareTotal, segmentsOf } from './order.ts';
import type { HeldCoupon } from './tickets.ts';

/** What a refund of one coupon costs and gives back, in fen. */
export interface CouponRefund extends HeldCoupon {
  readonly fee: number;
  readonly amount: number;
}

const HOUR = 3_600_000;
/** The share of the fare that is kept, by hours before departure. */
const FEE_PERCENT = [
  [7 * 24, 10],
  [48, 20],
  [4, 40],
  [0, 80],
] as const;

/** The fee and the money of each coupon now. Only a voluntary refund costs anything. */
export function refundOf(
  { clock, settings }: FlightContext,
  order: FlightOrder,
  type: RefundType,
  coupons: readonly HeldCoupon[],
): CouponRefund[] {
  const moved = settings.moves().refundFee;
  const now = clock.now().getTime();
  return coupons.map((held) => {
    const { fare, segmentId } = held.coupon;
    const rule = Math.round((fare.sell * feePercent(order, segmentId, now)) / 100);
    const fee = type === 'VOLUNTARY' ? Math.min(fare.sell, Math.max(0, rule + moved)) : 0;
    return { ...held, fee, amount: fareTotal(fare) - fee };
  });
}

/** The fee of a voluntary refund of a segment, in hundredths of the fare. After departure nothing is left. */
export function feePercent(order: FlightOrder, segmentId: string, now: number): number {
  const segment = segmentsOf(order).find(({ id }) => id === segmentId);
  const hours = ((segment?.departure ?? 0) - now) / HOUR;
  return FEE_PERCENT.find(([from]) => hours >= from)?.[1] ?? 100;
}

/** Whether the airline moved or cancelled the flight of a segment. */
export function isRescheduled(order: FlightOrder, segmentId: string): boolean {
  return order.flightChanges.some((change) => change.segmentId === segmentId);
}
