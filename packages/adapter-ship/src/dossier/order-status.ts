import type { Confirmation, OrderStatus, RefundStatus } from '@interline/core';
import { summariseRefunds } from '@interline/core';

import type { ShipOrderState } from './fold-dossier.ts';
import { refundStatus } from './refund-state.ts';
import type { ShipTicketStatus } from './ticket-state.ts';

/** Where the order stands. Once its tickets are issued, every one of them is. */
export function orderStatus(state: ShipOrderState): OrderStatus {
  if (state.created === null) return 'UNKNOWN';
  if (state.passengers.every(({ reference }) => isRefunded(state, reference))) return 'REFUNDED';
  if (state.issued) return 'FULFILLED';
  if (state.decision?.accepted === false) return 'REFUNDED';
  return state.confirmedAt ? 'AWAITING_FULFILMENT' : 'AWAITING_CONFIRMATION';
}

/** The same for one passenger. */
export function itemStatus(state: ShipOrderState, itemReference: string): OrderStatus {
  return isRefunded(state, itemReference) ? 'REFUNDED' : orderStatus(state);
}

/** What came of the question whether the merchant has the seats. */
export function confirmation({ decision, confirmedAt }: ShipOrderState): Confirmation {
  if (decision?.accepted === false) return decision.by === 'time' ? 'EXPIRED' : 'REFUSED';
  return decision || confirmedAt ? 'CONFIRMED' : 'AWAITING';
}

/** Where the refund of one passenger's tickets stands. */
export function itemRefundStatus(state: ShipOrderState, itemReference: string): RefundStatus {
  const tickets = state.tickets.filter((ticket) => ticket.itemReference === itemReference);
  const statuses = tickets.flatMap(({ status }) => REFUND_OF[status] ?? []);
  return summariseRefunds(statuses.length > 0 ? statuses : refundsBeforeIssue(state, itemReference));
}

const REFUND_OF: { readonly [Status in ShipTicketStatus]?: RefundStatus } = {
  REFUNDING: 'REQUESTED',
  REFUNDED: 'SUCCEEDED',
  REFUND_FAILED: 'REFUSED',
};

function isRefunded(state: ShipOrderState, itemReference: string): boolean {
  const tickets = state.tickets.filter((ticket) => ticket.itemReference === itemReference);
  if (state.issued) return tickets.length > 0 && tickets.every(({ status }) => status === 'REFUNDED');
  return refundsBeforeIssue(state, itemReference).includes('SUCCEEDED');
}

/** Refunds of a passenger for whom there are no tickets yet. */
function refundsBeforeIssue(state: ShipOrderState, itemReference: string): RefundStatus[] {
  if (state.issued) return [];
  return state.refunds
    .filter(({ lines }) => lines.some((line) => line.itemReference === itemReference))
    .map(refundStatus);
}
