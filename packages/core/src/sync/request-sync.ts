import { SYNC_CHANNEL } from '../wake.ts';
import type { Sql } from '../database.ts';
import type { Cause } from '../sync-task.ts';

/** A wish to have an order fetched. */
export interface SyncRequest {
  readonly shopId: string;
  readonly channel: string;
  /** The upstream order id. */
  readonly reference: string;
  readonly cause: Cause;
  readonly at: Date;
}

/**
 * What becomes of an existing task when its order is asked for again. A worker that has the order in
 * hand will see that `requested` rose and fetch it again. A person does not wait for a back-off; hints
 * do, or a flood of them would defeat it. What a message announced stays announced when polling finds
 * it too.
 */
export const RAISE_TASK = `on conflict (shop_id, reference) do update set
     requested = task.requested + 1,
     cause = case when excluded.cause in ('POLL', 'REQUERY', 'BACKFILL') then task.cause else excluded.cause end,
     due_at = case when excluded.cause in ('COMMAND', 'MANUAL', 'REPLAY') then least(task.due_at, excluded.due_at) else task.due_at end`;

const requestStatement = {
  name: 'sync.request',
  text: `
with raised as (
  insert into interline.sync_task as task (shop_id, reference, channel, cause, due_at)
  select shop_id, reference, channel, cause, at
    from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
         as wanted (shop_id, reference, channel, cause, at)
   order by shop_id, reference
  ${RAISE_TASK}
  returning 1
)
select pg_notify('${SYNC_CHANNEL}', '') from raised limit 1`,
};

/** Asks for one order to be fetched; see {@link requestSyncs}. */
export async function requestSync(sql: Sql, request: SyncRequest): Promise<void> {
  await requestSyncs(sql, [request]);
}

/** Asks for orders to be fetched, however often each was asked for before, and wakes the workers at the commit. */
export async function requestSyncs(sql: Sql, requests: readonly SyncRequest[]): Promise<void> {
  const wanted = [...new Map(requests.map((request) => [`${request.shopId} ${request.reference}`, request])).values()];
  if (wanted.length === 0) return;
  await sql.query(requestStatement, [
    wanted.map(({ shopId }) => shopId),
    wanted.map(({ reference }) => reference),
    wanted.map(({ channel }) => channel),
    wanted.map(({ cause }) => cause),
    wanted.map(({ at }) => at),
  ]);
}
