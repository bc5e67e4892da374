import type { Allowed, CheckVerdict, OrderFacts, TicketFacts } from '@interline/core';

import type { ReportRefundInput } from './refund-input.ts';

/** Whether there is a refund that may be reported by alitrip.ship.return.notify. */
export function mayReportRefund(order: OrderFacts): Allowed {
  if (!isNumberOfTheWire(order.reference)) {
    return refused(
      'ORDER_ID_NO_NUMBER',
      'Fliggy takes reports of refunds for order ids of 64 bits only: tell it by hand.',
    );
  }
  if (order.tickets.some(isAskedFor)) return { allowed: true };
  if (order.tickets.length > 0 && order.tickets.every(({ status }) => status === 'REFUNDED')) return ALL_REFUNDED;
  return refused('NOT_ASKED_FOR', 'Fliggy has asked for no refund of this order: wait for return.confirm.');
}

/** Whether what is reported fits the tickets: money that went back cannot be taken back. */
export function checkRefund(order: OrderFacts, { ticketId, refunded }: ReportRefundInput): CheckVerdict {
  const { tickets } = order;
  const reported = ticketId === null ? tickets : tickets.filter((ticket) => ticket.detail['ticketId'] === ticketId);
  if (reported.length === 0) {
    const known = tickets.flatMap(({ detail }) => (typeof detail['ticketId'] === 'string' ? [detail['ticketId']] : []));
    const message = `${ticketId} is no ticket of order ${order.reference}; its tickets are ${known.join(', ') || 'not issued'}`;
    return { invalid: [{ path: 'ticketId', message }] };
  }
  const refusal = reported.map((ticket) => ticketRefusal(ticket, ticketId === null)).find((found) => found !== null);
  if (refusal) return refusal;
  const price = reported.reduce((sum, { detail }) => sum + priceOf(detail['price']), 0n);
  if (refunded === null || BigInt(refunded.amount) <= price) return { allowed: true };
  const message = `is ${refunded.amount} fen, but ${ticketId === null ? 'the tickets cost' : 'the ticket costs'} ${price} fen`;
  return { invalid: [{ path: 'refunded.amount', message }] };
}

const ALL_REFUNDED = refused(
  'ALREADY_REFUNDED',
  'Every ticket of the order is refunded: nothing can be reported any more, and nothing needs to be.',
);

function ticketRefusal(ticket: TicketFacts, whole: boolean): Extract<Allowed, { allowed: false }> | null {
  if (isAskedFor(ticket)) return null;
  const name = typeof ticket.detail['ticketId'] === 'string' ? ticket.detail['ticketId'] : ticket.reference;
  const instead = whole ? ' Report the tickets that Fliggy asked for one by one.' : '';
  switch (ticket.status) {
    case 'REFUNDED':
      return refused('ALREADY_REFUNDED', `Ticket ${name} is refunded; its money cannot go back twice.${instead}`);
    case 'ISSUED':
      return refused(
        'NOT_ASKED_FOR',
        `Fliggy has not asked for a refund of ticket ${name}: wait for return.confirm.${instead}`,
      );
    default:
      return refused(
        'NOT_ISSUED',
        `Ticket ${name} is not issued: there is nothing to refund. Report the tickets first.`,
      );
  }
}

/** A refund that failed may be reported again. */
function isAskedFor({ status }: TicketFacts): boolean {
  return status === 'REFUNDING' || status === 'REFUND_FAILED';
}

const LARGEST_NUMBER = 2n ** 63n - 1n;

function isNumberOfTheWire(reference: string): boolean {
  return /^[1-9]\d{0,18}$/.test(reference) && BigInt(reference) <= LARGEST_NUMBER;
}

function priceOf(fact: unknown): bigint {
  return typeof fact === 'string' ? BigInt(fact) : 0n;
}

function refused(code: string, reason: string): Extract<Allowed, { allowed: false }> {
  return { allowed: false, code, reason };
}
