import type { TrueOrder, TruePart } from '@interline/adapter-testing';
import { summariseRefunds } from '@interline/core';
import type { RefundStatus } from '@interline/core';

import { FLIGHT_WORDS } from '../src/wire.ts';
import type { FlightOrderView } from './sandbox.ts';

const { orderStatus, ticketStatus, refundStatus, changeStatus } = FLIGHT_WORDS;

/** What each state of a refund at the sandbox is; it closes none but by refusing it. */
const REFUNDS: Readonly<Record<FlightOrderView['refunds'][number]['status'], RefundStatus>> = {
  requested: 'REQUESTED',
  approved: 'REQUESTED',
  refunded: 'SUCCEEDED',
  closed: 'REFUSED',
};

/** An order of the sandbox as the hub ought to have it. */
export function trueFlightOrder(order: FlightOrderView): TrueOrder {
  const { id, status, total, passengers, refunds, changes, flightChanges, received } = order;
  const channelStatus = orderStatus[status];
  return {
    reference: id,
    channelStatus,
    totalAmount: String(total),
    items: passengers.map(({ id: reference }) => ({
      reference,
      channelStatus,
      refundStatus: summariseRefunds(
        refunds.filter((refund) => refund.passengers.includes(reference)).map((refund) => REFUNDS[refund.status]),
      ),
    })),
    tickets: ticketsOf(order),
    refunds: refunds.map((refund) => ({
      reference: refund.id,
      channelStatus: refundStatus[refund.status],
      amount: refundAmount(refund),
    })),
    changes: changes.map((change) => ({
      reference: change.id,
      channelStatus: String(changeStatus[change.status]),
      amount: change.payBy === null ? null : String(change.total),
    })),
    // Nobody is told of a flight that he did not pay.
    notices: received > 0 ? flightChanges : 0,
  };
}

/**
 * Those that are issued, and those that are still to come, which have no number yet. A ticket is of a passenger and a
 * segment; of several for the same, the later ones are counted.
 */
function ticketsOf({ status, passengers, segments }: FlightOrderView): TruePart[] {
  const isWaiting = status === 'paid' || status === 'ticketing';
  const coming = segments.map((segment) => ({ number: null, segmentId: segment.id, status: 'issuing' as const }));
  return passengers.flatMap((passenger) => {
    const tickets = isWaiting ? coming : passenger.tickets;
    return tickets.map((ticket, index) => {
      const before = tickets.slice(0, index).filter(({ segmentId }) => segmentId === ticket.segmentId).length;
      const reference = `${passenger.id}-${ticket.segmentId}${before === 0 ? '' : `#${before + 1}`}`;
      return { reference, channelStatus: ticketStatus[ticket.status], number: ticket.number };
    });
  });
}

/** What came back; before that what will, once that is certain. */
function refundAmount({ fee, amount, payments }: FlightOrderView['refunds'][number]): string | null {
  if (payments.length > 0) return String(payments.reduce((sum, payment) => sum + payment.amount, 0));
  return fee === null ? null : String(amount);
}
