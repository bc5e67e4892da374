import { policyOf } from '../config.ts';
import type { MerchantPolicy } from '../config.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { ReturnDecisionEntry, ReturnTicketFacts } from '../entries.ts';
import type { Called } from '../inbound/called.ts';
import { askMerchant } from './ask-merchant.ts';

/** A refund that was asked for. */
export interface AskedReturn {
  readonly orderId: string;
  readonly agentOrderNumber: string;
  /** Of its tickets. */
  readonly digest: string;
  readonly tickets: readonly ReturnTicketFacts[];
}

/**
 * Has a refund decided as the merchant's policy says, within its wait.
 *
 * @returns the order then; a refund that is not decided waits for the merchant's report
 */
export async function decideReturn(
  context: Called,
  asked: AskedReturn,
  state: ShipOrderState,
): Promise<ShipOrderState> {
  if (isSettled(state, asked.digest)) return state;
  const policy = policyOf(context.connection.config, context.shop.accountId);
  switch (policy.mode) {
    case 'automatic':
      return state;
    case 'decisions': {
      const { orderId, digest } = asked;
      const entries = await context.dossiers.until(
        orderId,
        (all) => isSettled(foldDossier(all), digest),
        policy.waitMs,
      );
      return foldDossier(entries);
    }
    case 'callback': {
      const decision = await askedOf(context, policy, asked);
      if (!decision) return state;
      const entries = await context.dossiers.append(asked.orderId, (all) =>
        isSettled(foldDossier(all), asked.digest) ? [] : [returnDecisionEntry(asked.digest, decision)],
      );
      return foldDossier(entries);
    }
  }
}

/** The decision, as it goes into the dossier. */
export function returnDecisionEntry(digest: string, decision: ReturnDecisionEntry) {
  return { kind: ENTRY.returnDecided, key: ENTRY_KEY.returnDecided + digest, content: contentOf(decision) };
}

async function askedOf(
  context: Called,
  policy: Extract<MerchantPolicy, { mode: 'callback' }>,
  { orderId, agentOrderNumber, digest, tickets }: AskedReturn,
): Promise<ReturnDecisionEntry | null> {
  const question = { type: 'ship.refund.confirm', about: [digest], data: { agentOrderNumber, tickets } } as const;
  const answer = await askMerchant(context, policy, orderId, question);
  return answer === null || 'pending' in answer ? null : { ...answer, by: 'callback' };
}

function isSettled({ refunds }: ShipOrderState, digest: string): boolean {
  const refund = refunds.find(({ reference }) => reference === digest);
  return refund !== undefined && refund.lines.every(({ status }) => status !== 'REQUESTED');
}
