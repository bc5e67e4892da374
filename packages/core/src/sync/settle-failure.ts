import type { HubContext } from '../hub-context.ts';
import { newId } from '../id.ts';
import { storableText } from '../storable-text.ts';
import type { ClaimedTask } from './claim.ts';
import type { Verdict } from './judge-failure.ts';

const postponeStatement = {
  name: 'sync.postpone',
  text: `
update interline.sync_task
   set leased_until = null, due_at = greatest(due_at, $4), tries = $5, last_error = coalesce($6, last_error)
 where shop_id = $1 and reference = $2 and leased_until = $3`,
};

/**
 * A task that was asked for again meanwhile goes on with a clean slate, after the same back-off; the
 * dead letter is written all the same and resolves by itself when the order comes right.
 */
const buryStatement = {
  name: 'sync.bury',
  text: `
with held as (
  select shop_id, reference, channel, requested = $4 as is_done from interline.sync_task
   where shop_id = $1 and reference = $2 and leased_until = $3 for update
),
done as (
  delete from interline.sync_task task using held
   where held.is_done and task.shop_id = held.shop_id and task.reference = held.reference
),
again as (
  update interline.sync_task task set leased_until = null, tries = 0, due_at = $5, last_error = $8 from held
   where not held.is_done and task.shop_id = held.shop_id and task.reference = held.reference
),
dead as (
  update interline.message set state = 'DEAD', reason = $8 from held
   where held.is_done and message.state = 'PENDING'
     and message.shop_id = held.shop_id and message.reference = held.reference
)
insert into interline.dead_letter as letter (id, kind, channel, shop_id, reference, code, reason, tries, created_at)
select $6, 'ORDER', channel, shop_id, reference, $7, $8, $9, $5 from held
on conflict (shop_id, reference) where kind = 'ORDER' and resolved_at is null do update set
   code = excluded.code, reason = excluded.reason, tries = letter.tries + excluded.tries, last_tried_at = excluded.created_at`,
};

/** Puts a failed task where the verdict wants it. Does nothing when the lease has passed to another worker. */
export async function settleFailure(context: HubContext, task: ClaimedTask, verdict: Verdict): Promise<void> {
  const reason = storableText(verdict.reason).slice(0, 1_000);
  if (verdict.kind === 'dead') {
    await bury(context, task, verdict.code, reason);
    return;
  }
  const delayMs = verdict.kind === 'park' ? 0 : verdict.delayMs;
  await postpone(context, task, delayMs, task.tries + (verdict.kind === 'retry' ? 1 : 0), reason);
}

/** Gives a task back as it was, for whoever comes next, not before `delayMs` have passed. */
export async function releaseTask(context: HubContext, task: ClaimedTask, delayMs = 0): Promise<void> {
  await postpone(context, task, delayMs, task.tries, null);
}

async function postpone(
  context: HubContext,
  { shop, reference, leasedUntil }: ClaimedTask,
  delayMs: number,
  tries: number,
  reason: string | null,
): Promise<void> {
  const dueAt = new Date(context.clock.now().getTime() + delayMs);
  await context.database.query(postponeStatement, [shop.id, reference, leasedUntil, dueAt, tries, reason]);
}

async function bury(context: HubContext, task: ClaimedTask, code: string, reason: string): Promise<void> {
  const now = context.clock.now();
  const { shop, reference, leasedUntil, requested, tries } = task;
  await context.database.query(buryStatement, [
    shop.id,
    reference,
    leasedUntil,
    requested,
    now,
    newId(now),
    code,
    reason,
    tries + 1,
  ]);
  context.logger.warn({ shopId: shop.id, channel: shop.channel, reference, code }, 'Order became a dead letter');
}
