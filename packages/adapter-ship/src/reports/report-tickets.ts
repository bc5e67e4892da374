import type {
  CommandAttempt,
  CommandDefinition,
  DossierEntry,
  NewDossierEntry,
  SendOutcome,
  SettleOutcome,
  ShopContext,
  Succeeded,
} from '@interline/core';

import type { ShipConnection } from '../connection.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import { agentOrderNumber } from '../dossier/map-order-detail.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { TicketsFailedEntry } from '../entries.ts';
import { checkIssued } from './check-issued.ts';
import { dropTickets, intendTickets } from './intend-tickets.ts';
import { mayReportTickets } from './may-report-tickets.ts';
import { sendReport, SETTLE_WINDOW_MS, settledBy } from './send-report.ts';
import { ticketsCall, ticketsEntry } from './tickets-call.ts';
import { ReportTickets } from './tickets-input.ts';
import type { ReportTicketsInput } from './tickets-input.ts';

type Context = ShopContext<ShipConnection>;

/**
 * Reports that all tickets of an order are issued, or that they could not be (alitrip.ship.order.notify, 48055).
 *
 * Upstream does it once for an order: after a success a repeat is answered with the first result and changes nothing.
 * So the tickets are frozen once they are reported, everything that can be checked is checked before, and what became of
 * a call that broke off is asked by sending the same again. A failure may be followed by another report.
 */
export const reportTickets: CommandDefinition<ReportTicketsInput, ShipConnection> = {
  label: 'Report tickets',
  input: ReportTickets,
  subject: ({ orderReference }) => ({ kind: 'order', reference: orderReference, itemReference: null }),
  allowed: mayReportTickets,
  check: ({ issued }, { order }) =>
    issued === null || order === null ? { allowed: true } : checkIssued(order, issued, 'issued'),
  onceKey: ({ orderReference }) => orderReference,
  async send(context, input, attempt): Promise<SendOutcome> {
    const intended = await intendTickets(context, input, attempt);
    if ('outcome' in intended) return intended;
    const reported = await report(context, input, intended);
    if (reported.outcome === 'failed') await dropTickets(context, input, attempt);
    return reported.outcome === 'done' ? record(context, input, attempt) : reported;
  },
  async settle(context, input, attempt): Promise<SettleOutcome> {
    const intended = await intendTickets(context, input, attempt);
    // There was no intent before, so nothing has ever been sent.
    if ('outcome' in intended) return intended;
    // The channel had answered and it was recorded; only the ledger was not told.
    if (intended.some(({ key }) => key === keyOf(input, attempt))) return succeeded(input);
    const reported = await report(context, input, intended);
    const settled = settledBy(reported, attempt, context.services.clock.now());
    if (settled.outcome === 'failed') await dropTickets(context, input, attempt);
    return settled.outcome === 'done' ? record(context, input, attempt) : settled;
  },
  settleWindowMs: SETTLE_WINDOW_MS,
  // Never asked for: a repeat is answered with what became of the first.
  whenAbsent: 'fail',
};

function report(context: Context, input: ReportTicketsInput, entries: readonly DossierEntry[]) {
  return sendReport(context, ticketsCall(input, foldDossier(entries), context.connection.names));
}

/** Order and tickets change in one transaction, before the command is settled. */
async function record(context: Context, input: ReportTicketsInput, attempt: CommandAttempt): Promise<Succeeded> {
  await context.dossiers.append(input.orderReference, (known) => [entryOf(input, attempt, known)]);
  return succeeded(input);
}

function entryOf(
  input: ReportTicketsInput,
  attempt: CommandAttempt,
  entries: readonly DossierEntry[],
): NewDossierEntry {
  const { issued, failed } = input;
  const key = keyOf(input, attempt);
  if (issued !== null) {
    const content = contentOf(ticketsEntry(issued, agentOrderNumber(foldDossier(entries)) ?? ''));
    return { kind: ENTRY.ticketsReported, key, content };
  }
  const content: TicketsFailedEntry = { code: failed?.code ?? '', message: failed?.message ?? null };
  return { kind: ENTRY.ticketsFailed, key, content: contentOf(content) };
}

/** Tickets are issued once. */
function keyOf({ issued }: ReportTicketsInput, { commandId }: CommandAttempt): string {
  return issued === null ? ENTRY_KEY.ticketsFailed + commandId : ENTRY_KEY.ticketsReported;
}

function succeeded({ issued, failed }: ReportTicketsInput): Succeeded {
  if (issued !== null) return { outcome: 'succeeded', result: { issued: true, ticketCount: issued.ticketCount } };
  return { outcome: 'succeeded', result: { issued: false, failureCode: failed?.code ?? null }, repeatable: true };
}
