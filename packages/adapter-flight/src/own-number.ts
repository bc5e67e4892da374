import { createHash } from 'node:crypto';

/**
 * The number that the merchant gives an order (`out_order_no`). The same key of the same shop always gives the
 * same number, so that an order whose booking was not answered can be found by it.
 */
export function outOrderNumber(shopId: string, idempotencyKey: string): string {
  return ownNumber('order', shopId, idempotencyKey);
}

/** The number that the merchant gives a refund, derived like {@link outOrderNumber}. */
export function outRefundNumber(shopId: string, idempotencyKey: string): string {
  return ownNumber('refund', shopId, idempotencyKey);
}

/** The number that the merchant gives a change, derived like {@link outOrderNumber}. */
export function outChangeNumber(shopId: string, idempotencyKey: string): string {
  return ownNumber('change', shopId, idempotencyKey);
}

/** 120 bits: two keys do not meet by chance. The prefix tells a person which system made the number. */
const DIGITS = 30;

function ownNumber(...facts: readonly string[]): string {
  const digest = createHash('sha256').update(JSON.stringify(facts)).digest('hex');
  return `IL${digest.slice(0, DIGITS)}`;
}
