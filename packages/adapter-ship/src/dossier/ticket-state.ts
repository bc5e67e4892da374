import type { TicketStatus } from '@interline/core';

import type { IssuedTicketFacts, TicketsReportedEntry } from '../entries.ts';
import type { OrderPassenger } from './passengers.ts';

/** Where a ticket of a ship order can stand. */
export type ShipTicketStatus = Exclude<TicketStatus, 'UNKNOWN' | 'EXCHANGED'>;

/** A ticket of an order, from the moment that it is to be issued. */
export interface TicketState {
  /** Of the item and the place within it, from 1: the same before the merchant has given it an id and after. */
  readonly reference: string;
  readonly itemReference: string;
  readonly status: ShipTicketStatus;
  /** Null until it is issued. */
  readonly facts: IssuedTicketFacts | null;
  /** What the merchant keeps when it is refunded, fen; null while nobody has said. */
  readonly surcharge: string | null;
}

/** Tickets that are being issued: as many for each passenger as the count allows, and one at least. */
export function ticketsToIssue(passengers: readonly OrderPassenger[], ticketCount: number): TicketState[] {
  const each = Math.min(Math.max(1, Math.floor(ticketCount / Math.max(1, passengers.length))), MOST_TICKETS_EACH);
  return passengers.flatMap(({ reference }) =>
    Array.from({ length: each }, (_, index) => newTicket(reference, index, 'ISSUING', null)),
  );
}

/** All tickets of a report, issued together. */
export function issuedTickets({ passengers }: TicketsReportedEntry): TicketState[] {
  const counts = new Map<string, number>();
  return passengers.flatMap(({ passengerId, tickets }) =>
    tickets.map((facts) => {
      const index = counts.get(passengerId) ?? 0;
      counts.set(passengerId, index + 1);
      return newTicket(passengerId, index, 'ISSUED', facts);
    }),
  );
}

/** A count from the wire must not make a list without end. */
const MOST_TICKETS_EACH = 50;

function newTicket(
  itemReference: string,
  index: number,
  status: ShipTicketStatus,
  facts: IssuedTicketFacts | null,
): TicketState {
  return { reference: `${itemReference}-${index + 1}`, itemReference, status, facts, surcharge: null };
}
