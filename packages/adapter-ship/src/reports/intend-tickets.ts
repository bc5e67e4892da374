import type { CommandAttempt, DossierEntry, Failed, ShopContext } from '@interline/core';

import type { ShipConnection } from '../connection.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { TicketsIntentEntry } from '../entries.ts';
import type { ReportTicketsInput } from './tickets-input.ts';

/**
 * Writes into the order's dossier that its tickets are about to be reported, before the first byte of it is sent, unless
 * they were answered to `order.confirm` meanwhile: Fliggy takes for good what comes first, and nobody could tell which that
 * was. From then on `order.confirm` is answered that they are being issued.
 *
 * @returns the dossier; or why nothing may be sent, and nothing was
 */
export async function intendTickets(
  { dossiers }: ShopContext<ShipConnection>,
  { orderReference }: ReportTicketsInput,
  { commandId }: CommandAttempt,
): Promise<readonly DossierEntry[] | Failed> {
  const content: TicketsIntentEntry = { commandId };
  const key = ENTRY_KEY.ticketsIntended + commandId;
  const entries = await dossiers.append(orderReference, (all) =>
    foldDossier(all).issued ? [] : [{ kind: ENTRY.ticketsIntended, key, content: contentOf(content) }],
  );
  return entries.some((entry) => entry.key === key) ? entries : ANSWERED;
}

const ANSWERED: Failed = {
  outcome: 'failed',
  code: 'ALREADY_ISSUED',
  message: 'The tickets were answered to order.confirm meanwhile, and cannot be changed. Nothing was sent.',
};

/** Writes down that the channel has refused the report, so that tickets may be answered again. */
export async function dropTickets(
  { dossiers }: ShopContext<ShipConnection>,
  { orderReference }: ReportTicketsInput,
  { commandId }: CommandAttempt,
): Promise<void> {
  const content: TicketsIntentEntry = { commandId };
  await dossiers.append(orderReference, () => [
    { kind: ENTRY.ticketsDropped, key: ENTRY_KEY.ticketsDropped + commandId, content: contentOf(content) },
  ]);
}
