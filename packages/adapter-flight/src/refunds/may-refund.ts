import type { Allowed, ItemFacts, OrderFacts } from '@interline/core';

import { routeSegments } from '../order-parts.ts';
import type { RefundReason } from './refund-input.ts';
import { refundScope } from './refund-scope.ts';

/** Whether tickets of the order, or of the item, can be given back. */
export function mayRefund(order: OrderFacts, item: ItemFacts | null): Allowed {
  const refusal = stateRefusal(order);
  if (refusal) return refusal;
  const named = { itemReferences: null, segments: null };
  const left = refundScope(item === null ? order : { ...order, items: [item] }, named);
  if ('scope' in left || 'invalid' in left.refused) return { allowed: true };
  // Some flights of some passengers are left; which, the caller has to name.
  return item === null && isLeftToSomebody(order) ? { allowed: true } : left.refused;
}

/**
 * Whether the channel's staff must see documents (seed): for illness and denied boarding, and for a change of schedule
 * that the channel itself has not told of, which is how an epidemic without a policy is submitted.
 *
 * @param segments ids of the flights; empty for all
 */
export function needsAttachments(reason: RefundReason, order: OrderFacts, segments: readonly string[]): boolean {
  switch (reason) {
    case 'ILLNESS':
    case 'DENIED_BOARDING':
      return true;
    case 'SCHEDULE_CHANGE':
      return !routeSegments(order)
        .filter(({ id }) => segments.length === 0 || segments.includes(id))
        .some(({ isMoved }) => isMoved);
    case 'VOLUNTARY':
    case 'EPIDEMIC':
      return false;
  }
}

/** An order whose status is unknown may well be paid: the channel judges. */
function stateRefusal({ status }: OrderFacts): Extract<Allowed, { allowed: false }> | undefined {
  switch (status) {
    case 'AWAITING_PAYMENT':
      return refused('NOT_PAID', 'The order is not paid, so there is nothing to refund: close it instead.');
    case 'PAYMENT_PENDING':
      return refused('PAYMENT_PENDING', 'The payment is being cleared: wait for it.');
    case 'CANCELLED':
      return refused('ORDER_CLOSED', 'The order was closed before it was paid: there is nothing to refund.');
    case 'REFUNDED':
      return refused('ALREADY_REFUNDED', 'The whole order went back: there is nothing left to refund.');
    default:
      return undefined;
  }
}

function isLeftToSomebody(order: OrderFacts): boolean {
  return order.items.some(
    ({ reference }) => 'scope' in refundScope(order, { itemReferences: [reference], segments: null }),
  );
}

function refused(code: string, reason: string): Extract<Allowed, { allowed: false }> {
  return { allowed: false, code, reason };
}
