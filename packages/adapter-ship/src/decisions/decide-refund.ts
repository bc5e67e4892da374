import type {
  Allowed,
  CheckVerdict,
  Failed,
  LocalCommand,
  LocalCommandContext,
  OrderFacts,
  RefundFacts,
  Succeeded,
} from '@interline/core';

import type { ShipConnection } from '../connection.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { RefundAnswer } from '../dossier/refund-state.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { ReturnDecisionEntry } from '../entries.ts';
import { DecideRefund } from './decision-input.ts';
import type { DecideRefundInput } from './decision-input.ts';

/**
 * Accepts or refuses a refund that Fliggy asks for, while its `return.confirm` waits for the answer. Nothing is called,
 * as for an order. When nobody decides in time, Fliggy is told that the refund is being processed, and what becomes of it
 * is reported.
 */
export const decideRefund: LocalCommand<DecideRefundInput, ShipConnection> = {
  local: true,
  label: 'Decide a refund',
  input: DecideRefund,
  subject: ({ orderReference }) => ({ kind: 'order', reference: orderReference, itemReference: null }),
  allowed: mayDecideRefund,
  check: (input, { order }) => (order === null ? { allowed: true } : checkDecision(order, input)),
  onceKey: ({ orderReference, refundReference }) => `${orderReference}/${refundReference}`,
  send: decide,
  // The dossier is the hub's own: to look and to decide, if nobody has, are one step.
  settle: decide,
  settleWindowMs: 0,
  whenAbsent: 'fail',
};

/** Whether a refund of the order waits for the merchant's decision. */
export function mayDecideRefund({ refunds }: OrderFacts): Allowed {
  if (refunds.some(isWaiting)) return { allowed: true };
  const latest = refunds.findLast(({ detail }) => detail['answer'] !== undefined);
  if (latest) return refusal(answerOf(latest));
  return { allowed: false, code: 'NOT_WAITING', reason: 'Fliggy waits for no decision about a refund of this order.' };
}

function checkDecision({ reference, refunds }: OrderFacts, { refundReference }: DecideRefundInput): CheckVerdict {
  const refund = refunds.find((candidate) => candidate.reference === refundReference);
  if (refund) return isWaiting(refund) ? { allowed: true } : refusal(answerOf(refund));
  const known = refunds.map((candidate) => candidate.reference).join(', ');
  const message = `${refundReference} is no refund of order ${reference}; its refunds are ${known || 'none'}`;
  return { invalid: [{ path: 'refundReference', message }] };
}

async function decide(
  context: LocalCommandContext<ShipConnection>,
  input: DecideRefundInput,
): Promise<Succeeded | Failed> {
  const { orderReference, refundReference } = input;
  const key = ENTRY_KEY.returnDecided + refundReference;
  const wanted = decisionOf(input);
  const entries = await context.dossiers.append(orderReference, (all) => {
    const asked = foldDossier(all).refunds.find(({ reference }) => reference === refundReference);
    // Once it is answered, or about to be reported, a decision would say the same a second time.
    return asked?.answer === null ? [{ kind: ENTRY.returnDecided, key, content: contentOf(wanted) }] : [];
  });
  const decision = entries.find((entry) => entry.key === key)?.content;
  if (decision?.['by'] === 'person' && decision['accepted'] === input.accept) {
    return { outcome: 'succeeded', result: { accepted: input.accept, refund: refundReference } };
  }
  const refund = foldDossier(entries).refunds.find(({ reference }) => reference === refundReference);
  const { code, reason } = refusal(refund?.answer ?? null);
  return { outcome: 'failed', code, message: reason };
}

function decisionOf({ accept, code, message }: DecideRefundInput): ReturnDecisionEntry {
  if (accept) return { accepted: true, by: 'person' };
  return { accepted: false, code: code ?? '', message: message ?? '', by: 'person' };
}

/** A refund that nobody asked for has no answer either, but it is done. */
function isWaiting({ status, detail }: RefundFacts): boolean {
  return status === 'REQUESTED' && detail['answer'] === undefined;
}

function answerOf({ detail }: RefundFacts): RefundAnswer | null {
  const { answer } = detail;
  return answer === 'ACCEPTED' || answer === 'REFUSED' || answer === 'PROCESSING' ? answer : null;
}

function refusal(answer: RefundAnswer | null): Extract<Allowed, { allowed: false }> {
  if (answer === 'PROCESSING') {
    const reason =
      'Too late for a decision, as Fliggy is told that the refund is being processed: report what becomes of it.';
    return { allowed: false, code: 'DECISION_LATE', reason };
  }
  if (answer === null) {
    return { allowed: false, code: 'NOT_WAITING', reason: 'The refund has been reported: there is nothing to decide.' };
  }
  const reason = `The refund is decided: Fliggy is told that it is ${answer.toLowerCase()}.`;
  return { allowed: false, code: 'ALREADY_DECIDED', reason };
}
