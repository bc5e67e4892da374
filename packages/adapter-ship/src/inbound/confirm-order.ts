import { policyOf } from '../config.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { ConfirmedEntry } from '../entries.ts';
import { issueTickets } from '../policies/issue-tickets.ts';
import type { CallContent } from './call-content.ts';
import type { Called } from './called.ts';
import { acceptedOrder } from './known-order.ts';
import { orderAnswer } from './order-answer.ts';
import { done, misfit, refused } from './outcome.ts';
import type { CallOutcome } from './outcome.ts';
import { readOrderCall } from './read-order-call.ts';

/**
 * `order.confirm`: from now on the tickets are to be issued. Answers them when the merchant has them, and that they are
 * being issued otherwise; then they are reported with `order.notify`. Again, it answers where the order stands.
 */
export async function confirmOrder(context: Called, content: CallContent): Promise<CallOutcome> {
  const { names, config } = context.connection;
  const read = readOrderCall(content, names.confirmRequest);
  if ('misfits' in read) return misfit(read.misfits);
  const { orderId } = read.facts;
  const order = await acceptedOrder(context, read.facts);
  if ('success' in order) return order;
  const { agentOrderNumber } = order;
  const asksSystem = policyOf(config, context.shop.accountId).mode === 'callback';
  const confirmed: ConfirmedEntry = { agentOrderNumber, anomalies: read.anomalies, asksSystem };
  const entries = await context.dossiers.append(orderId, () => [
    { kind: ENTRY.confirmed, key: ENTRY_KEY.confirmed, content: contentOf(confirmed) },
  ]);
  const state = await issueTickets(context, orderId, agentOrderNumber, foldDossier(entries));
  const answer = orderAnswer(orderId, state, names);
  if (!state.failure) return done(answer);
  return refused({ said: state.failure.code }, state.failure.message ?? 'the tickets could not be issued', answer);
}
