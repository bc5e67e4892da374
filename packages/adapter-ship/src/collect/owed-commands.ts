import type { DossierEntry, JsonObject, OwedCommand } from '@interline/core';

import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { orderStatus } from '../dossier/order-status.ts';
import type { RefundLine, RefundState } from '../dossier/refund-state.ts';
import { unansweredCalls } from '../dossier/unanswered-calls.ts';
import { returnFailureCode } from '../dossier/words.ts';
import { ENTRY } from '../entries.ts';
import type { ReturnCollectedEntry } from '../entries.ts';
import { CALL_OVER_AFTER_MS } from './patience.ts';

/**
 * What the hub goes on with by itself: to end a call at which it was killed, once no call can still be at it; to ask the
 * reservation system for what it did not have when Fliggy asked, and to report what it had then. What somebody reported
 * meanwhile is owed no more. Pure and total.
 */
export function owedCommands(orderReference: string, entries: readonly DossierEntry[]): readonly OwedCommand[] {
  const state = foldDossier(entries);
  return [
    ...owedForCalls(orderReference, state),
    ...owedForTickets(orderReference, state),
    ...state.refunds.flatMap((refund) => owedForRefund(orderReference, state, refund)),
  ];
}

function owedForCalls(orderReference: string, state: ShipOrderState): OwedCommand[] {
  return unansweredCalls(state).map(({ since, ...open }) => {
    const key = 'refundReference' in open ? `${open.call} ${open.refundReference}` : open.call;
    const notBefore = new Date(since.getTime() + CALL_OVER_AFTER_MS);
    return { name: 'endCall', key, input: { orderReference, ...open }, notBefore };
  });
}

function owedForTickets(orderReference: string, state: ShipOrderState): OwedCommand[] {
  const { awaitedAt, collected, failure } = state;
  if (awaitedAt === null || orderStatus(state) !== 'AWAITING_FULFILMENT') return [];
  if (collected === null) return failure ? [] : [{ name: 'collectTickets', key: 'tickets', input: { orderReference } }];
  if ('issued' in collected) return [reportOfTickets({ orderReference, issued: collected.issued })];
  return failure ? [] : [reportOfTickets({ orderReference, failed: collected.failed })];
}

/** Once for an order: the tickets of the first answer, or that there are none. */
function reportOfTickets(input: JsonObject): OwedCommand {
  return { name: 'reportTickets', key: 'collected', input };
}

function owedForRefund(orderReference: string, state: ShipOrderState, refund: RefundState): OwedCommand[] {
  const { reference, awaitedAt, collected } = refund;
  const open = openLines(state, refund);
  if (awaitedAt === null || open.length === 0) return [];
  if (collected === null) {
    return [{ name: 'collectRefund', key: reference, input: { orderReference, refundReference: reference } }];
  }
  // Of the whole order in one report, which Fliggy takes or does not; it takes others ticket by ticket alone (48054).
  if (isWhole(state, open)) {
    const outcome = outcomeOf(collected, open);
    return [{ name: 'reportRefund', key: reference, input: { orderReference, ticketId: null, ...outcome } }];
  }
  return open.map(({ ticketId }) => {
    const outcome = outcomeOf(collected, [{ ticketId }]);
    const input = { orderReference, ticketId, ...outcome };
    return { name: 'reportRefund', key: `${reference} ${ticketId}`, input };
  });
}

/**
 * The tickets of a refund of which nothing was told. One that was asked for again goes on in the later refund, and one that
 * the order has not cannot be told of.
 */
export function openLines({ refunds }: ShipOrderState, refund: RefundState): readonly RefundLine[] {
  const later = refunds.slice(refunds.indexOf(refund) + 1).filter(({ lastWord }) => lastWord !== ENTRY.returnRefused);
  const again = new Set(later.flatMap(({ lines }) => lines.map(({ ticketId }) => ticketId)));
  return refund.lines.filter(
    ({ status, ticketId, price }) => status === 'REQUESTED' && price !== null && !again.has(ticketId),
  );
}

function isWhole({ tickets }: ShipOrderState, open: readonly RefundLine[]): boolean {
  const asked = new Set(open.map(({ ticketId }) => ticketId));
  return tickets.every(({ facts }) => facts !== null && asked.has(facts.id));
}

function outcomeOf(collected: ReturnCollectedEntry, lines: readonly Pick<RefundLine, 'ticketId'>[]): JsonObject {
  if (!collected.accepted) return { failed: { code: returnFailureCode(collected.code) } };
  const amounts = new Map(collected.amounts.map(({ ticketId, amount }) => [ticketId, BigInt(amount)]));
  const amount = lines.reduce((sum, { ticketId }) => sum + (amounts.get(ticketId) ?? 0n), 0n);
  return { refunded: { amount: amount.toString() } };
}
