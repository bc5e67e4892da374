import type { NewDossierEntry } from '@interline/core';

import { policyOf } from '../config.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { TicketsCollectedEntry, TicketsReportedEntry } from '../entries.ts';
import type { Called } from '../inbound/called.ts';
import { ticketsEntry } from '../reports/tickets-call.ts';
import { askForTickets } from './ask-for-tickets.ts';

/**
 * Asks the merchant's reservation system for the tickets of a confirmed order, where the policy names one. Nobody is
 * waited for otherwise: the order is being issued until its tickets are reported. What the system does not have in time
 * is collected later; once it is, it is the answer, and nobody is asked any more.
 *
 * @returns the order as it is then
 */
export async function issueTickets(
  context: Called,
  orderId: string,
  agentOrderNumber: string,
  state: ShipOrderState,
): Promise<ShipOrderState> {
  if (state.issued || state.failure || !state.created) return state;
  const policy = policyOf(context.connection.config, context.shop.accountId);
  if (policy.mode !== 'callback' && !state.collected) return state;
  const answer =
    policy.mode === 'callback' && !state.collected
      ? await askForTickets(context, policy, orderId, agentOrderNumber, state)
      : null;
  const had = answer?.kind === 'had' ? answer.had : null;
  const entries = await context.dossiers.append(orderId, (all) => {
    // Somebody may have reported them meanwhile, or collected them; what was said first stands.
    const { issued, failure, collected, reporting } = foldDossier(all);
    if (issued) return [];
    // A report is on its way, and Fliggy takes for good what comes first.
    if (reporting) return [TICKETS_AWAITED];
    const told = collected ?? had;
    if (told) return [toldEntry(told, agentOrderNumber)];
    return failure ? [] : [TICKETS_AWAITED];
  });
  return foldDossier(entries);
}

/** The channel is told that the tickets are being issued, and the reservation system is asked again for them. */
export const TICKETS_AWAITED: NewDossierEntry = {
  kind: ENTRY.ticketsAwaited,
  key: ENTRY_KEY.ticketsAwaited,
  content: {},
};

/** What the channel is told by the answer. */
function toldEntry(told: TicketsCollectedEntry, agentOrderNumber: string): NewDossierEntry {
  if ('failed' in told) {
    return { kind: ENTRY.ticketsFailed, key: `${ENTRY_KEY.ticketsFailed}answer`, content: contentOf(told.failed) };
  }
  const issued: TicketsReportedEntry = {
    ...ticketsEntry(told.issued, agentOrderNumber),
    via: 'answer',
    shipNumber: told.shipNumber,
  };
  return { kind: ENTRY.ticketsReported, key: ENTRY_KEY.ticketsReported, content: contentOf(issued) };
}
