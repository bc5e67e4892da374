import type { TrueOrder, TruePart } from '@interline/adapter-testing';
import { summariseRefunds } from '@interline/core';
import type { RefundStatus } from '@interline/core';

import { ENTRY } from '../src/entries.ts';
import { returnDigest } from '../src/return-digest.ts';
import { SHIP_NAMES, SHIP_WORDS } from '../src/wire.ts';
import type { LedgerEntry, ShipControl, ShipOrderView } from './sandbox.ts';

type Ticket = ShipOrderView['tickets'][number];
type Return = ShipOrderView['returns'][number];

const { method } = SHIP_NAMES;
const REPORTED_TICKETS = `api:${method.orderNotify}`;
const REPORTED_REFUND = `api:${method.returnNotify}`;

const REFUND_OF: Readonly<Record<Ticket['status'], RefundStatus | null>> = {
  issued: null,
  refunding: 'REQUESTED',
  refunded: 'SUCCEEDED',
  refundFailed: 'REFUSED',
};

/**
 * An order of the sandbox as the hub ought to have it. A channel that calls has no word of its own for where an order
 * stands: the hub names what was said last.
 *
 * @param rows what the ledger says of the order, oldest first
 */
export function trueShipOrder(
  order: ShipOrderView,
  rows: readonly LedgerEntry[],
  sailings: ReturnType<ShipControl['sailings']>,
): TrueOrder {
  const channelStatus = lastWord(order, rows);
  const each = sailings.find(({ goodsId }) => goodsId === order.goodsId)?.fares.length ?? 0;
  return {
    reference: order.id,
    channelStatus,
    totalAmount: String(order.total),
    items: order.passengers.map(({ id }) => ({
      reference: id,
      channelStatus,
      refundStatus: summariseRefunds(
        order.tickets.flatMap(({ passengerId, status }) =>
          passengerId === id && REFUND_OF[status] !== null ? [REFUND_OF[status]] : [],
        ),
      ),
    })),
    tickets: order.passengers.flatMap(({ id }) => {
      const issued = order.tickets.filter(({ passengerId }) => passengerId === id);
      return issued.length > 0 ? issued.map((ticket, place) => issuedTicket(ticket, place)) : unissued(order, id, each);
    }),
    refunds: order.returns.map((asked) => trueRefund(order, asked, rows)),
  };
}

/** What was said last of an order, as the hub calls it. */
function lastWord({ status }: ShipOrderView, rows: readonly LedgerEntry[]): string {
  const { cause, what, to } = rows.findLast(({ kind }) => kind === 'change') ?? {};
  switch (cause) {
    case REPORTED_TICKETS:
      return status === 'failed' ? ENTRY.ticketsFailed : ENTRY.ticketsReported;
    case REPORTED_REFUND:
      return ENTRY.refundReported;
    case 'buyer':
      return what === 'ticket_status' ? ENTRY.returnConfirmed : ENTRY.created;
    case `qimen:${method.orderCreate}`:
      return ENTRY.createDecided;
    case `qimen:${method.orderConfirm}`:
      return to === 'issued' ? ENTRY.ticketsReported : to === 'failed' ? ENTRY.ticketsFailed : ENTRY.confirmed;
    case `qimen:${method.returnConfirm}`:
      return ENTRY.returnDecided;
    default:
      return ENTRY.created;
  }
}

function issuedTicket({ passengerId, price, number, status }: Ticket, place: number): TruePart {
  return {
    reference: `${passengerId}-${place + 1}`,
    channelStatus: SHIP_WORDS.ticketStatus[status],
    amount: String(price),
    number,
  };
}

/** From the moment that the merchant is asked for them. */
function unissued({ status }: ShipOrderView, passengerId: string, count: number): TruePart[] {
  if (status !== 'issuing' && status !== 'failed') return [];
  const channelStatus = SHIP_WORDS.ticketStatus[status === 'issuing' ? 'issuing' : 'noTicket'];
  return Array.from({ length: count }, (_, place) => {
    return { reference: `${passengerId}-${place + 1}`, channelStatus, amount: null, number: null };
  });
}

function trueRefund({ tickets, returns }: ShipOrderView, asked: Return, rows: readonly LedgerEntry[]): TruePart {
  const own = tickets.filter(({ id }) => asked.ticketIds.includes(id));
  const expected = own.reduce((sum, { price, surcharge }) => sum + price - (surcharge ?? 0), 0);
  const reported = rows.findLast(({ kind, what, cause }) => {
    return kind === 'change' && what === 'refund' && cause === REPORTED_REFUND;
  });
  // What a report says of one of several refunds is told by its own tests.
  const isReported = reported !== undefined && returns.length === 1;
  return {
    reference: returnDigest(asked.ticketIds),
    channelStatus: isReported
      ? ENTRY.refundReported
      : asked.status === 'asked'
        ? ENTRY.returnConfirmed
        : ENTRY.returnDecided,
    amount: String(reported?.amount ?? expected),
  };
}
