import type { Allowed, OrderFacts, OrderStatus, SettleOutcome } from '@interline/core';

/** Whether the order, as the hub knows it, can be paid. */
export function mayPay({ status, channelStatus }: Pick<OrderFacts, 'status' | 'channelStatus'>): Allowed {
  switch (standing(status)) {
    case 'unpaid':
      return { allowed: true };
    case 'paying':
      return refused('PAYMENT_PENDING', 'A payment is under way: wait for its result.');
    case 'paid':
      return refused('ALREADY_PAID', 'The order is paid: nothing is to be paid.');
    case 'closed':
      return refused('ORDER_CLOSED', 'The order is closed: search and book again.');
    case 'unknown':
      return unknownStatus(channelStatus);
  }
}

/** Whether the order, as the hub knows it, can be closed: only before payment. */
export function mayClose({ status, channelStatus }: Pick<OrderFacts, 'status' | 'channelStatus'>): Allowed {
  switch (standing(status)) {
    case 'unpaid':
      return { allowed: true };
    case 'paying':
      return refused('PAYMENT_PENDING', 'A payment is under way: wait for its result.');
    case 'paid':
      return refused('ALREADY_PAID', 'A paid order cannot be closed: ask for a refund of its tickets.');
    case 'closed':
      return refused('ORDER_CLOSED', 'The order is closed already.');
    case 'unknown':
      return unknownStatus(channelStatus);
  }
}

/** Where an order stands between booking and payment. */
export type Standing = 'unpaid' | 'paying' | 'paid' | 'closed' | 'unknown';

/** The same for an order's status. */
export function standing(status: OrderStatus): Standing {
  switch (status) {
    case 'AWAITING_PAYMENT':
      return 'unpaid';
    case 'PAYMENT_PENDING':
      return 'paying';
    case 'CANCELLED':
      return 'closed';
    case 'UNKNOWN':
      return 'unknown';
    default:
      return 'paid';
  }
}

/** A status that does not tell what became of a command. */
export function unclear(channelStatus: string): Extract<SettleOutcome, { outcome: 'unclear' }> {
  return { outcome: 'unclear', message: `The channel calls the order's status ${channelStatus}, which does not tell.` };
}

function unknownStatus(channelStatus: string): Allowed {
  const reason = `The channel calls the order's status ${channelStatus}, which Interline does not know: act on Fliggy's own pages.`;
  return refused('STATUS_UNKNOWN', reason);
}

function refused(code: string, reason: string): Allowed {
  return { allowed: false, code, reason };
}
