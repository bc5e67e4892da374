import type { AnswerTo } from '../callback/questions.ts';
import { policyOf } from '../config.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { IssuedPassengerFacts, IssuedTicketFacts, TicketsFailedEntry, TicketsReportedEntry } from '../entries.ts';
import type { Called } from '../inbound/called.ts';
import { SHIP_WORDS } from '../wire.ts';
import { askMerchant, orderForMerchant } from './ask-merchant.ts';
import { issuedProblems } from './issued-problems.ts';

type ConfirmAnswer = AnswerTo<'ship.order.confirm'>;
type AnsweredTickets = Extract<ConfirmAnswer, { tickets: unknown }>;

/**
 * Asks the merchant's reservation system for the tickets of a confirmed order, where the policy names one. Nobody is
 * waited for otherwise: the order is being issued until its tickets are reported.
 *
 * @returns the order as it is then
 */
export async function issueTickets(
  context: Called,
  orderId: string,
  agentOrderNumber: string,
  state: ShipOrderState,
): Promise<ShipOrderState> {
  const policy = policyOf(context.connection.config, context.shop.accountId);
  if (policy.mode !== 'callback' || state.issued || state.failure || !state.created) return state;
  const data = { agentOrderNumber, order: orderForMerchant(state.created.request, state) };
  const answer = await askMerchant(context, policy, orderId, { type: 'ship.order.confirm', about: [], data });
  if (answer === null || 'pending' in answer) return state;
  if ('failed' in answer) {
    const failed: TicketsFailedEntry = { code: answer.code, message: answer.message ?? null };
    return keep(context, orderId, ENTRY.ticketsFailed, `${ENTRY_KEY.ticketsFailed}answer`, failed);
  }
  const issued = issuedOf(answer, agentOrderNumber);
  const problems = issuedProblems(state, issued.passengers);
  if (problems.length === 0) return keep(context, orderId, ENTRY.ticketsReported, ENTRY_KEY.ticketsReported, issued);
  const about = { shopId: context.shop.id, reference: orderId, problems };
  context.services.logger.error(about, 'The reservation system answered tickets that are not those of the order');
  return state;
}

/** Somebody may have reported the tickets meanwhile; what was said first stands. */
async function keep(
  context: Called,
  orderId: string,
  kind: string,
  key: string,
  content: TicketsReportedEntry | TicketsFailedEntry,
): Promise<ShipOrderState> {
  const entries = await context.dossiers.append(orderId, (all) =>
    foldDossier(all).issued ? [] : [{ kind, key, content: contentOf(content) }],
  );
  return foldDossier(entries);
}

function issuedOf(answer: AnsweredTickets, agentOrderNumber: string): TicketsReportedEntry {
  return {
    via: 'answer',
    agentOrderNumber,
    passengers: passengersOf(answer),
    pickUp: answer.pickUp ?? { place: null, number: null, secret: null },
    gate: answer.gate,
    shipNumber: answer.shipNumber,
    message: answer.message,
  };
}

function passengersOf({ tickets }: AnsweredTickets): IssuedPassengerFacts[] {
  const byPassenger = Map.groupBy(tickets, ({ passengerId }) => passengerId);
  return [...byPassenger].map(([passengerId, own]) => ({
    passengerId,
    tickets: own.map(issuedTicket),
  }));
}

function issuedTicket(ticket: AnsweredTickets['tickets'][number]): IssuedTicketFacts {
  const { ticketId, price, type, subType, number, electronicNumber, secret, seat, title, description } = ticket;
  return {
    id: ticketId,
    price,
    type: SHIP_WORDS.ticketType[type],
    subType: subType ? SHIP_WORDS.ticketSubType[subType] : null,
    number,
    electronicNumber,
    secret,
    seat,
    title,
    description,
    expiresAt: ticket.expiresAt ?? null,
  };
}
