import type { AnswerTo } from '../callback/questions.ts';
import { policyOf } from '../config.ts';
import type { CallbackPolicy } from '../config.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { ReturnDecisionEntry, ReturnTicketFacts } from '../entries.ts';
import type { Called } from '../inbound/called.ts';
import { askMerchant } from './ask-merchant.ts';
import type { MerchantContext } from './ask-merchant.ts';

/** A refund that was asked for. */
export interface AskedReturn {
  readonly orderId: string;
  readonly agentOrderNumber: string;
  /** Of the refund: another for each attempt. */
  readonly reference: string;
  readonly tickets: readonly ReturnTicketFacts[];
}

/**
 * Has a refund decided as the merchant's policy says, within its wait. What nobody has decided by then is told to be
 * processed, and what becomes of it is reported.
 *
 * @returns the order with what is to be answered
 */
export async function decideReturn(
  context: Called,
  asked: AskedReturn,
  state: ShipOrderState,
): Promise<ShipOrderState> {
  const { orderId, reference } = asked;
  if (isAnswered(state, reference)) return state;
  const policy = policyOf(context.connection.config, context.shop.accountId);
  if (policy.mode === 'decisions') {
    await context.dossiers.until(orderId, (all) => isAnswered(foldDossier(all), reference), policy.waitMs);
  }
  const answer = policy.mode === 'callback' ? await askAboutReturn(context, policy, asked) : null;
  const decision: ReturnDecisionEntry | null = answer && { ...answer, by: 'callback' };
  const undecided: ReturnDecisionEntry = { accepted: null, by: policy.mode === 'callback' ? 'callback' : 'time' };
  const entries = await context.dossiers.append(orderId, (all) =>
    isAnswered(foldDossier(all), reference) ? [] : [returnDecisionEntry(reference, decision ?? undecided)],
  );
  return foldDossier(entries);
}

/** Asks the merchant's reservation system about a refund: always the same question. Null while it has not decided. */
export async function askAboutReturn(
  context: MerchantContext,
  policy: CallbackPolicy,
  { orderId, agentOrderNumber, reference, tickets }: AskedReturn,
): Promise<Exclude<AnswerTo<'ship.refund.confirm'>, { readonly pending: true }> | null> {
  const question = { type: 'ship.refund.confirm', about: [reference], data: { agentOrderNumber, tickets } } as const;
  const answer = await askMerchant(context, policy, orderId, question);
  return answer === null || 'pending' in answer ? null : answer;
}

/** The decision, as it goes into the dossier. */
export function returnDecisionEntry(reference: string, decision: ReturnDecisionEntry) {
  return { kind: ENTRY.returnDecided, key: ENTRY_KEY.returnDecided + reference, content: contentOf(decision) };
}

function isAnswered({ refunds }: ShipOrderState, reference: string): boolean {
  const refund = refunds.find((each) => each.reference === reference);
  return refund !== undefined && (refund.answer !== null || refund.lines.every(({ status }) => status !== 'REQUESTED'));
}
