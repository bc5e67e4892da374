import type { TicketSnapshot, TicketStatus } from '@interline/core';

import { FLIGHT_WORDS } from '../wire.ts';
import { compact } from './compact.ts';
import { distinctReference } from './distinct-reference.ts';
import type { MappingContext } from './mapping-context.ts';
import { meaningOf } from './meaning-of.ts';
import { ticketStatus } from './statuses.ts';
import type { WirePassenger } from './wire-order.ts';

/** Facts of a ticket beyond the shared ones. */
export type TicketDetail = {
  /** Id of the segment it is for; absent where it is for the whole route. */
  readonly segment?: string;
  /** Another ticket took its place when the flight was changed. */
  readonly isReplaced: boolean;
};

/**
 * The tickets of a passenger. A number that several of them share is of one ticket with a part for each segment, so the
 * segment tells them apart.
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
  return tickets.map(({ number, segmentId, status: word }, index) => {
    const part = `${number ?? itemReference}-${segmentId ?? index + 1}`;
    const own = number === undefined || taken.has(number) ? part : number;
    const place = `${path}.${names.orderPassenger.tickets}[${index}].${names.ticket.number}`;
    const reference = distinctReference(own, index, taken, place, anomalies);
    const known = word === undefined ? undefined : ticketStatus(word);
    if (word !== undefined && known === undefined) {
      anomalies.unknownValue(`${path}.${names.orderPassenger.tickets}[${index}].${names.ticket.status}`, word);
    }
    const detail: TicketDetail = {
      isReplaced: meaningOf(FLIGHT_WORDS.ticketStatus, word) === 'changed',
      ...compact({ segment: segmentId }),
    };
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

/** A ticket that has a number is issued; one that has neither number nor word is on its way. */
function withoutWord(word: string | undefined, number: string | undefined): TicketStatus {
  if (word !== undefined) return 'UNKNOWN';
  return number === undefined ? 'ISSUING' : 'ISSUED';
}
