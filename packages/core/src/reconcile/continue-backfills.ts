import type { PollSource } from '../contract/adapter.ts';
import type { HubContext } from '../hub-context.ts';
import { shopContext } from '../shops/shop-context.ts';
import { withLease } from '../with-lease.ts';
import { searchRange } from './search-range.ts';

/** How back-fills are worked on. */
export interface BackfillOptions {
  /** How long a dead worker's back-fill waits, in milliseconds. Default 10 min. */
  readonly leaseMs?: number;
  readonly signal?: AbortSignal;
}

const claimStatement = {
  name: 'backfill.claim',
  text: `
update interline.backfill set leased_until = $2
 where id = (
   select backfill.id from interline.backfill join interline.shop on shop.id = backfill.shop_id
    where backfill.state = 'RUNNING' and shop.state = 'ACTIVE' and shop.channel = any($3::text[])
      and (leased_until is null or leased_until <= $1) and backfill.id <> all($4::uuid[])
    order by backfill.created_at, backfill.id limit 1
      for update of backfill skip locked)
returning id, shop_id, source, to_at, position, (select channel from interline.shop where shop.id = shop_id) as channel`,
};
const advanceStatement = {
  name: 'backfill.advance',
  text: 'update interline.backfill set position = $2, found = found + $3 where id = $1 and leased_until = $4',
};
const releaseStatement = {
  name: 'backfill.release',
  text: `
update interline.backfill
   set leased_until = null, last_error = $2,
       state = case when position >= to_at then 'DONE' else state end,
       finished_at = case when position >= to_at then $3::timestamptz else null end
 where id = $1 and leased_until = $4`,
};

interface Row {
  readonly id: string;
  readonly shop_id: string;
  readonly channel: string;
  readonly source: string;
  readonly to_at: Date;
  readonly position: Date;
}

/**
 * Goes on with every back-fill of an active shop that no other worker has in hand, from the last window
 * that was searched whole. Searching a window twice does no harm: only what is news is fetched.
 *
 * @returns how many windows were searched
 */
export async function continueBackfills(context: HubContext, options: BackfillOptions = {}): Promise<number> {
  const leaseMs = options.leaseMs ?? 10 * 60_000;
  const visited: string[] = [];
  let windows = 0;
  for (;;) {
    if (options.signal?.aborted) return windows;
    const now = context.clock.now();
    const leasedUntil = new Date(now.getTime() + leaseMs);
    const channels = [...context.channels.keys()];
    const [backfill] = await context.database.query<Row>(claimStatement, [now, leasedUntil, channels, visited]);
    if (!backfill) return windows;
    visited.push(backfill.id);
    windows += await withLease(context.clock, leaseMs, options.signal, (signal) =>
      continueOne(context, backfill, leasedUntil, signal),
    );
  }
}

async function continueOne(
  context: HubContext,
  backfill: Row,
  leasedUntil: Date,
  signal: AbortSignal,
): Promise<number> {
  const { database, clock } = context;
  const ready = await shopContext(context, backfill.shop_id, signal);
  const source = pollSource(context, backfill);
  const release = async (problem: string | null): Promise<void> => {
    await database.query(releaseStatement, [backfill.id, problem, clock.now(), leasedUntil]);
  };
  if (ready.kind === 'parked' || !source) {
    await release(
      ready.kind === 'parked' ? ready.reason : `Channel ${backfill.channel} has no search "${backfill.source}".`,
    );
    return 0;
  }
  const report = await searchRange(context, ready.shop, source, {
    from: backfill.position,
    to: backfill.to_at,
    cause: 'BACKFILL',
    onSearched: async (upTo, found) => {
      await database.query(advanceStatement, [backfill.id, upTo, found, leasedUntil]);
    },
  });
  await release(report.problem);
  return report.windows;
}

function pollSource(context: HubContext, { channel, source }: Row): PollSource<unknown> | undefined {
  const sources = context.channels.get(channel)?.adapter.sources ?? [];
  return sources.find(
    (candidate): candidate is PollSource<unknown> => candidate.kind === 'poll' && candidate.name === source,
  );
}
