import type { ShipOrderState } from './fold-dossier.ts';
import { orderStatus } from './order-status.ts';

/** A call that the hub has taken in and has not come to an answer to: it is at it right now, or was killed at it. */
export type UnansweredCall =
  | { readonly call: 'order.create' | 'order.confirm'; readonly since: Date }
  | { readonly call: 'return.confirm'; readonly since: Date; readonly refundReference: string };

/** The calls of an order of which this is so. */
export function unansweredCalls(state: ShipOrderState): readonly UnansweredCall[] {
  return [...ofOrder(state), ...ofRefunds(state)];
}

function ofOrder(state: ShipOrderState): UnansweredCall[] {
  const { createdAt, decision, confirmedAt, asksSystem, awaitedAt, collected, failure } = state;
  const status = orderStatus(state);
  if (status === 'AWAITING_CONFIRMATION' && decision === null) return [{ call: 'order.create', since: createdAt }];
  const isAtTickets = status === 'AWAITING_FULFILMENT' && asksSystem && !awaitedAt && !collected && !failure;
  return isAtTickets && confirmedAt ? [{ call: 'order.confirm', since: confirmedAt }] : [];
}

function ofRefunds({ refunds }: ShipOrderState): UnansweredCall[] {
  return refunds
    .filter(({ answer, asked, lines }) => {
      return answer === null && asked.length > 0 && lines.some(({ status }) => status === 'REQUESTED');
    })
    .map(({ reference, requestedAt }) => {
      return { call: 'return.confirm', since: requestedAt, refundReference: reference };
    });
}
