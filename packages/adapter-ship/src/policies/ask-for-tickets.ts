import type { InvalidField } from '@interline/core';

import type { AnswerTo } from '../callback/questions.ts';
import type { CallbackPolicy } from '../config.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import type { TicketsCollectedEntry } from '../entries.ts';
import { checkIssued } from '../reports/check-issued.ts';
import { IssuedTickets } from '../reports/tickets-input.ts';
import { askMerchant, orderForMerchant } from './ask-merchant.ts';
import type { MerchantContext } from './ask-merchant.ts';

/** What a reservation system has of the tickets of an order. */
export type TicketsAnswer =
  /** The tickets, or that there are none. */
  | { readonly kind: 'had'; readonly had: TicketsCollectedEntry }
  /** Tickets that are not those of the order, with the places. */
  | { readonly kind: 'unfit'; readonly problems: readonly string[] }
  /** It says that it has them later, or nothing in time. */
  | { readonly kind: 'none' };

type AnsweredTickets = Extract<AnswerTo<'ship.order.confirm'>, { tickets: unknown }>;

/** Asks the merchant's reservation system for the tickets of a confirmed order: always the same question. */
export async function askForTickets(
  context: MerchantContext,
  policy: CallbackPolicy,
  orderId: string,
  agentOrderNumber: string,
  state: ShipOrderState,
): Promise<TicketsAnswer> {
  if (!state.created) return { kind: 'none' };
  const data = { agentOrderNumber, order: orderForMerchant(state.created.request, state) };
  const answer = await askMerchant(context, policy, orderId, { type: 'ship.order.confirm', about: [], data });
  if (answer === null || 'pending' in answer) return { kind: 'none' };
  if ('failed' in answer) {
    return { kind: 'had', had: { failed: { code: answer.code, message: answer.message } } };
  }
  const tickets = readTickets(orderId, answer, state);
  if ('issued' in tickets) {
    return { kind: 'had', had: { issued: tickets.issued, shipNumber: answer.shipNumber ?? null } };
  }
  // The places alone: what stands there may be anything, a name in the place of an id too.
  const problems = tickets.misfits.map(({ path }) => path);
  const about = { shopId: context.shop.id, reference: orderId, problems };
  context.services.logger.error(about, 'The reservation system answered tickets that are not those of the order');
  return { kind: 'unfit', problems: tickets.misfits.map(({ path, message }) => `${path}${message}`) };
}

/** Reads and checks tickets by the rules for a report of them, since what is once told cannot be corrected. */
function readTickets(
  orderId: string,
  { tickets, pickUp, gate, message }: AnsweredTickets,
  { passengers, created }: ShipOrderState,
): { readonly issued: IssuedTickets } | { readonly misfits: readonly InvalidField[] } {
  const byPassenger = Map.groupBy(tickets, ({ passengerId }) => passengerId);
  const input = {
    ticketCount: tickets.length,
    totalPrice: sumOf(tickets.map(({ price }) => price)),
    passengers: [...byPassenger].map(([itemReference, own]) => ({
      itemReference,
      tickets: own.map(withoutPassenger),
    })),
    pickUp,
    gate,
    message,
  };
  const parsed = IssuedTickets.safeParse(input);
  // The place alone: what stands there may be a password.
  if (!parsed.success) {
    return { misfits: parsed.error.issues.map(({ path }) => ({ path: path.join('.'), message: ' does not fit' })) };
  }
  const { ticketCount = 0, total = '0' } = created?.request ?? {};
  const order = { reference: orderId, totalAmount: total, detail: { ticketCount }, items: passengers };
  const verdict = checkIssued(order, parsed.data, 'tickets');
  return 'invalid' in verdict
    ? { misfits: verdict.invalid.map(({ path, message: problem }) => ({ path, message: `: ${problem}` })) }
    : { issued: parsed.data };
}

function withoutPassenger(ticket: AnsweredTickets['tickets'][number]): object {
  return Object.fromEntries(Object.entries(ticket).filter(([name]) => name !== 'passengerId'));
}

function sumOf(prices: readonly unknown[]): string {
  const amounts = prices.map((price) => (/^\d{1,15}$/.test(String(price)) ? BigInt(String(price)) : 0n));
  return amounts.reduce((sum, amount) => sum + amount, 0n).toString();
}
