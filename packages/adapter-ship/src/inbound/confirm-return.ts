import { decideWithin, policyOf } from '../config.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import type { RefundState } from '../dossier/refund-state.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { ReturnConfirmedEntry } from '../entries.ts';
import { decideReturn, returnDecisionEntry } from '../policies/decide-return.ts';
import { attemptReference, isAttempt, returnDigest } from '../return-digest.ts';
import { SHIP_WORDS } from '../wire.ts';
import type { CallContent } from './call-content.ts';
import type { Called } from './called.ts';
import { contradiction, differingFees } from './contradict-return.ts';
import { acceptedOrder } from './known-order.ts';
import { orderNumbers } from './order-answer.ts';
import { done, misfit, processing, refused } from './outcome.ts';
import type { CallOutcome } from './outcome.ts';
import { readReturnCall } from './read-order-call.ts';
import { isAcceptedAtOnce, orderRefusal, refusedReturn, strangersTicket } from './return-refusal.ts';
import type { ReturnRefusal } from './return-refusal.ts';

/**
 * How long after a refund has failed the same call is the repeat of one whose answer was lost, and not a new attempt, in
 * milliseconds. No document says how late Fliggy repeats a call.
 */
const REPEAT_MS = 10 * 60_000;

/**
 * `return.confirm`: refunds the tickets, all or none. The same tickets again are answered from what was decided, or
 * asked about again; after a failure they are a new attempt. What is not decided in time is reported with `return.notify`.
 */
export async function confirmReturn(context: Called, content: CallContent): Promise<CallOutcome> {
  const { names, config } = context.connection;
  const read = readReturnCall(content, names);
  if ('misfits' in read) return misfit(read.misfits);
  const { facts: call } = read;
  const { orderId } = call;
  const order = await acceptedOrder(context, call);
  if ('success' in order) return order;
  const { agentOrderNumber } = order;
  const policy = policyOf(config, context.shop.accountId);
  const tickets = call.tickets.map(({ ticketId, passengerId, surcharge }) => ({ ticketId, passengerId, surcharge }));
  const digest = returnDigest(tickets.map(({ ticketId }) => ticketId));
  const asked: ReturnConfirmedEntry = { tickets, anomalies: read.anomalies, ...decideWithin(policy) };
  let reference = digest;
  let refusal: ReturnRefusal | null = null;
  let differs: readonly string[] = [];
  const entries = await context.dossiers.append(orderId, (all) => {
    const state = foldDossier(all);
    const attempts = attemptsOf(state, digest);
    const latest = attempts.at(-1);
    differs = latest ? differingFees(latest, call) : [];
    const repeated = latest && !isOver(latest, differs, context.services.clock.now()) ? latest : undefined;
    reference = repeated?.reference ?? attemptReference(digest, attempts.length + 1);
    refusal = strangersTicket(state, call);
    if (refusal) return [];
    if (repeated) return differs.length > 0 ? [contradiction(reference, tickets, differs)] : [];
    differs = [];
    refusal = orderRefusal(state, call, policy);
    // What concerns the order's own tickets the merchant is to see, as Fliggy tells the buyer that it failed.
    if (refusal) return [refusedReturn(asked, refusal, saidCode(config, refusal))];
    const key = ENTRY_KEY.returnConfirmed + reference;
    const request = { kind: ENTRY.returnConfirmed, key, content: contentOf(asked) };
    return isAcceptedAtOnce(policy)
      ? [request, returnDecisionEntry(reference, { accepted: true, by: 'automatic' })]
      : [request];
  });
  // Set where the dossier is appended to, which TypeScript does not follow.
  const refusedFor = refusal as ReturnRefusal | null;
  if (refusedFor) return refused(refusedFor.code, refusedFor.text);
  if (differs.length > 0) {
    const about = { shopId: context.shop.id, reference: orderId, refund: reference, differs };
    context.services.logger.error(about, 'return.confirm came again with another fee; the first stands');
    return refused('otherContent', 'the refund of these tickets was asked for at another fee, which stands');
  }
  const question = { orderId, agentOrderNumber, reference, tickets };
  const state = await decideReturn(context, question, foldDossier(entries));
  return returnAnswer(orderId, state, reference, names.returnQueryAnswer);
}

/** How often these very tickets were asked for; what the hub refused by itself does not count. */
function attemptsOf({ refunds }: ShipOrderState, digest: string): readonly RefundState[] {
  return refunds.filter(({ reference }) => isAttempt(reference, digest));
}

/** A refund that failed may be tried again: at another fee at once, at the same when it can be no repeat any more. */
function isOver({ lines, failedAt }: RefundState, differs: readonly string[], now: Date): boolean {
  if (failedAt === null || lines.some(({ status }) => status !== 'REFUSED')) return false;
  return differs.length > 0 || now.getTime() - failedAt.getTime() >= REPEAT_MS;
}

/** The code with which Fliggy is refused. */
function saidCode({ answerCodes }: Called['connection']['config'], { code }: ReturnRefusal): string {
  return answerCodes[code] ?? SHIP_WORDS.answerCode[code];
}

function returnAnswer(
  orderId: string,
  state: ShipOrderState,
  reference: string,
  group: Parameters<typeof orderNumbers>[0],
): CallOutcome {
  const numbers = orderNumbers(group, orderId, state);
  const refund = state.refunds.find((each) => each.reference === reference);
  const lines = refund?.lines ?? [];
  if (lines.every(({ status }) => status === 'SUCCEEDED')) return done(numbers);
  if (lines.some(({ status }) => status === 'REQUESTED')) return processing('the refund is reported later', numbers);
  const code = refund?.code ? { said: refund.code } : ('refundRefused' as const);
  return refused(code, refund?.message ?? 'the refund was refused', numbers);
}
