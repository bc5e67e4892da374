import type { PollSource } from '../contract/adapter.ts';
import type { HubContext } from '../hub-context.ts';
import { shopContext } from '../shops/shop-context.ts';
import { withLease } from '../with-lease.ts';
import { searchRange } from './search-range.ts';
import type { SearchReport } from './search-range.ts';

/** How a shop is polled. */
export interface PollOptions {
  /** How far before the watermark each poll begins, for orders that the search shows late, in milliseconds. Default 15 min. */
  readonly overlapMs?: number;
  /** How far back the first poll of a shop looks, in milliseconds. Default 24 h. */
  readonly lookBackMs?: number;
  /** How long a dead worker's poll waits, in milliseconds. Default 10 min. */
  readonly leaseMs?: number;
  readonly signal?: AbortSignal;
}

/** What a poll came to. */
export type PollReport =
  | ({ readonly kind: 'polled' } & SearchReport)
  /** Another worker polls the same. */
  | { readonly kind: 'busy' }
  /** The shop must not be called. */
  | { readonly kind: 'parked'; readonly reason: string };

const createStatement = {
  name: 'poll.create',
  text: `insert into interline.watermark (shop_id, source, position) values ($1, $2, $3) on conflict do nothing`,
};
const leaseStatement = {
  name: 'poll.lease',
  text: `
update interline.watermark set leased_until = $4, last_run_at = $3
 where shop_id = $1 and source = $2 and (leased_until is null or leased_until <= $3)
returning position`,
};
const advanceStatement = {
  name: 'poll.advance',
  text: `
update interline.watermark set position = greatest(position, $3)
 where shop_id = $1 and source = $2 and leased_until = $4`,
};
const releaseStatement = {
  name: 'poll.release',
  text: `update interline.watermark set leased_until = null, last_error = $3 where shop_id = $1 and source = $2 and leased_until = $4`,
};

const MINUTE = 60_000;

/**
 * Asks the channel for the orders of one shop that were created since the watermark, and for those
 * among them that are news. The watermark moves only over windows that were searched whole; whatever
 * breaks off is searched again.
 */
export async function pollShop(
  context: HubContext,
  shopId: string,
  source: PollSource<unknown>,
  options: PollOptions = {},
): Promise<PollReport> {
  const { leaseMs = 10 * MINUTE } = options;
  return withLease(context.clock, leaseMs, options.signal, (signal) =>
    pollWhileLeased(context, shopId, source, { ...options, leaseMs, signal }),
  );
}

async function pollWhileLeased(
  context: HubContext,
  shopId: string,
  source: PollSource<unknown>,
  options: PollOptions & { readonly leaseMs: number; readonly signal: AbortSignal },
): Promise<PollReport> {
  const { overlapMs = 15 * MINUTE, lookBackMs = 24 * 60 * MINUTE, leaseMs, signal } = options;
  const { database, clock } = context;
  const ready = await shopContext(context, shopId, signal);
  if (ready.kind === 'parked') return { kind: 'parked', reason: ready.reason };

  const now = clock.now();
  const leasedUntil = new Date(now.getTime() + leaseMs);
  await database.query(createStatement, [shopId, source.name, new Date(now.getTime() - lookBackMs)]);
  const [watermark] = await database.query<{ position: Date }>(leaseStatement, [shopId, source.name, now, leasedUntil]);
  if (!watermark) return { kind: 'busy' };
  const report = await searchRange(context, ready.shop, source, {
    from: new Date(watermark.position.getTime() - overlapMs),
    to: now,
    cause: 'POLL',
    onSearched: async (upTo) => {
      await database.query(advanceStatement, [shopId, source.name, upTo, leasedUntil]);
    },
  });
  await database.query(releaseStatement, [shopId, source.name, report.problem, leasedUntil]);
  return { kind: 'polled', ...report };
}
