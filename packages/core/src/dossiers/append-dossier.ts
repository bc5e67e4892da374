import type { AnyAdapter } from '../contract/adapter.ts';
import type { Dossiers, DossierEntry, NewDossierEntry } from '../contract/dossier.ts';
import type { ShopIdentity } from '../contract/shop.ts';
import { applyLocked } from '../apply/apply-snapshots.ts';
import { lockOrders } from '../apply/lock-orders.ts';
import { owedAt, placeOwed } from '../commands/place-owed.ts';
import type { Sql } from '../database.ts';
import type { HubContext } from '../hub-context.ts';
import type { JsonObject } from '../snapshot.ts';
import { isStorable } from '../storable-text.ts';
import type { Cause } from '../sync-task.ts';
import { DOSSIER_CHANNEL } from '../wake.ts';
import { inTurn } from './in-turn.ts';
import { entryPlace, readDossier } from './read-dossier.ts';

/** Whose dossier it is, and what the events that come of it are put down to. */
export interface DossierSubject {
  readonly shop: ShopIdentity;
  readonly reference: string;
  readonly cause: Cause;
}

/** Most characters of a reference, a kind or a key; beyond it PostgreSQL could not index it. */
const MAX_LENGTH = 500;

const insertStatement = {
  name: 'dossier.append',
  text: `with appended as (
           insert into interline.dossier_entry
                  (shop_id, reference, channel, number, kind, key, content_sealed, recorded_at, due_at)
           select $1, $2, $3, entry.number, entry.kind, entry.key, entry.content_sealed, entry.recorded_at, entry.due_at
             from unnest($4::int[], $5::text[], $6::text[], $7::bytea[], $8::timestamptz[], $10::timestamptz[])
               as entry (number, kind, key, content_sealed, recorded_at, due_at)
         )
         select pg_notify('${DOSSIER_CHANNEL}', $9)`,
};

/**
 * Appends to an order's dossier, takes the order over as the adapter maps it then, and takes down the commands that it
 * owes, in one transaction under the order's lock. Appends to one dossier come one after the other, so each of them sees what the others said.
 *
 * @returns the dossier after it
 */
export async function appendDossier(
  context: HubContext,
  subject: DossierSubject,
  decide: Parameters<Dossiers['append']>[1],
): Promise<readonly DossierEntry[]> {
  const { shop, reference } = subject;
  const adapter = mappingAdapter(context, shop.channel);
  requireStorable('order id', reference);
  const append = async (sql: Sql): Promise<readonly DossierEntry[]> => {
    // Asked for together; the reading begins when the lock is had.
    const [, entries] = await Promise.all([
      lockOrders(sql, [{ shopId: shop.id, reference }]),
      readDossier(sql, context.sealer, shop.id, reference),
    ]);
    const added = entriesToAdd(context, entries, decide(entries));
    if (added.length === 0) return entries;
    const all = [...entries, ...added];
    const snapshot = adapter.mapDossier(reference, all);
    const owed = owedAt(context, shop, reference, all);
    const [, orderId] = await Promise.all([
      insertEntries(context, sql, subject, added, owed.nextAt),
      applyDossier(context, sql, subject, snapshot),
    ]);
    await placeOwed(context, sql, { shop, orderId, reference }, owed.due);
    return all;
  };
  const { database } = context;
  const topic = dossierTopic(shop.id, reference);
  return inTurn(database, topic, () => database.transaction(append, { locksFirst: true }));
}

/** What is notified when something was appended to an order's dossier. */
export function dossierTopic(shopId: string, reference: string): string {
  return `${shopId} ${reference}`;
}

type MapDossier = NonNullable<AnyAdapter['mapDossier']>;

function mappingAdapter(context: HubContext, channel: string): { readonly mapDossier: MapDossier } {
  const adapter = context.channels.get(channel)?.adapter;
  if (adapter?.mapDossier) return { mapDossier: adapter.mapDossier.bind(adapter) };
  throw new Error(
    `The adapter of channel "${channel}" appended to a dossier but has no mapDossier, which would make the order of it.`,
  );
}

function entriesToAdd(
  context: HubContext,
  entries: readonly DossierEntry[],
  wanted: readonly NewDossierEntry[],
): DossierEntry[] {
  const keys = new Set(entries.map(({ key }) => key));
  const added: DossierEntry[] = [];
  let last = entries.at(-1);
  for (const { kind, key, content } of wanted) {
    if (keys.has(key)) continue;
    requireStorable('kind', kind);
    requireStorable('key', key);
    keys.add(key);
    const earliest = (last?.recordedAt.getTime() ?? -Infinity) + 1;
    const recordedAt = new Date(Math.max(context.clock.now().getTime(), earliest));
    last = { number: (last?.number ?? 0) + 1, kind, key, content: asStored(content), recordedAt };
    added.push(last);
  }
  return added;
}

/** As it will be read, so that the order is mapped of the same now and later. */
function asStored(content: JsonObject): JsonObject {
  return JSON.parse(JSON.stringify(content)) as JsonObject;
}

/**
 * Whoever waits for the dossier hears of it once the transaction commits.
 *
 * @param dueAt when the hub looks again at what the dossier owes, unless something is said before: kept with the last entry
 */
async function insertEntries(
  context: HubContext,
  sql: Sql,
  { shop, reference }: DossierSubject,
  entries: readonly DossierEntry[],
  dueAt: Date | null,
): Promise<void> {
  await sql.query(insertStatement, [
    shop.id,
    reference,
    shop.channel,
    entries.map(({ number }) => number),
    entries.map(({ kind }) => kind),
    entries.map(({ key }) => key),
    entries.map((entry) => context.sealer.seal(entryPlace(shop.id, reference, entry), JSON.stringify(entry.content))),
    entries.map(({ recordedAt }) => recordedAt),
    dossierTopic(shop.id, reference),
    entries.map((entry) => (entry === entries.at(-1) ? dueAt : null)),
  ]);
}

/** @returns the id of the order */
async function applyDossier(
  context: HubContext,
  sql: Sql,
  { shop, reference, cause }: DossierSubject,
  snapshot: ReturnType<MapDossier>,
): Promise<string> {
  if (snapshot.reference !== reference) {
    throw new Error(
      `mapDossier of channel "${shop.channel}" made order ${snapshot.reference} of dossier ${reference}.`,
    );
  }
  const [applied] = await applyLocked(context, sql, [{ shop, snapshot, observedAt: context.clock.now(), cause }]);
  if (applied && applied.outcome !== 'stale') return applied.orderId;
  throw new Error(
    `mapDossier of channel "${shop.channel}" dates order ${reference} earlier than it did before, so what was said last would ` +
      'be dropped. `modifiedAt` must be the `recordedAt` of the last entry.',
  );
}

function requireStorable(what: string, text: string): void {
  if (text.length > 0 && text.length <= MAX_LENGTH && isStorable(text)) return;
  throw new Error(
    `A dossier's ${what} must be text of 1 to ${MAX_LENGTH} characters without NUL; it has ${text.length}. Check it before.`,
  );
}
