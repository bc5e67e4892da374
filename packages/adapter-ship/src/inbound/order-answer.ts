import { formatTopTime } from '@interline/top-client/codec';

import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import type { TicketState } from '../dossier/ticket-state.ts';
import { TICKET_WORDS } from '../dossier/words.ts';
import { SHIP_WORDS } from '../wire.ts';
import type { ShipNames } from '../wire.ts';
import type { AnswerObject } from './outcome.ts';

/** The numbers of an order, in the answer to `order.create` or to another call. */
export function orderNumbers(
  group: { readonly orderId: string; readonly agentOrderNumber: string },
  orderId: string,
  { decision }: ShipOrderState,
): AnswerObject {
  return {
    [group.agentOrderNumber]: decision?.accepted ? decision.agentOrderNumber : undefined,
    [group.orderId]: orderId,
  };
}

/** All of an order that the channel may ask for: its state, its tickets, how they are picked up. */
export function orderAnswer(orderId: string, state: ShipOrderState, names: ShipNames): AnswerObject {
  const { orderAnswer: group, answeredPassenger } = names;
  const { issued, issuedAt } = state;
  return {
    ...orderNumbers(group, orderId, state),
    [group.statusText]: SHIP_WORDS.statusText[orderWord(state)],
    [group.pickUpPlace]: issued?.pickUp.place ?? undefined,
    [group.pickUpNumber]: issued?.pickUp.number ?? undefined,
    [group.pickUpSecret]: issued?.pickUp.secret ?? undefined,
    [group.shipNumber]: issued?.shipNumber ?? undefined,
    [group.gate]: issued?.gate ?? undefined,
    [group.message]: issued?.message ?? undefined,
    [group.issuedAt]: issuedAt ? formatTopTime(issuedAt) : undefined,
    [group.passengers]: state.passengers.map(({ reference, facts }) => ({
      [answeredPassenger.id]: facts?.id ?? undefined,
      [answeredPassenger.name]: facts?.name,
      [answeredPassenger.tickets]: state.tickets
        .filter(({ itemReference }) => itemReference === reference)
        .flatMap((ticket) => ticketAnswer(ticket, names)),
    })),
  };
}

/** A ticket that is not issued yet has no id, and is not listed. */
function ticketAnswer({ facts, status, surcharge }: TicketState, { answeredTicket: group }: ShipNames): AnswerObject[] {
  if (!facts) return [];
  return [
    {
      [group.id]: facts.id,
      [group.number]: facts.number ?? undefined,
      [group.electronicNumber]: facts.electronicNumber ?? undefined,
      [group.secret]: facts.secret ?? undefined,
      [group.seat]: facts.seat ?? undefined,
      [group.price]: BigInt(facts.price),
      [group.title]: facts.title ?? undefined,
      [group.description]: facts.description ?? undefined,
      [group.type]: facts.type,
      [group.subType]: facts.subType ?? undefined,
      [group.status]: TICKET_WORDS[status],
      [group.surcharge]: surcharge === null ? undefined : BigInt(surcharge),
    },
  ];
}

function orderWord({
  decision,
  confirmedAt,
  issued,
  failure,
  tickets,
}: ShipOrderState): keyof typeof SHIP_WORDS.statusText {
  if (!decision) return 'waiting';
  if (!decision.accepted) return 'refused';
  if (issued) return tickets.every(({ status }) => status === 'REFUNDED') ? 'refunded' : 'issued';
  if (failure) return 'failed';
  return confirmedAt ? 'issuing' : 'locked';
}
