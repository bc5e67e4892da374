import { policyOf } from '../config.ts';
import type { MerchantPolicy } from '../config.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { isAbout } from '../dossier/fold-returns.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { ReturnConfirmedEntry } from '../entries.ts';
import { decideReturn, returnDecisionEntry } from '../policies/decide-return.ts';
import { shareOf } from '../policies/quote-surcharges.ts';
import { returnDigest } from '../return-digest.ts';
import type { CallContent } from './call-content.ts';
import type { Called } from './called.ts';
import { contradiction, differingFees } from './contradict-return.ts';
import { acceptedOrder } from './known-order.ts';
import { orderNumbers } from './order-answer.ts';
import { done, misfit, processing, refused } from './outcome.ts';
import type { CallOutcome } from './outcome.ts';
import { readReturnCall } from './read-order-call.ts';
import type { ReturnCall } from './read-order-call.ts';

/**
 * `return.confirm`: refunds the tickets, all or none. The same tickets again are answered from what was decided, or
 * asked about again; what is not decided in time is reported with `return.notify`.
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
  const asked: ReturnConfirmedEntry = { tickets, anomalies: read.anomalies };
  let refusal: CallOutcome | null = null;
  let differs: readonly string[] = [];
  const entries = await context.dossiers.append(orderId, (all) => {
    const state = foldDossier(all);
    const known = state.refunds.find(({ reference }) => reference === digest);
    differs = known ? differingFees(known, call) : [];
    refusal =
      strangersTicket(state, call) ?? (known ? null : (openRefusal(state, call) ?? feeRefusal(state, call, policy)));
    if (refusal) return [];
    if (known) return differs.length > 0 ? [contradiction(digest, tickets, differs)] : [];
    const request = { kind: ENTRY.returnConfirmed, key: ENTRY_KEY.returnConfirmed + digest, content: contentOf(asked) };
    return isAcceptedAtOnce(policy)
      ? [request, returnDecisionEntry(digest, { accepted: true, by: 'automatic' })]
      : [request];
  });
  if (refusal) return refusal;
  if (differs.length > 0) {
    const about = { shopId: context.shop.id, reference: orderId, refund: digest, differs };
    context.services.logger.error(about, 'return.confirm came again with another fee; the first stands');
    return refused('otherContent', 'the refund of these tickets was asked for at another fee, which stands');
  }
  const question = { orderId, agentOrderNumber, digest, tickets };
  const state = await decideReturn(context, question, foldDossier(entries));
  return returnAnswer(orderId, state, digest, names.returnQueryAnswer);
}

function returnAnswer(
  orderId: string,
  state: ShipOrderState,
  digest: string,
  group: Parameters<typeof orderNumbers>[0],
): CallOutcome {
  const numbers = orderNumbers(group, orderId, state);
  const refund = state.refunds.find(({ reference }) => reference === digest);
  const lines = refund?.lines ?? [];
  if (lines.every(({ status }) => status === 'SUCCEEDED')) return done(numbers);
  if (lines.some(({ status }) => status === 'REQUESTED')) return processing('the refund is reported later', numbers);
  const code = refund?.code ? { said: refund.code } : ('refundRefused' as const);
  return refused(code, refund?.message ?? 'the refund was refused', numbers);
}

/** A ticket that is none of the order's, or not of whom it is said to be. */
function strangersTicket({ tickets, passengers }: ShipOrderState, call: ReturnCall): CallOutcome | null {
  for (const [index, { ticketId, passengerId, documentNumber }] of call.tickets.entries()) {
    const ticket = tickets.find(({ facts }) => facts?.id === ticketId);
    if (!ticket) return refused('ticketUnknown', `ticket ${index + 1} is none of the order's`);
    const person = passengers.find(({ reference }) => reference === ticket.itemReference)?.facts;
    const isOther =
      (passengerId !== null && passengerId !== (person?.id ?? ticket.itemReference)) ||
      (documentNumber !== null && person && documentNumber !== person.documentNumber);
    if (isOther) return refused('ticketUnknown', `ticket ${index + 1} is not of the passenger that is named`);
  }
  return null;
}

/** Why the tickets cannot be refunded as they stand. */
function openRefusal({ tickets, intents }: ShipOrderState, call: ReturnCall): CallOutcome | null {
  for (const [index, { ticketId, surcharge }] of call.tickets.entries()) {
    const ticket = tickets.find(({ facts }) => facts?.id === ticketId);
    const isReported = intents.some((intent) => isAbout(intent, ticketId));
    if (ticket?.status === 'REFUNDING' || ticket?.status === 'REFUNDED' || isReported) {
      return refused('alreadyRefunding', `ticket ${index + 1} is in another refund`);
    }
    if (surcharge !== null && BigInt(surcharge) > BigInt(ticket?.facts?.price ?? 0)) {
      return refused('feeChanged', `the fee of ticket ${index + 1} is higher than its price`);
    }
  }
  return null;
}

/** A policy that accepts by itself accepts its own fee alone. */
function feeRefusal({ tickets }: ShipOrderState, call: ReturnCall, policy: MerchantPolicy): CallOutcome | null {
  if (!isAcceptedAtOnce(policy)) return null;
  const percent = policy.surchargePercent;
  const differing = call.tickets.findIndex(({ ticketId, surcharge }) => {
    const price = tickets.find(({ facts }) => facts?.id === ticketId)?.facts?.price ?? '0';
    return surcharge !== null && BigInt(surcharge) !== shareOf(price, percent);
  });
  return differing < 0 ? null : refused('feeChanged', `the fee of ticket ${differing + 1} is not what was answered`);
}

function isAcceptedAtOnce(policy: MerchantPolicy): policy is MerchantPolicy & { readonly surchargePercent: number } {
  return policy.mode === 'automatic' && policy.surchargePercent !== undefined;
}
