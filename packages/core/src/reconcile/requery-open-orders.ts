import type { HubContext } from '../hub-context.ts';
import { IS_CLOSED, IS_OPEN, REST_AFTER_MS, RESTS_SINCE } from '../order-rest.ts';
import { RAISE_TASK } from '../sync/request-sync.ts';
import { SYNC_CHANNEL } from '../wake.ts';

/** Which orders a sweep asks for. */
export interface RequeryOptions {
  /** Open orders that were not looked at for this long are asked for, in milliseconds. Default 30 min. */
  readonly openAfterMs?: number;
  /**
   * An open order whose travel has ended, and that did not change since, is looked at like a closed one after this, in
   * milliseconds. Default 3 days.
   */
  readonly restAfterMs?: number;
  /** The same for closed orders, in milliseconds. Default 24 h. */
  readonly closedAfterMs?: number;
  /**
   * Closed orders are looked at for this long after their end, and open ones after their travel, for late refunds, in
   * milliseconds. Default 90 days.
   */
  readonly closedForMs?: number;
  /** Orders that became dead letters by passing trouble are tried again after this, in milliseconds. Default 1 h. */
  readonly deadAfterMs?: number;
  /** Most orders of one call. Default 200. */
  readonly limit?: number;
}

/** SQL: nobody has asked for it yet, and no person is to look at it. */
const IS_UNASKED = `not exists (select from interline.sync_task task where task.shop_id = $1 and task.reference = orders.reference)
     and not exists (select from interline.dead_letter letter
                      where letter.shop_id = $1 and letter.reference = orders.reference and letter.kind = 'ORDER' and letter.resolved_at is null)`;

/**
 * The longest unseen first, open before closed. Orders that wait to be fetched are left out, and so are
 * dead letters until their own time comes; those for which no answer can be hoped are left to a person.
 */
export const REQUERY_STATEMENT = {
  name: 'reconcile.requery',
  text: `
with open_orders as (
  select reference, 1 as urgency, observed_at as seen_at from interline.orders
   where shop_id = $1 and ${IS_OPEN} and ${RESTS_SINCE} > $9 and observed_at < $4 and ${IS_UNASKED}
   order by observed_at limit $8
),
dead_orders as (
  select reference, 2, coalesce(last_tried_at, created_at) from interline.dead_letter letter
   where shop_id = $1 and kind = 'ORDER' and resolved_at is null and code not in ('not-found', 'invalid')
     and coalesce(last_tried_at, created_at) < $5
     and not exists (select from interline.sync_task task where task.shop_id = $1 and task.reference = letter.reference)
   order by 3 limit $8
),
resting_orders as (
  select reference, 3, observed_at from interline.orders
   where shop_id = $1 and ${IS_OPEN} and ${RESTS_SINCE} > $6 and ${RESTS_SINCE} <= $9 and observed_at < $7
     and ${IS_UNASKED}
   order by observed_at limit $8
),
closed_orders as (
  select reference, 3, observed_at from interline.orders
   where shop_id = $1 and ${IS_CLOSED} and coalesce(ended_at, modified_at) > $6 and observed_at < $7
     and ${IS_UNASKED}
   order by observed_at limit $8
),
chosen as (
  select distinct reference from (
    select * from (
      table open_orders union all table dead_orders union all table resting_orders union all table closed_orders) as candidates
     order by urgency, seen_at limit $8) as first_ones
),
raised as (
  insert into interline.sync_task as task (shop_id, reference, channel, cause, due_at)
  select $1::uuid, reference, $2, 'REQUERY', $3::timestamptz from chosen order by reference
  ${RAISE_TASK}
  returning 1
),
woken as (select pg_notify('${SYNC_CHANNEL}', '') from raised limit 1)
select (select count(*)::int from raised) as requested, (select count(*) from woken) as woken`,
};

const shopStatement = { name: 'reconcile.shop', text: 'select channel, state from interline.shop where id = $1' };

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/**
 * Asks by id for orders that were not looked at for long, because searches filter by creation time only
 * and messages get lost. Does nothing for a parked shop.
 *
 * @returns how many orders were asked for
 */
export async function requeryOpenOrders(
  context: HubContext,
  shopId: string,
  options: RequeryOptions = {},
): Promise<number> {
  const {
    openAfterMs = 30 * MINUTE,
    restAfterMs = REST_AFTER_MS,
    closedAfterMs = DAY,
    closedForMs = 90 * DAY,
  } = options;
  const { deadAfterMs = 60 * MINUTE, limit = 200 } = options;
  const [shop] = await context.database.query<{ channel: string; state: string }>(shopStatement, [shopId]);
  if (!shop) throw new Error(`There is no shop ${shopId}.`);
  if (shop.state !== 'ACTIVE') return 0;
  const now = context.clock.now();
  const before = (ms: number): Date => new Date(now.getTime() - ms);
  const [result] = await context.database.query<{ requested: number }>(REQUERY_STATEMENT, [
    shopId,
    shop.channel,
    now,
    before(openAfterMs),
    before(deadAfterMs),
    before(closedForMs),
    before(closedAfterMs),
    limit,
    before(restAfterMs),
  ]);
  return result?.requested ?? 0;
}
