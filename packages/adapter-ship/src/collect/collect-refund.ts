import { instantText } from '@interline/core';
import type { CommandAttempt, LocalCommand, LocalSendOutcome } from '@interline/core';
import { z } from 'zod';

import type { ShipConnection } from '../connection.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { agentOrderNumber } from '../dossier/map-order-detail.ts';
import type { RefundState } from '../dossier/refund-state.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { ReturnCollectedEntry } from '../entries.ts';
import { orderReference, text } from '../input-values.ts';
import { askAboutReturn } from '../policies/decide-return.ts';
import { quoteSurcharges } from '../policies/quote-surcharges.ts';
import type { IssuedTicket } from '../policies/quote-surcharges.ts';
import { asker, asksAgain, collectingPolicy, ended, needsPerson } from './collecting.ts';
import type { Collecting } from './collecting.ts';
import { openLines } from './owed-commands.ts';
import { FIRST_PAUSE_MS, pauseAfter, refundAskedUntil } from './patience.ts';

const CollectRefund = z.strictObject({ orderReference, refundReference: text(200) });
type CollectRefundInput = z.output<typeof CollectRefund>;

/**
 * Asks the merchant's reservation system again about a refund that it had not decided when Fliggy asked, until it has.
 * The decision goes into the order's dossier, with what goes back for each ticket; reports of it are owed from there.
 */
export const collectRefund: LocalCommand<CollectRefundInput, ShipConnection> = {
  label: 'Collect a refund',
  local: true,
  internal: true,
  input: CollectRefund,
  subject: (input) => ({ kind: 'order', reference: input.orderReference, itemReference: null }),
  // What stands in the way is told by `send`, which ends calmly when the refund has moved on.
  allowed: () => ({ allowed: true }),
  send: collect,
  async settle({ dossiers }, input) {
    const { collected } = refundOf(foldDossier(await dossiers.read(input.orderReference)), input) ?? {};
    return collected ? succeeded(collected) : { outcome: 'absent' };
  },
  // A question has no effect, and the answer is the hub's own: it is there or it is not.
  settleWindowMs: 0,
  whenAbsent: 'resend',
};

async function collect(
  context: Collecting,
  input: CollectRefundInput,
  { number }: CommandAttempt,
): Promise<LocalSendOutcome> {
  const { clock } = context.services;
  const state = foldDossier(await context.dossiers.read(input.orderReference));
  const refund = refundOf(state, input);
  if (!refund) return ended('There is no such refund.');
  const over = endOf(state, refund);
  if (over) return over;
  const policy = collectingPolicy(context);
  if (!policy) return needsPerson('NO_RESERVATION_SYSTEM', NO_SYSTEM);
  const earlyMs = (refund.awaitedAt?.getTime() ?? 0) + FIRST_PAUSE_MS - clock.now().getTime();
  if (earlyMs > 0) return asksAgain('The reservation system was asked a moment ago, and is asked again.', earlyMs);
  const decided = await ask(context, policy, input, state, refund);
  const until = refundAskedUntil(state, refund);
  const retryAfterMs = clock.now() < until ? pauseAfter(number) : undefined;
  if (decided === 'NO_FEE') return needsPerson('FEE_NOT_KNOWN', NO_FEE, retryAfterMs);
  if (decided) return keep(context, input, decided);
  if (retryAfterMs !== undefined) {
    return asksAgain('The reservation system has not decided yet; it is asked again.', retryAfterMs);
  }
  const message = `The reservation system had not decided until ${instantText(until)}, and is not asked any more. Report what becomes of the refund by reportShipRefund.`;
  return needsPerson('REFUND_OVERDUE', message);
}

const NO_SYSTEM =
  'The policy of the shop names no reservation system any more, so nobody can be asked about the refund. Report what becomes of it by reportShipRefund.';
const NO_FEE =
  'The reservation system accepts the refund, but neither Fliggy nor it nor the policy says what is kept, so nothing was reported. Have it answer ship.refund.quote, or set surchargePercent, while it is asked. Or report the refund by reportShipRefund.';

/** What the reservation system decided, with what goes back. */
async function ask(
  context: Collecting,
  policy: NonNullable<ReturnType<typeof collectingPolicy>>,
  { orderReference: orderId }: CollectRefundInput,
  state: ShipOrderState,
  refund: RefundState,
): Promise<ReturnCollectedEntry | 'NO_FEE' | null> {
  const agentNumber = agentOrderNumber(state) ?? '';
  const question = { orderId, agentOrderNumber: agentNumber, reference: refund.reference, tickets: refund.asked };
  const answer = await askAboutReturn(asker(context), policy, question);
  if (answer === null || !answer.accepted) return answer;
  const told = new Map(refund.lines.map(({ ticketId, surcharge }) => [ticketId, surcharge]));
  const tickets = openLines(state, refund).map(({ ticketId }) => {
    const ticket = state.tickets.find(({ facts }) => facts?.id === ticketId);
    const surcharge = told.get(ticketId)?.toString() ?? ticket?.surcharge ?? null;
    return ticket?.facts ? ({ ...ticket, facts: ticket.facts, surcharge } satisfies IssuedTicket) : null;
  });
  const known = tickets.filter((ticket) => ticket !== null);
  const fees = await quoteSurcharges(asker(context), orderId, agentNumber, known);
  if (fees === null || known.length < tickets.length) return 'NO_FEE';
  const amounts = known.map(({ facts: { id, price } }) => {
    return { ticketId: id, amount: (BigInt(price) - (fees.get(id) ?? 0n)).toString() };
  });
  return { accepted: true, amounts };
}

/** Why there is nothing to ask about; null while there is. */
function endOf(state: ShipOrderState, refund: RefundState): LocalSendOutcome | null {
  if (refund.collected) return succeeded(refund.collected);
  return openLines(state, refund).length > 0
    ? null
    : ended('What became of the refund was reported meanwhile; it was not asked about again.');
}

/** What was said first stands: a decision that came after it is not kept. */
async function keep(
  context: Collecting,
  input: CollectRefundInput,
  collected: ReturnCollectedEntry,
): Promise<LocalSendOutcome> {
  const entry = {
    kind: ENTRY.returnCollected,
    key: ENTRY_KEY.returnCollected + input.refundReference,
    content: contentOf(collected),
  };
  const isOpen = (state: ShipOrderState): boolean => {
    const refund = refundOf(state, input);
    return refund !== undefined && endOf(state, refund) === null;
  };
  const entries = await context.dossiers.append(input.orderReference, (all) =>
    isOpen(foldDossier(all)) ? [entry] : [],
  );
  const state = foldDossier(entries);
  const refund = refundOf(state, input);
  return (refund && endOf(state, refund)) ?? ended('There is no such refund.');
}

function refundOf({ refunds }: ShipOrderState, { refundReference }: CollectRefundInput): RefundState | undefined {
  return refunds.find(({ reference }) => reference === refundReference);
}

function succeeded(collected: ReturnCollectedEntry): Extract<LocalSendOutcome, { outcome: 'succeeded' }> {
  const { accepted } = collected;
  const result = accepted ? { collected: true, accepted } : { collected: true, accepted, code: collected.code };
  return { outcome: 'succeeded', result };
}
