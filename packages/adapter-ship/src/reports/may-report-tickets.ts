import type { Allowed, OrderFacts } from '@interline/core';

/** Whether the tickets of the order, as the hub knows it, may be reported by alitrip.ship.order.notify. */
export function mayReportTickets({ status, confirmation, detail }: OrderFacts): Allowed {
  switch (status) {
    case 'AWAITING_FULFILMENT':
      return { allowed: true };
    case 'AWAITING_CONFIRMATION':
      return confirmation === 'AWAITING'
        ? refused('NOT_DECIDED', 'Nobody has accepted the order yet: decide it first.')
        : refused('NOT_ASKED_FOR', 'Fliggy has not asked for the tickets yet: wait for order.confirm.');
    case 'REFUNDED':
    case 'CANCELLED':
      return refused('ORDER_CLOSED', 'The order is closed: nothing can be reported any more, and nothing needs to be.');
    case 'FULFILLED':
      return detail['issuedVia'] === 'answer'
        ? refused(
            'ALREADY_ISSUED',
            'The tickets were answered to order.confirm, and cannot be changed: Fliggy can only give them back (return.confirm).',
          )
        : refused(
            'ALREADY_ISSUED',
            'The tickets were reported, and cannot be changed: Fliggy can only give them back (return.confirm).',
          );
    default:
      return refused(
        'STATUS_UNKNOWN',
        `The order's status is ${status}: nothing can be reported of it. Look at its anomalies.`,
      );
  }
}

function refused(code: string, reason: string): Allowed {
  return { allowed: false, code, reason };
}
