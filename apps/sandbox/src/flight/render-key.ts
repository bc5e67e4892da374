import { crc32 } from 'node:zlib';
import type { RefundType } from './order.ts';
import type { HeldCoupon } from './tickets.ts';

/** What was rendered: for which coupons, until when, and whether the fee could be calculated. */
export interface Rendered {
  readonly orderId: bigint;
  readonly type: RefundType;
  readonly coupons: readonly HeldCoupon[];
  readonly calculated: boolean;
}

/** The key of a rendered refund. It holds what it stands for, so that nothing is kept of what nobody applies for. */
export function renderKey(rendered: Rendered, expiresAt: number): string {
  const digest = digestOf(rendered, expiresAt);
  return `${expiresAt.toString(36)}.${rendered.calculated ? 1 : 0}.${digest}`;
}

/** Whether a key is that of this refund, and still holds; and whether its fee was calculated. */
export function readRenderKey(
  key: string,
  about: Omit<Rendered, 'calculated'>,
  now: number,
): { readonly valid: boolean; readonly calculated: boolean } {
  const [expiry = '', flag = '', digest] = key.split('.');
  const expiresAt = Number.parseInt(expiry, 36);
  const calculated = flag === '1';
  return { valid: expiresAt > now && digest === digestOf({ ...about, calculated }, expiresAt), calculated };
}

function digestOf({ orderId, type, coupons, calculated }: Rendered, expiresAt: number): string {
  const places = coupons.map(({ passenger, coupon }) => `${passenger.id}/${coupon.segmentId}`).toSorted();
  return crc32([orderId, type, calculated, expiresAt, ...places].join(' ')).toString(36);
}
