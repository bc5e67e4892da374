import type { AnswerTo } from '../callback/questions.ts';
import { policyOf } from '../config.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { TicketsFailedEntry, TicketsReportedEntry } from '../entries.ts';
import type { Called } from '../inbound/called.ts';
import { checkIssued } from '../reports/check-issued.ts';
import { ticketsEntry } from '../reports/tickets-call.ts';
import { IssuedTickets } from '../reports/tickets-input.ts';
import { askMerchant, orderForMerchant } from './ask-merchant.ts';

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
  const tickets = readTickets(orderId, answer, state);
  if ('issued' in tickets) {
    const issued: TicketsReportedEntry = {
      ...ticketsEntry(tickets.issued, agentOrderNumber),
      via: 'answer',
      shipNumber: answer.shipNumber ?? null,
    };
    return keep(context, orderId, ENTRY.ticketsReported, ENTRY_KEY.ticketsReported, issued);
  }
  const about = { shopId: context.shop.id, reference: orderId, problems: tickets.problems };
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

/** Reads and checks tickets by the rules for a report of them, since what is once answered cannot be corrected either. */
function readTickets(
  orderId: string,
  { tickets, pickUp, gate, message }: AnsweredTickets,
  { passengers, created }: ShipOrderState,
): { readonly issued: IssuedTickets } | { readonly problems: readonly string[] } {
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
  if (!parsed.success) return { problems: parsed.error.issues.map(({ path }) => `${path.join('.')} does not fit`) };
  const { ticketCount = 0, total = '0' } = created?.request ?? {};
  const order = { reference: orderId, totalAmount: total, detail: { ticketCount }, items: passengers };
  const verdict = checkIssued(order, parsed.data, 'tickets');
  return 'invalid' in verdict
    ? { problems: verdict.invalid.map(({ path, message }) => `${path}: ${message}`) }
    : { issued: parsed.data };
}

function withoutPassenger(ticket: AnsweredTickets['tickets'][number]): object {
  return Object.fromEntries(Object.entries(ticket).filter(([name]) => name !== 'passengerId'));
}

function sumOf(prices: readonly unknown[]): string {
  const amounts = prices.map((price) => (/^\d{1,15}$/.test(String(price)) ? BigInt(String(price)) : 0n));
  return amounts.reduce((sum, amount) => sum + amount, 0n).toString();
}
