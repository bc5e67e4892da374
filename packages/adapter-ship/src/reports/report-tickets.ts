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
    const entries = await context.dossiers.read(input.orderReference);
    const reported = await report(context, input, entries);
    return reported.outcome === 'done' ? record(context, input, attempt) : reported;
  },
  async settle(context, input, attempt): Promise<SettleOutcome> {
    const entries = await context.dossiers.read(input.orderReference);
    // The channel had answered and it was recorded; only the ledger was not told.
    if (isRecorded(input, attempt, entries)) return succeeded(input);
    const reported = await report(context, input, entries);
    const settled = settledBy(reported, attempt, context.services.clock.now());
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
  const entries = await context.dossiers.append(input.orderReference, (known) => [entryOf(input, attempt, known)]);
  if (isRecorded(input, attempt, entries)) return succeeded(input);
  const message = 'The tickets had been answered to order.confirm meanwhile; the order shows those.';
  return { ...succeeded(input), message };
}

/** Whether the dossier has it from this report, which is the only one there may be. */
function isRecorded(input: ReportTicketsInput, attempt: CommandAttempt, entries: readonly DossierEntry[]): boolean {
  const { key } = entryOf(input, attempt, entries);
  return entries.some((entry) => entry.key === key && entry.content['via'] !== 'answer');
}

function entryOf(
  { issued, failed }: ReportTicketsInput,
  { commandId }: CommandAttempt,
  entries: readonly DossierEntry[],
): NewDossierEntry {
  if (issued !== null) {
    const content = contentOf(ticketsEntry(issued, agentOrderNumber(foldDossier(entries)) ?? ''));
    return { kind: ENTRY.ticketsReported, key: ENTRY_KEY.ticketsReported, content };
  }
  const content: TicketsFailedEntry = { code: failed?.code ?? '', message: failed?.message ?? null };
  return { kind: ENTRY.ticketsFailed, key: ENTRY_KEY.ticketsFailed + commandId, content: contentOf(content) };
}

function succeeded({ issued, failed }: ReportTicketsInput): Succeeded {
  if (issued !== null) return { outcome: 'succeeded', result: { issued: true, ticketCount: issued.ticketCount } };
  return { outcome: 'succeeded', result: { issued: false, failureCode: failed?.code ?? null }, repeatable: true };
}
