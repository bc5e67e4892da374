import type { LocalCommand, LocalCommandContext, LocalSendOutcome, NewDossierEntry } from '@interline/core';
import { z } from 'zod';

import { policyOf } from '../config.ts';
import type { ShipConnection } from '../connection.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { unansweredCalls } from '../dossier/unanswered-calls.ts';
import { orderReference, text } from '../input-values.ts';
import { decideWithoutPerson } from '../policies/decide-create.ts';
import { returnDecisionEntry } from '../policies/decide-return.ts';
import { TICKETS_AWAITED } from '../policies/issue-tickets.ts';
import { asker, asksAgain, collectingPolicy } from './collecting.ts';
import { FIRST_PAUSE_MS } from './patience.ts';

const EndCall = z.discriminatedUnion('call', [
  z.strictObject({ call: z.enum(['order.create', 'order.confirm']), orderReference }),
  z.strictObject({ call: z.literal('return.confirm'), orderReference, refundReference: text(200) }),
]);
type EndCallInput = z.output<typeof EndCall>;

/**
 * Comes to the answer to a call at which the hub was killed, though Fliggy may never repeat it: the order is decided as if
 * nobody had decided in time, and tickets and refunds are as if Fliggy had been told to wait. Where Fliggy does repeat
 * it, this is what it is told. Nobody is told here, so that it may be done again from any point.
 */
export const endCall: LocalCommand<EndCallInput, ShipConnection> = {
  label: 'End a call that was broken off',
  local: true,
  internal: true,
  input: EndCall,
  subject: (input) => ({ kind: 'order', reference: input.orderReference, itemReference: null }),
  // `send` ends calmly when the call has come to its answer meanwhile.
  allowed: () => ({ allowed: true }),
  send: end,
  async settle({ dossiers }, input) {
    const state = foldDossier(await dossiers.read(input.orderReference));
    return isOpen(state, input) ? { outcome: 'absent' } : ended(state, input);
  },
  // What is written is the hub's own: it is there or it is not.
  settleWindowMs: 0,
  whenAbsent: 'resend',
};

async function end(context: LocalCommandContext<ShipConnection>, input: EndCallInput): Promise<LocalSendOutcome> {
  const { dossiers } = context;
  const before = foldDossier(await dossiers.read(input.orderReference));
  if (!isOpen(before, input)) return ended(before, input);
  const after =
    input.call === 'order.create'
      ? await decide(context, input.orderReference, before)
      : foldDossier(
          await dossiers.append(input.orderReference, (all) =>
            isOpen(foldDossier(all), input) ? [toldToWait(context, input)] : [],
          ),
        );
  if (!isOpen(after, input)) return ended(after, input);
  return asksAgain('The hub stopped while the reservation system was asked; it is asked again.', FIRST_PAUSE_MS);
}

/** The reservation system is asked once more, since it may have locked the seats. */
function decide(
  context: LocalCommandContext<ShipConnection>,
  orderId: string,
  state: ShipOrderState,
): Promise<ShipOrderState> {
  const policy = collectingPolicy(context) ?? policyFor(context);
  return decideWithoutPerson({ ...asker(context), dossiers: context.dossiers }, policy, orderId, state);
}

function toldToWait(
  context: LocalCommandContext<ShipConnection>,
  input: Exclude<EndCallInput, { call: 'order.create' }>,
): NewDossierEntry {
  if (input.call !== 'return.confirm') return TICKETS_AWAITED;
  const by = policyFor(context).mode === 'callback' ? 'callback' : 'time';
  return returnDecisionEntry(input.refundReference, { accepted: null, by });
}

function policyFor({ connection, shop }: LocalCommandContext<ShipConnection>) {
  return policyOf(connection.config, shop.accountId);
}

function isOpen(state: ShipOrderState, input: EndCallInput): boolean {
  return unansweredCalls(state).some((open) => {
    if (open.call !== input.call) return false;
    return (
      open.call !== 'return.confirm' || !('refundReference' in input) || open.refundReference === input.refundReference
    );
  });
}

const TOLD_TO_WAIT =
  'The hub was stopped while Fliggy waited for its answer. If Fliggy asks again, it is told to wait.';

function ended(
  { decision }: ShipOrderState,
  { call }: EndCallInput,
): Extract<LocalSendOutcome, { outcome: 'succeeded' }> {
  if (call !== 'order.create') return { outcome: 'succeeded', result: { call }, message: TOLD_TO_WAIT };
  const { accepted = false, by = null } = decision ?? {};
  const what = accepted ? 'accepted' : 'refused';
  const message = `The hub was stopped while Fliggy waited for its answer. If Fliggy asks again, it is told that the order is ${what}.`;
  return { outcome: 'succeeded', result: { call, accepted, by }, message };
}
