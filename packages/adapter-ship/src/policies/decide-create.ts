import { policyOf } from '../config.ts';
import type { MerchantPolicy, ShipConfig } from '../config.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { CreateDecisionEntry, DecidedBy } from '../entries.ts';
import type { Called } from '../inbound/called.ts';
import { SHIP_WORDS } from '../wire.ts';
import { askMerchant, orderForMerchant } from './ask-merchant.ts';
import type { MerchantContext } from './ask-merchant.ts';

/**
 * Has a new order decided as the merchant's policy says, within its wait. What was decided once stands.
 *
 * @returns the order with its decision
 */
export async function decideCreate(context: Called, orderId: string, state: ShipOrderState): Promise<ShipOrderState> {
  if (state.decision) return state;
  const policy = policyOf(context.connection.config, context.shop.accountId);
  if (policy.mode === 'decisions') {
    const entries = await context.dossiers.until(orderId, (all) => foldDossier(all).decision !== null, policy.waitMs);
    const waited = foldDossier(entries);
    if (waited.decision) return waited;
  }
  return decideWithoutPerson(context, policy, orderId, state);
}

/**
 * The same where no person is waited for, or none any more: by the reservation system, or else by the policy.
 *
 * @returns the order as it was when the question was given up
 */
export async function decideWithoutPerson(
  context: MerchantContext & Pick<Called, 'dossiers'>,
  policy: MerchantPolicy,
  orderId: string,
  state: ShipOrderState,
): Promise<ShipOrderState> {
  const { answerCodes } = context.connection.config;
  const decision = policy.mode === 'callback' ? await asked(context, policy, orderId, state) : null;
  if (decision === null && context.giveUp?.aborted) return state;
  const entries = await context.dossiers.append(orderId, (all) =>
    foldDossier(all).decision ? [] : [decisionEntry(decision ?? decisionWithoutMerchant(policy, orderId, answerCodes))],
  );
  return foldDossier(entries);
}

/** What is decided together with the order's arrival; null when somebody is to be asked. */
export function decisionAtOnce(policy: MerchantPolicy, orderId: string): CreateDecisionEntry | null {
  return policy.mode === 'automatic' ? accepted(orderId, 'automatic') : null;
}

/** The decision, as it goes into the dossier. */
export function decisionEntry(decision: CreateDecisionEntry) {
  return { kind: ENTRY.createDecided, key: ENTRY_KEY.createDecided, content: contentOf(decision) };
}

async function asked(
  context: MerchantContext,
  policy: Extract<MerchantPolicy, { mode: 'callback' }>,
  orderId: string,
  state: ShipOrderState,
): Promise<CreateDecisionEntry | null> {
  if (!state.created) return null;
  const data = { order: orderForMerchant(state.created.request, state) };
  const answer = await askMerchant(context, policy, orderId, { type: 'ship.order.create', about: [], data });
  return answer && { ...answer, by: 'callback' };
}

function decisionWithoutMerchant(
  policy: MerchantPolicy,
  orderId: string,
  { undecided }: ShipConfig['answerCodes'],
): CreateDecisionEntry {
  if (policy.mode === 'automatic') return accepted(orderId, 'automatic');
  if (policy.whenUndecided === 'accept') return accepted(orderId, 'time');
  const code = undecided ?? SHIP_WORDS.answerCode.undecided;
  return { accepted: false, code, message: 'The merchant did not decide in time.', by: 'time' };
}

/** Where the merchant gives no number of its own, the order has the channel's. */
function accepted(orderId: string, by: DecidedBy): CreateDecisionEntry {
  return { accepted: true, agentOrderNumber: orderId, by };
}
