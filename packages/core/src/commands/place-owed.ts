import type { DossierEntry } from '../contract/dossier.ts';
import type { ShopIdentity } from '../contract/shop.ts';
import type { Sql } from '../database.ts';
import { readDossier } from '../dossiers/read-dossier.ts';
import type { HubContext } from '../hub-context.ts';
import { readOwed } from './owed-command.ts';
import type { ReadOwed } from './owed-command.ts';
import { storeCommand } from './store-command.ts';

/** Who asked for what a dossier owes. */
export const THE_HUB = 'the hub';

/** The order whose dossier it is, as it is stored in the same transaction. */
export interface OwingOrder {
  readonly shop: Pick<ShopIdentity, 'id' | 'channel'>;
  readonly orderId: string;
  readonly reference: string;
}

const placedStatement = {
  name: 'command.placed',
  text: `select idempotency_key as "idempotencyKey"
           from interline.command
          where shop_id = $1 and idempotency_key = any ($2)`,
};

/** What an order's dossier owes. */
export interface Owed {
  /** By now. */
  readonly due: readonly ReadOwed[];
  /** When it owes more, if nothing is said before; null when it does not. */
  readonly nextAt: Date | null;
}

/** What an order's dossier owes, by the adapter's word and the hub's clock. */
export function owedAt(
  context: HubContext,
  shop: OwingOrder['shop'],
  reference: string,
  entries: readonly DossierEntry[],
): Owed {
  const adapter = context.channels.get(shop.channel)?.adapter;
  if (!adapter?.owedCommands) return { due: [], nextAt: null };
  const owed = readOwed(context.logger, adapter, { shopId: shop.id, reference }, entries);
  const now = context.clock.now();
  const later = owed.flatMap(({ notBefore }) => (notBefore && notBefore > now ? [notBefore.getTime()] : []));
  return {
    due: owed.filter(({ notBefore }) => notBefore === null || notBefore <= now),
    nextAt: later.length > 0 ? new Date(Math.min(...later)) : null,
  };
}

/**
 * Takes down what an order's dossier owes and is not in the ledger yet. Belongs in the transaction of the entry that it
 * follows from, under the order's lock. Where another of the same `onceKey` is under way, or has succeeded, nothing is
 * placed; when that has failed, the order is fetched again, and it is.
 */
export async function placeOwed(
  context: HubContext,
  sql: Sql,
  { shop, orderId, reference }: OwingOrder,
  owed: readonly ReadOwed[],
): Promise<void> {
  if (owed.length === 0) return;
  const keys = owed.map(({ idempotencyKey }) => idempotencyKey);
  const placed = await sql.query<{ idempotencyKey: string }>(placedStatement, [shop.id, keys]);
  const known = new Set(placed.map(({ idempotencyKey }) => idempotencyKey));
  const about = { shopId: shop.id, channel: shop.channel, reference };
  for (const command of owed.filter(({ idempotencyKey }) => !known.has(idempotencyKey))) {
    const wanted = { ...about, ...command, orderId, quoteId: null, requestedBy: THE_HUB, tokenId: null };
    const stored = await storeCommand(sql, context.sealer, wanted, context.clock.now());
    if (stored) context.logger.info({ ...about, name: command.name, commandId: stored.id }, 'An order owes a command');
  }
}

/** The same whenever the order was fetched: what could not be placed with its entry, for whatever reason, is placed now. */
export async function placeStillOwed(context: HubContext, sql: Sql, order: OwingOrder): Promise<void> {
  const { shop, reference } = order;
  if (!context.channels.get(shop.channel)?.adapter.owedCommands) return;
  const entries = await readDossier(sql, context.sealer, shop.id, reference);
  await placeOwed(context, sql, order, owedAt(context, shop, reference, entries).due);
}
