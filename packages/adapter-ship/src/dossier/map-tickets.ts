import type { TicketSnapshot } from '@interline/core';

import { compact } from '../compact.ts';
import type { ShipOrderState } from './fold-dossier.ts';
import { ticketKind, ticketSubKind, TICKET_WORDS } from './words.ts';

/** Facts of a ticket beyond the shared ones. */
export type TicketDetail = {
  /** The merchant's id of it, by which the channel asks for its refund; absent until it is issued. */
  readonly ticketId?: string;
  /** A key of `SHIP_WORDS.ticketSubType`, or the word sent. */
  readonly subKind?: string;
  readonly electronicNumber?: string;
  readonly seat?: string;
  readonly title?: string;
  readonly description?: string;
  /** RFC 3339. */
  readonly expiresAt?: string;
  /** What it costs, fen as text; the same as the ticket's amount, for rules that look at facts alone. */
  readonly price?: string;
  /** What the merchant keeps when it is refunded, fen as text. */
  readonly surcharge?: string;
};

/** The tickets of an order. The secrets for picking them up are the travellers'. */
export function mapTickets({ tickets, passengers }: ShipOrderState): TicketSnapshot[] {
  const items = new Set(passengers.map(({ reference }) => reference));
  return tickets.map(({ reference, itemReference, status, facts, surcharge }) => {
    const detail: TicketDetail = compact({
      ticketId: facts?.id,
      subKind: facts?.subType && ticketSubKind(facts.subType),
      electronicNumber: facts?.electronicNumber,
      seat: facts?.seat,
      title: facts?.title,
      description: facts?.description,
      expiresAt: facts?.expiresAt,
      price: facts?.price,
      surcharge,
    });
    return {
      reference,
      itemReference: items.has(itemReference) ? itemReference : null,
      status,
      channelStatus: TICKET_WORDS[status],
      kind: facts ? ticketKind(facts.type) : 'SHIP',
      number: facts?.number ?? facts?.electronicNumber ?? null,
      amount: facts ? BigInt(facts.price) : null,
      detail,
    };
  });
}
