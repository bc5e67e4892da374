import type { CommandAttempt, CommandDefinition, DossierEntry, ShopContext, Succeeded } from '@interline/core';

import type { ShipConnection } from '../connection.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import { checkRefund, mayReportRefund } from './check-refund.ts';
import { dropRefund, intendRefund } from './intend-refund.ts';
import { otherAmount } from './other-amount.ts';
import { refundCall, refundEntry } from './refund-call.ts';
import { ReportRefund } from './refund-input.ts';
import type { ReportRefundInput } from './refund-input.ts';
import { sendReport, SETTLE_WINDOW_MS, settledBy } from './send-report.ts';

type Context = ShopContext<ShipConnection>;

/**
 * Reports what became of a refund that Fliggy asked for (alitrip.ship.return.notify, 48054): Fliggy then pays the buyer
 * back. Upstream promises to handle a repeat once, so what became of a call that broke off is asked by sending the same
 * again. A ticket's money goes back once, however it is reported; a failure may be followed by another report.
 */
export const reportRefund: CommandDefinition<ReportRefundInput, ShipConnection> = {
  label: 'Report a refund',
  input: ReportRefund,
  subject: ({ orderReference }) => ({ kind: 'order', reference: orderReference, itemReference: null }),
  allowed: mayReportRefund,
  check: (input, { order }) => (order === null ? { allowed: true } : checkRefund(order, input)),
  onceKey: ({ orderReference, ticketId }) => `${orderReference}/${ticketId ?? ''}`,
  async send(context, input, attempt) {
    const intended = await intendRefund(context, input, attempt);
    if ('outcome' in intended) return intended;
    const reported = await report(context, input, attempt, intended);
    if (reported.outcome === 'failed') await dropRefund(context, input, attempt);
    return reported.outcome === 'done' ? record(context, input, attempt, intended) : reported;
  },
  async settle(context, input, attempt) {
    const intended = await intendRefund(context, input, attempt);
    // There was no intent before, so nothing has ever been sent.
    if ('outcome' in intended) {
      return intended.outcome === 'failed'
        ? intended
        : { outcome: 'unclear', answered: true, message: intended.message };
    }
    // The channel had answered and it was recorded; only the ledger was not told.
    if (intended.some(({ key }) => key === keyOf(attempt))) return succeeded(input, intended);
    const reported = await report(context, input, attempt, intended);
    const settled = settledBy(reported, attempt, context.services.clock.now());
    if (settled.outcome === 'failed') await dropRefund(context, input, attempt);
    return settled.outcome === 'done' ? record(context, input, attempt, intended) : settled;
  },
  settleWindowMs: SETTLE_WINDOW_MS,
  // Never asked for: a repeat is answered with what became of the first.
  whenAbsent: 'fail',
};

function report(
  context: Context,
  input: ReportRefundInput,
  { commandId }: CommandAttempt,
  entries: readonly DossierEntry[],
) {
  return sendReport(context, refundCall(input, foldDossier(entries), commandId, context.connection.names));
}

/** The order, its tickets and its refunds change in one transaction, before the command is settled. */
async function record(
  context: Context,
  input: ReportRefundInput,
  attempt: CommandAttempt,
  intended: readonly DossierEntry[],
): Promise<Succeeded> {
  const content = contentOf(refundEntry(input, attempt.commandId));
  await context.dossiers.append(input.orderReference, () => [
    { kind: ENTRY.refundReported, key: keyOf(attempt), content },
  ]);
  return succeeded(input, intended);
}

function keyOf({ commandId }: CommandAttempt): string {
  return ENTRY_KEY.refundReported + commandId;
}

function succeeded(input: ReportRefundInput, entries: readonly DossierEntry[]): Succeeded {
  const { refunded, failed } = input;
  if (refunded) {
    const message = otherAmount(input, foldDossier(entries));
    const result = { refunded: true, amount: refunded.amount };
    return { outcome: 'succeeded', result, ...(message === undefined ? {} : { message }) };
  }
  return { outcome: 'succeeded', result: { refunded: false, failureCode: failed?.code ?? null }, repeatable: true };
}
