import type { Allowed, Failed, LocalCommand, LocalCommandContext, OrderFacts, Succeeded } from '@interline/core';

import type { ShipConnection } from '../connection.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { CreateDecisionEntry } from '../entries.ts';
import { DecideOrder } from './decision-input.ts';
import type { DecideOrderInput } from './decision-input.ts';

/**
 * Accepts or refuses an order that Fliggy has placed, while its `order.create` waits for the answer. Nothing is called:
 * the decision goes into the order's dossier, from where the waiting call is answered. The first decision stands, be it a
 * person's, a program's or, when the time is over, the shop's policy.
 */
export const decideOrder: LocalCommand<DecideOrderInput, ShipConnection> = {
  local: true,
  label: 'Decide an order',
  input: DecideOrder,
  subject: ({ orderReference }) => ({ kind: 'order', reference: orderReference, itemReference: null }),
  allowed: mayDecideOrder,
  onceKey: ({ orderReference }) => orderReference,
  send: decide,
  // The dossier is the hub's own: to look and to decide, if nobody has, are one step.
  settle: decide,
  settleWindowMs: 0,
  whenAbsent: 'fail',
};

/**
 * Whether the order waits for the merchant's decision. Why not says what Fliggy is told whenever it asks: of a call that was
 * broken off it may have heard nothing yet.
 */
export function mayDecideOrder({ status, confirmation, detail }: OrderFacts): Allowed {
  if (status === 'AWAITING_CONFIRMATION' && confirmation === 'AWAITING') return { allowed: true };
  const decision = isFacts(detail['decision']) ? detail['decision'] : undefined;
  const { accepted, by, code } = decision ?? {};
  const answer = accepted === true ? 'accepted' : `refused (${String(code ?? 'without a code')})`;
  if (by === 'time') {
    return refused('DECISION_LATE', `Nobody decided in time, so Fliggy is told that the order is ${answer}.`);
  }
  if (decision) return refused('ALREADY_DECIDED', `The order is decided: Fliggy is told that it is ${answer}.`);
  return refused('NOT_WAITING', `The order does not wait for a decision: it is ${status}.`);
}

async function decide(
  context: LocalCommandContext<ShipConnection>,
  input: DecideOrderInput,
): Promise<Succeeded | Failed> {
  const wanted = decisionOf(input);
  const entries = await context.dossiers.append(input.orderReference, () => [
    { kind: ENTRY.createDecided, key: ENTRY_KEY.createDecided, content: contentOf(wanted) },
  ]);
  const { decision } = foldDossier(entries);
  if (decision?.by === 'person' && isSame(decision, wanted)) return { outcome: 'succeeded', result: { ...decision } };
  const who = decision?.by === 'time' ? 'Nobody decided in time' : 'It was decided meanwhile';
  const what = decision?.accepted ? 'accepted' : `refused (${decision?.code ?? 'without a code'})`;
  return {
    outcome: 'failed',
    code: decision?.by === 'time' ? 'DECISION_LATE' : 'ALREADY_DECIDED',
    message: `${who}: Fliggy is told that the order is ${what}.`,
  };
}

function decisionOf({ accept, agentOrderNumber, code, message }: DecideOrderInput): CreateDecisionEntry {
  if (accept) return { accepted: true, agentOrderNumber: agentOrderNumber ?? '', by: 'person' };
  return { accepted: false, code: code ?? '', message: message ?? '', by: 'person' };
}

function isSame(one: CreateDecisionEntry, other: CreateDecisionEntry): boolean {
  if (one.accepted) return other.accepted && one.agentOrderNumber === other.agentOrderNumber;
  return !other.accepted && one.code === other.code;
}

function isFacts(fact: unknown): fact is { readonly [name: string]: unknown } {
  return typeof fact === 'object' && fact !== null && !Array.isArray(fact);
}

function refused(code: string, reason: string): Allowed {
  return { allowed: false, code, reason };
}
