import type { CommandAttempt, DossierEntry, Failed, SendOutcome, ShopContext } from '@interline/core';

import type { ShipConnection } from '../connection.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import { isAbout } from '../dossier/fold-returns.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { RefundDroppedEntry, RefundIntendedEntry } from '../entries.ts';
import type { ReportRefundInput } from './refund-input.ts';

/** Another report is under way, whose outcome the one that the hub owes waits for: it is placed once. */
type NotYet = Extract<SendOutcome, { readonly outcome: 'throttled' }> & { readonly message: string };

/** How often it is looked whether the outcome of another report is known, in milliseconds. */
const UNDER_WAY_MS = 30_000;

/**
 * Writes into the order's dossier that a refund is about to be reported, before the first byte of it is sent, unless a
 * ticket of it is refunded or in another report whose outcome is not known: a report of one ticket and one of the whole
 * order must not both be on their way. Dossiers are appended to one after the other, so of several at once one goes on.
 *
 * @returns the dossier; or why nothing may be sent, and nothing was
 */
export async function intendRefund(
  { dossiers }: ShopContext<ShipConnection>,
  { orderReference, ticketId }: ReportRefundInput,
  { commandId, owed }: CommandAttempt,
): Promise<readonly DossierEntry[] | Failed | NotYet> {
  const intent: RefundIntendedEntry = { commandId, ticketId };
  const key = ENTRY_KEY.refundIntended + commandId;
  let refusal: Failed | NotYet | null = null;
  const entries = await dossiers.append(orderReference, (all) => {
    refusal = all.some((entry) => entry.key === key) ? null : refusalOf(foldDossier(all), intent, owed);
    return refusal ? [] : [{ kind: ENTRY.refundIntended, key, content: contentOf(intent) }];
  });
  return refusal ?? entries;
}

/** Writes down that the channel has refused the report, so that another may be sent. */
export async function dropRefund(
  { dossiers }: ShopContext<ShipConnection>,
  { orderReference }: ReportRefundInput,
  { commandId }: CommandAttempt,
): Promise<void> {
  const content: RefundDroppedEntry = { commandId };
  await dossiers.append(orderReference, () => [
    { kind: ENTRY.refundDropped, key: ENTRY_KEY.refundDropped + commandId, content: contentOf(content) },
  ]);
}

function refusalOf(
  { intents, tickets }: ShipOrderState,
  intent: RefundIntendedEntry,
  owed: boolean,
): Failed | NotYet | null {
  const { ticketId } = intent;
  // One about the very same is over when this one may be sent: the ledger of commands sees to that.
  const other = intents.find((each) => each.ticketId !== ticketId && isAbout(each, ticketId));
  if (other) {
    const what = other.ticketId === null ? 'the whole order' : `ticket ${other.ticketId}`;
    const first = `Command ${other.commandId} reports a refund of ${what}, and what became of it is not known yet`;
    const lookedUp = 'If it has been looked up and did not happen, report the same as it did.';
    return owed
      ? { outcome: 'throttled', retryAfterMs: UNDER_WAY_MS, message: `${first}; this report waits for it. ${lookedUp}` }
      : { outcome: 'failed', code: 'REFUND_UNDER_WAY', message: `${first}: wait for its outcome. ${lookedUp}` };
  }
  const done = tickets.find(({ facts, status }) => facts && isAbout(intent, facts.id) && status === 'REFUNDED');
  if (!done) return null;
  const message = `Ticket ${done.facts?.id} has been refunded meanwhile; its money cannot go back twice.`;
  return { outcome: 'failed', code: 'ALREADY_REFUNDED', message };
}
