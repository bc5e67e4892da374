import type { Allowed, ChangeStatus, CheckVerdict, ItemFacts, OrderFacts } from '@interline/core';

import { holds, routeSegments } from '../order-parts.ts';
import { obstacleOf } from './change-scope.ts';

/** Whether flights of the order, or of the item, can be changed. */
export function mayChange(order: OrderFacts, item: ItemFacts | null): Allowed {
  const refusal = stateRefusal(order);
  if (refusal) return refusal;
  const route = routeSegments(order).map(({ id }) => id);
  const obstacles = (item === null ? order.items : [item]).flatMap(({ reference }) => {
    const flown = route.filter((segment) => holds(order, reference, segment));
    return flown.length === 0
      ? [obstacleOf(order, reference, [])]
      : flown.map((segment) => obstacleOf(order, reference, [segment]));
  });
  return obstacles.find((obstacle) => obstacle !== undefined && obstacles.every(Boolean)) ?? { allowed: true };
}

/** Whether the order may have a change whose price can be asked for, paid or given up. */
export function mayHaveChange(order: OrderFacts): Allowed {
  return stateRefusal(order) ?? { allowed: true };
}

/** Whether the order has a change that can be cancelled. */
export function mayCancel(order: OrderFacts): Allowed {
  return order.changes.some(({ status }) => WAITING.has(status))
    ? { allowed: true }
    : refused('NO_CHANGE_WAITING', 'The order has no change that waits for payment: there is nothing to cancel.');
}

/** Whether the hub knows of a change that it has ended, or is paid. What it does not know, the channel tells. */
export function whetherOver(order: OrderFacts | null, changeReference: string): CheckVerdict {
  const change = order?.changes.find(({ reference }) => reference === changeReference);
  switch (change?.status) {
    case 'CLOSED':
      return refused('CHANGE_CLOSED', `Change ${changeReference} is closed. Request a new change.`);
    case 'AWAITING_FULFILMENT':
    case 'SUCCEEDED':
      return refused('CHANGE_PAID', `Change ${changeReference} is paid.`);
    default:
      return { allowed: true };
  }
}

/** The hub may not have heard yet that a requested change is to be paid. */
const WAITING: ReadonlySet<ChangeStatus> = new Set<ChangeStatus>(['AWAITING_PAYMENT', 'REQUESTED', 'UNKNOWN']);

function stateRefusal({ status }: OrderFacts): Extract<Allowed, { allowed: false }> | undefined {
  switch (status) {
    case 'AWAITING_PAYMENT':
    case 'PAYMENT_PENDING':
      return refused('NOT_PAID', 'The order is not paid: close it and book the other flight instead.');
    case 'AWAITING_FULFILMENT':
      return refused('NOT_TICKETED', 'The tickets are not issued yet: wait for them.');
    case 'CANCELLED':
    case 'REFUNDED':
      return refused('ORDER_CLOSED', 'The order is closed: book the other flight anew.');
    default:
      return undefined;
  }
}

function refused(code: string, reason: string): Extract<Allowed, { allowed: false }> {
  return { allowed: false, code, reason };
}
