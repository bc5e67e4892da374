import type { TicketSnapshot, TicketStatus } from '@interline/core';

import { compact } from './compact.ts';
import { distinctReference } from './distinct-reference.ts';
import type { MappingContext } from './mapping-context.ts';
import { ticketStatus } from './statuses.ts';
import type { WirePassenger, WireTicket } from './wire-order.ts';

/** Facts of a ticket beyond the shared ones. */
export type TicketDetail = {
  /** Id of the segment it is for; absent where it is for the whole route. */
  readonly segment?: string;
};

/**
 * The tickets of a passenger. A ticket keeps its reference from the first sight on, before it has a number and after it
 * was exchanged, so that its life is told as that of one ticket.
 *
 * @param taken references given so far in the order; the new ones are added
 */
export function mapTickets(
  { tickets = [] }: WirePassenger,
  itemReference: string,
  path: string,
  taken: Set<string>,
  { names, anomalies }: MappingContext,
): TicketSnapshot[] {
  const own = references(tickets, itemReference);
  return tickets.map((ticket, index) => {
    const { number, segmentId, status: word } = ticket;
    const place = `${path}.${names.orderPassenger.tickets}[${index}]`;
    const segmentPath = `${place}.${names.ticket.segmentId}`;
    const reference = distinctReference(own.get(ticket), index, taken, segmentPath, anomalies);
    const known = word === undefined ? undefined : ticketStatus(word);
    if (word !== undefined && known === undefined) {
      anomalies.unknownValue(`${place}.${names.ticket.status}`, word);
    }
    const detail: TicketDetail = compact({ segment: segmentId });
    return {
      reference,
      itemReference,
      status: known ?? withoutWord(word, number),
      channelStatus: word ?? '',
      kind: 'FLIGHT',
      number: number ?? null,
      amount: null,
      detail,
    };
  });
}

/** Passenger and segment; of several tickets for one segment the oldest has just that, the others their place by age. */
function references(tickets: readonly WireTicket[], itemReference: string): Map<WireTicket, string> {
  const counts = new Map<string, number>();
  // What was exchanged is older than what took its place, and what has no number yet is the newest, however listed.
  const byAge = tickets.toSorted((one, other) => ageRank(one) - ageRank(other));
  return new Map(
    byAge.map((ticket) => {
      const { segmentId } = ticket;
      const route = segmentId === undefined ? itemReference : `${itemReference}-${segmentId}`;
      const place = (counts.get(route) ?? 0) + 1;
      counts.set(route, place);
      return [ticket, place === 1 ? route : `${route}#${place}`];
    }),
  );
}

function ageRank({ number, status: word }: WireTicket): number {
  if (word !== undefined && ticketStatus(word) === 'EXCHANGED') return 0;
  return number === undefined ? 2 : 1;
}

/** A ticket that has a number is issued; one that has neither number nor word is on its way. */
function withoutWord(word: string | undefined, number: string | undefined): TicketStatus {
  if (word !== undefined) return 'UNKNOWN';
  return number === undefined ? 'ISSUING' : 'ISSUED';
}
