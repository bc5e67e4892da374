import type { RefundSnapshot } from '../snapshot.ts';

/** Whether more money came for a refund that had succeeded already. */
export function isSupplemented(was: RefundSnapshot, is: RefundSnapshot): boolean {
  const { amount } = was;
  return was.status === 'SUCCEEDED' && is.status === 'SUCCEEDED' && amount !== null && (is.amount ?? 0n) > amount;
}
