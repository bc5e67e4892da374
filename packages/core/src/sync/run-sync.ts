import type { ShopContext, ShopIdentity } from '../contract/shop.ts';
import { applyIn } from '../apply/apply-snapshots.ts';
import { ChannelError } from '../contract/channel-error.ts';
import { coalesce } from '../coalesce.ts';
import { placeStillOwed } from '../commands/place-owed.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { HubContext } from '../hub-context.ts';
import { parkShop } from '../shops/park-shop.ts';
import { shopContext } from '../shops/shop-context.ts';
import type { OrderSnapshot } from '../snapshot.ts';
import { withLease } from '../with-lease.ts';
import { claimTasks } from './claim.ts';
import type { ClaimedTask } from './claim.ts';
import { finishTasks } from './finish.ts';
import { judgeFailure } from './judge-failure.ts';
import { releaseTask, settleFailure } from './settle-failure.ts';

/** How orders are fetched. */
export interface SyncOptions {
  /** Most orders of one run. */
  readonly limit: number;
  /** Most orders of one shop in one run. Default 100. */
  readonly perShop?: number;
  /** Most calls at a time for one shop. Default 4. */
  readonly concurrency?: number;
  /** After this many failed tries an order becomes a dead letter. Default 8. */
  readonly maxTries?: number;
  /** How long a dead worker's orders wait, in milliseconds. Default 60,000. */
  readonly leaseMs?: number;
  readonly signal?: AbortSignal;
}

/** Most snapshots applied in one transaction. */
const APPLY_BATCH = 500;

/** An order that was fetched and waits to be applied together with others. */
interface Fetched {
  readonly task: ClaimedTask;
  readonly snapshot: OrderSnapshot;
  readonly observedAt: Date;
}

/** Undefined when the order was applied, else what went wrong. */
type Trouble = { readonly error: unknown } | undefined;
type Apply = (fetched: Fetched) => Promise<Trouble>;

/**
 * Fetches the orders that are due and applies what upstream says. One order's trouble is its own: it
 * is tried again, or becomes a dead letter, and the others proceed; one shop's is the shop's.
 *
 * @returns how many orders it worked on; 0 when nothing was due
 */
export async function runSync(context: HubContext, options: SyncOptions): Promise<number> {
  const { limit, perShop = 100, concurrency = 4, maxTries = 8, leaseMs = 60_000 } = options;
  if (options.signal?.aborted) return 0;
  const tasks = await claimTasks(context, { limit, perShop, leaseMs });
  if (tasks.length === 0) return 0;
  return withLease(context.clock, leaseMs, options.signal, async (signal) => {
    const apply = coalesce<Fetched, Trouble>((batch) => applyFetched(context, batch), APPLY_BATCH);
    const byShop = Map.groupBy(tasks, ({ shop }) => shop);
    const ended = await Promise.allSettled(
      [...byShop].map(([shop, ofShop]) => syncShop(context, shop, ofShop, { concurrency, maxTries, signal, apply })),
    );
    const failures = ended.filter((end) => end.status === 'rejected').map((end): unknown => end.reason);
    if (failures.length > 0) {
      throw new AggregateError(
        failures,
        `The orders of ${failures.length} of ${byShop.size} shops could not be worked on; they are due again when their lease ends.`,
      );
    }
    return tasks.length;
  });
}

interface ShopRun {
  readonly concurrency: number;
  readonly maxTries: number;
  readonly signal: AbortSignal;
  readonly apply: Apply;
}

async function syncShop(
  context: HubContext,
  shop: ShopIdentity,
  tasks: readonly ClaimedTask[],
  run: ShopRun,
): Promise<void> {
  const ready = await shopContext(context, shop.id, run.signal);
  const channel = context.channels.get(shop.channel);
  if (ready.kind === 'parked' || !channel) {
    await Promise.all(tasks.map((task) => releaseTask(context, task)));
    return;
  }
  const waiting = tasks.values();
  const applying: Promise<void>[] = [];
  const failures: unknown[] = [];
  const noteFailure = (error: unknown): void => void failures.push(error);
  // Set once the shop must not be called any more in this run; then in how many milliseconds again.
  let pauseMs: number | null = null;
  const worker = async (): Promise<void> => {
    for (const task of waiting) {
      if (pauseMs !== null || run.signal.aborted) {
        await releaseTask(context, task, pauseMs ?? 0);
        continue;
      }
      const observedAt = context.clock.now();
      try {
        const snapshot = requireSame(task, await channel.adapter.fetchOrder(ready.shop, task.reference));
        // Not awaited: the next order is fetched meanwhile, and what was fetched makes the next batch.
        applying.push(applyOrSettle(context, ready.shop, { task, snapshot, observedAt }, run).catch(noteFailure));
      } catch (error) {
        const pause = await settle(context, ready.shop, task, error, run);
        pauseMs = pause ?? pauseMs;
      }
    }
  };
  const workers = Array.from({ length: Math.min(run.concurrency, tasks.length) }, worker);
  await Promise.all(workers.map((working) => working.catch(noteFailure)));
  await Promise.all(applying);
  if (failures.length > 0) throw new AggregateError(failures, `Orders of shop ${shop.id} could not be worked on.`);
}

async function applyOrSettle(
  context: HubContext,
  shop: ShopContext<unknown>,
  fetched: Fetched,
  run: ShopRun,
): Promise<void> {
  const trouble = await run.apply(fetched);
  if (trouble) await settle(context, shop, fetched.task, trouble.error, run);
}

/**
 * Puts a failed task where it belongs.
 * @returns for how many milliseconds the shop must not be called; null when it may
 */
async function settle(
  context: HubContext,
  shop: ShopContext<unknown>,
  task: ClaimedTask,
  error: unknown,
  run: ShopRun,
): Promise<number | null> {
  if (run.signal.aborted) {
    await releaseTask(context, task);
    return 0;
  }
  const verdict = judgeFailure(error, task, run.maxTries, context.random);
  const about = { shopId: task.shop.id, channel: task.shop.channel, reference: task.reference };
  if (error instanceof ChannelError) {
    context.logger.debug({ ...about, code: error.code, verdict: verdict.kind }, error.message);
  } else {
    context.logger.error({ ...about, ...describeThrown(error) }, 'An order could not be taken over; this is a fault');
  }
  await settleFailure(context, task, verdict);
  if (verdict.kind === 'park') {
    const { code, reason } = verdict;
    await parkShop(context, task.shop.id, { code, reason, session: shop.session });
    return 0;
  }
  return verdict.kind === 'wait' ? verdict.delayMs : null;
}

/** An answer about another order would be written over this one's. */
function requireSame(task: ClaimedTask, snapshot: OrderSnapshot): OrderSnapshot {
  if (snapshot.reference === task.reference) return snapshot;
  throw new ChannelError(
    'unreadable',
    'WRONG_ORDER',
    `Asked for order ${task.reference}, the answer is about order ${snapshot.reference}.`,
  );
}

/** Applies a batch in one transaction; if that fails, each order in its own, so that one cannot hold up the others. */
async function applyFetched(context: HubContext, batch: readonly Fetched[]): Promise<Trouble[]> {
  try {
    await applyAndFinish(context, batch);
    return batch.map(() => undefined);
  } catch (error) {
    if (batch.length === 1) return [{ error }];
    const troubles: Trouble[] = [];
    for (const fetched of batch) troubles.push(...(await applyFetched(context, [fetched])));
    return troubles;
  }
}

async function applyAndFinish(context: HubContext, batch: readonly Fetched[]): Promise<void> {
  const tasks = batch.map(({ task }) => task);
  const entries = batch.map(({ task: { shop, cause }, snapshot, observedAt }) => ({
    shop,
    snapshot,
    observedAt,
    cause,
  }));
  await context.database.transaction(async (sql) => {
    const applied = await applyIn(context, sql, entries);
    // Before the tasks are held: whoever settles a command holds it first, and the task of its order then.
    for (const [place, { orderId, reference }] of applied.entries()) {
      const { shop } = tasks[place] as ClaimedTask;
      await placeStillOwed(context, sql, { shop, orderId, reference });
    }
    await finishTasks(sql, tasks, context.clock.now());
  });
}
