import { SYNC_CHANNEL } from '../wake.ts';
import type { Sql } from '../database.ts';
import type { ClaimedTask } from './claim.ts';

/**
 * A task is done when nobody asked again since it was claimed. Messages commit together with their
 * request, so all pending ones that are visible then came before the fetch: they are done as well. A
 * task that was asked for again is due at once, and its messages wait for that.
 */
const finishStatement = {
  name: 'sync.finish',
  text: `
with held as (
  select task.shop_id, task.reference, task.requested = claimed.requested as is_done
    from unnest($1::uuid[], $2::text[], $3::int[]) as claimed (shop_id, reference, requested)
    join interline.sync_task task on task.shop_id = claimed.shop_id and task.reference = claimed.reference
   order by task.shop_id, task.reference
     for update of task
),
done as (
  delete from interline.sync_task task using held
   where held.is_done and task.shop_id = held.shop_id and task.reference = held.reference
),
again as (
  update interline.sync_task task set leased_until = null, tries = 0, due_at = $4, last_error = null from held
   where not held.is_done and task.shop_id = held.shop_id and task.reference = held.reference
  returning 1
),
read as (
  update interline.message set state = 'DONE' from held
   where held.is_done and message.state = 'PENDING'
     and message.shop_id = held.shop_id and message.reference = held.reference
),
resolved as (
  update interline.dead_letter letter set resolved_at = $4 from held
   where letter.kind = 'ORDER' and letter.resolved_at is null
     and letter.shop_id = held.shop_id and letter.reference = held.reference
)
select pg_notify('${SYNC_CHANNEL}', '') from again limit 1`,
};

/** Notes that orders were fetched and applied; belongs in the transaction that applied them. */
export async function finishTasks(sql: Sql, tasks: readonly ClaimedTask[], now: Date): Promise<void> {
  await sql.query(finishStatement, [
    tasks.map(({ shop }) => shop.id),
    tasks.map(({ reference }) => reference),
    tasks.map(({ requested }) => requested),
    now,
  ]);
}
