import type { ShopIdentity } from '../contract/shop.ts';
import type { Sql } from '../database.ts';
import type { HubContext } from '../hub-context.ts';
import { newId } from '../id.ts';
import { mergePersonalData } from '../privacy/mask.ts';
import type { OrderSnapshot } from '../snapshot.ts';
import type { Cause } from '../sync-task.ts';
import { diff } from './diff.ts';
import type { Difference } from './difference.ts';
import { fingerprinted } from './fingerprint.ts';
import { isStale } from './is-stale.ts';
import { loadOrders, orderKey } from './load-orders.ts';
import type { KnownOrder } from './load-orders.ts';
import { lockOrders } from './lock-orders.ts';
import { stateOf, travellerKey } from './order-state.ts';
import { noteSeen, writeOrders } from './write-orders.ts';
import type { SeenOrder } from './write-orders.ts';
import type { ChangedOrder } from './changed-order.ts';

/** What upstream said of an order, and how the hub came to ask. */
export interface ObservedOrder {
  readonly shop: ShopIdentity;
  readonly snapshot: OrderSnapshot;
  /** When the fetch was started, by the hub's clock. */
  readonly observedAt: Date;
  readonly cause: Cause;
}

/** What became of an observed order. */
export interface AppliedOrder {
  readonly orderId: string;
  readonly shopId: string;
  readonly reference: string;
  /** `stale`: older than what is stored, dropped. `unchanged`: nothing to tell. */
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'stale';
  readonly version: number;
  readonly changes: readonly Difference[];
}

/**
 * Takes over what upstream said, in one transaction for all: locks the orders, drops what is older
 * than stored, writes rows and events, and wakes the readers of the feed. Whatever comes twice, late
 * or out of order ends in the same rows, and each state is told once.
 *
 * @returns one result per entry, in the same order
 */
export async function applySnapshots(context: HubContext, entries: readonly ObservedOrder[]): Promise<AppliedOrder[]> {
  if (entries.length === 0) return [];
  return context.database.transaction((sql) => applyIn(context, sql, entries));
}

/** {@link applySnapshots} as the first thing in a transaction that goes on with something else. */
export async function applyIn(
  context: HubContext,
  sql: Sql,
  entries: readonly ObservedOrder[],
): Promise<AppliedOrder[]> {
  await lockOrders(
    sql,
    entries.map(({ shop, snapshot }) => ({ shopId: shop.id, reference: snapshot.reference })),
  );
  return applyLocked(context, sql, entries);
}

/** {@link applyIn} where the transaction has locked the orders before it wrote anything. */
export async function applyLocked(
  context: HubContext,
  sql: Sql,
  entries: readonly ObservedOrder[],
): Promise<AppliedOrder[]> {
  const results: AppliedOrder[] = [];
  for (const round of rounds(entries)) {
    const applied = await applyRound(
      context,
      sql,
      round.map(({ entry }) => entry),
    );
    round.forEach(({ place }, index) => (results[place] = applied[index] as AppliedOrder));
  }
  return results;
}

/** Each order at most once a round; its entries in the order in which they came, with their places in the batch. */
function rounds(entries: readonly ObservedOrder[]): { readonly entry: ObservedOrder; readonly place: number }[][] {
  const made: { entry: ObservedOrder; place: number }[][] = [];
  const counts = new Map<string, number>();
  entries.forEach((entry, place) => {
    const key = orderKey(entry.shop.id, entry.snapshot.reference);
    const round = counts.get(key) ?? 0;
    counts.set(key, round + 1);
    (made[round] ??= []).push({ entry, place });
  });
  return made;
}

async function applyRound(context: HubContext, sql: Sql, entries: readonly ObservedOrder[]): Promise<AppliedOrder[]> {
  const now = context.clock.now();
  const observed = entries.map((entry) => ({ ...entry, ...fingerprinted(entry.snapshot) }));
  const known = await loadOrders(
    sql,
    context.sealer,
    observed.map(({ shop, snapshot, fingerprint }) => ({ shop, reference: snapshot.reference, fingerprint })),
  );
  const changed: ChangedOrder[] = [];
  const seen: SeenOrder[] = [];
  const results = observed.map(({ shop, snapshot, observedAt, cause, fingerprint }) => {
    const result = (
      outcome: AppliedOrder['outcome'],
      order: { readonly id: string; readonly version: number },
      changes: readonly Difference[] = [],
    ): AppliedOrder => {
      const { id: orderId, version } = order;
      return { orderId, shopId: shop.id, reference: snapshot.reference, outcome, version, changes };
    };
    const order = known.get(orderKey(shop.id, snapshot.reference));
    if (order && order.stored === null) {
      seen.push({ id: order.id, observedAt, isSame: true });
      return result('unchanged', order);
    }
    if (order && isStale(order, snapshot, observedAt)) {
      seen.push({ id: order.id, observedAt, isSame: false });
      return result('stale', order);
    }
    const { state, changes } = compare(order, snapshot);
    const id = order?.id ?? newId(now);
    const version = (order?.version ?? 0) + (changes.length > 0 ? 1 : 0);
    changed.push({
      id,
      version,
      shop,
      state,
      raw: snapshot.raw,
      fingerprint,
      changes,
      observedAt,
      cause,
      stored: order?.stored ?? null,
    });
    return result(order ? (changes.length > 0 ? 'changed' : 'unchanged') : 'created', { id, version }, changes);
  });
  await noteSeen(sql, seen, now);
  await writeOrders(context, sql, changed, now);
  return results;
}

function compare(order: KnownOrder | undefined, snapshot: OrderSnapshot): Pick<ChangedOrder, 'state' | 'changes'> {
  const before = order?.stored?.state ?? null;
  const clear = new Map(before?.travellers.map((traveller) => [travellerKey(traveller), traveller.personal]));
  const state = stateOf(
    snapshot,
    (traveller) => mergePersonalData(clear.get(travellerKey(traveller)) ?? null, traveller.personal),
    before?.notices,
  );
  return { state, changes: diff(before, state) };
}
