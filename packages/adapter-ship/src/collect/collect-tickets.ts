import { instantText } from '@interline/core';
import type { CommandAttempt, LocalCommand, LocalSendOutcome } from '@interline/core';
import { z } from 'zod';

import type { ShipConnection } from '../connection.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { agentOrderNumber } from '../dossier/map-order-detail.ts';
import { orderStatus } from '../dossier/order-status.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { TicketsCollectedEntry } from '../entries.ts';
import { orderReference } from '../input-values.ts';
import { askForTickets } from '../policies/ask-for-tickets.ts';
import { asker, asksAgain, collectingPolicy, ended, needsPerson } from './collecting.ts';
import type { Collecting } from './collecting.ts';
import { FIRST_PAUSE_MS, pauseAfter, ticketsAskedUntil } from './patience.ts';

const CollectTickets = z.strictObject({ orderReference });
type CollectTicketsInput = z.output<typeof CollectTickets>;

/**
 * Asks the merchant's reservation system again for the tickets that it did not have when Fliggy confirmed the order,
 * until it has an answer. The answer goes into the order's dossier, from where a report of it is owed: nobody is told here,
 * so that it may be done again from any point.
 */
export const collectTickets: LocalCommand<CollectTicketsInput, ShipConnection> = {
  label: 'Collect tickets',
  local: true,
  internal: true,
  input: CollectTickets,
  subject: (input) => ({ kind: 'order', reference: input.orderReference, itemReference: null }),
  // What stands in the way is told by `send`, which ends calmly when the order has moved on.
  allowed: () => ({ allowed: true }),
  send: collect,
  async settle({ dossiers }, input) {
    const { collected } = foldDossier(await dossiers.read(input.orderReference));
    return collected ? succeeded(collected) : { outcome: 'absent' };
  },
  // A question has no effect, and the answer is the hub's own: it is there or it is not.
  settleWindowMs: 0,
  whenAbsent: 'resend',
};

async function collect(
  context: Collecting,
  { orderReference: reference }: CollectTicketsInput,
  { number }: CommandAttempt,
): Promise<LocalSendOutcome> {
  const { dossiers, services } = context;
  const state = foldDossier(await dossiers.read(reference));
  const over = endOf(state);
  if (over) return over;
  const policy = collectingPolicy(context);
  if (!policy) return needsPerson('NO_RESERVATION_SYSTEM', NO_SYSTEM);
  const earlyMs = (state.awaitedAt?.getTime() ?? 0) + FIRST_PAUSE_MS - services.clock.now().getTime();
  if (earlyMs > 0) return asksAgain('The reservation system was asked a moment ago, and is asked again.', earlyMs);
  const answer = await askForTickets(asker(context), policy, reference, agentOrderNumber(state) ?? '', state);
  if (answer.kind === 'had') return keep(context, reference, answer.had);
  const until = ticketsAskedUntil(state);
  const isLast = services.clock.now() >= until;
  const retryAfterMs = pauseAfter(number);
  if (answer.kind === 'unfit') {
    const message = `Fliggy was told nothing, because tickets of the reservation system are not those of the order: ${answer.problems.join('; ')}.`;
    const next = isLast ? 'It is not asked any more.' : 'Correct them there; it is asked again.';
    return needsPerson('TICKETS_DO_NOT_FIT', `${message} ${next} ${OR_REPORT}`, isLast ? undefined : retryAfterMs);
  }
  if (!isLast) return asksAgain('The reservation system has no tickets yet; it is asked again.', retryAfterMs);
  const message = `The reservation system had no tickets until ${instantText(until)}, and is not asked any more. ${OR_REPORT}`;
  return needsPerson('TICKETS_OVERDUE', message);
}

const OR_REPORT = 'Or report the tickets, or that there are none, by reportShipTickets.';
const NO_SYSTEM =
  'The policy of the shop names no reservation system any more, so nobody can be asked for the tickets. Report them, or that there are none, by reportShipTickets.';

/** Why there is nothing to ask for; null while there is. */
function endOf(state: ShipOrderState): LocalSendOutcome | null {
  const { issued, failure, collected } = state;
  if (collected) return succeeded(collected);
  if (issued) return ended('Fliggy was told of the tickets meanwhile; they were not asked for again.');
  if (failure) return ended('Fliggy was told meanwhile that there are none; they were not asked for again.');
  const status = orderStatus(state);
  return status === 'AWAITING_FULFILMENT' ? null : ended(`The order is ${status}; nobody waits for its tickets.`);
}

/** What was said first stands: an answer that came after it is not kept. */
async function keep(context: Collecting, reference: string, had: TicketsCollectedEntry): Promise<LocalSendOutcome> {
  const entries = await context.dossiers.append(reference, (all) =>
    endOf(foldDossier(all))
      ? []
      : [{ kind: ENTRY.ticketsCollected, key: ENTRY_KEY.ticketsCollected, content: contentOf(had) }],
  );
  const state = foldDossier(entries);
  const status = orderStatus(state);
  if (!state.collected && 'issued' in had && status === 'REFUNDED') {
    const message = `The reservation system has issued tickets, but the order is ${status} meanwhile and Fliggy was not told: give them back there.`;
    return needsPerson('ORDER_CLOSED', message);
  }
  return endOf(state) ?? ended('The order cannot be told of.');
}

function succeeded(collected: TicketsCollectedEntry): Extract<LocalSendOutcome, { outcome: 'succeeded' }> {
  const result =
    'issued' in collected
      ? { collected: true, issued: true, ticketCount: collected.issued.ticketCount }
      : { collected: true, issued: false, failureCode: collected.failed.code };
  return { outcome: 'succeeded', result };
}
