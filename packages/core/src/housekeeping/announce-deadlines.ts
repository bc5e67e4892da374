import { lockOrders } from '../apply/lock-orders.ts';
import { FEED_CHANNEL } from '../feed/feed.ts';
import type { HubContext } from '../hub-context.ts';

const dueStatement = {
  name: 'deadlines.due',
  text: `
select due.shop_id, due.reference
  from interline.shop cross join lateral (
    select shop_id, reference, deadline from interline.orders
     where shop_id = shop.id and deadline > $1 and deadline <= $2 and announced_deadline is distinct from deadline
     order by deadline limit $3) as due
 order by due.deadline limit $3`,
};

/** Asks again under the lock: the order may have moved on, or another node may have told of it. */
const announceStatement = {
  name: 'deadlines.announce',
  text: `
with near as (
  update interline.orders set announced_deadline = deadline
    from unnest($3::uuid[], $4::text[]) as due (shop_id, reference)
   where orders.shop_id = due.shop_id and orders.reference = due.reference
     and deadline > $1 and deadline <= $2 and announced_deadline is distinct from deadline
  returning orders.id, orders.shop_id, orders.channel, orders.version, orders.deadline
),
told as (
  insert into interline.order_event (order_id, shop_id, channel, type, item_reference, to_value, version, cause,
                                     occurred_at, recorded_at, data)
  select near.id, near.shop_id, near.channel, 'DEADLINE_NEAR', waiting.item_reference,
         to_jsonb(near.deadline) #>> '{}', near.version, 'DEADLINE', $1, $1,
         jsonb_strip_nulls(jsonb_build_object('change', waiting.change))
    from near
    left join lateral (
      select reference as item_reference, null as change, position from interline.item
       where order_id = near.id and deadline = near.deadline
      union all
      select item.reference, change.reference, null from interline.change left join interline.item on item.id = change.item_id
       where change.order_id = near.id and change.deadline = near.deadline and change.status = 'AWAITING_PAYMENT'
       order by position, change limit 1) as waiting on true
  returning 1
),
woken as (select pg_notify('${FEED_CHANNEL}', '') from told limit 1)
select (select count(*)::int from told) as announced, (select count(*) from woken) as woken`,
};

/**
 * Tells of each order that will be closed, or of which a change will lapse, within `withinMs` milliseconds
 * unless somebody acts: one `DEADLINE_NEAR` event per order and deadline, whose data name the change if it
 * is one's. A deadline that moves is announced again.
 *
 * @param options.limit most orders of one call. Default 500.
 * @returns how many orders were announced
 */
export async function announceDeadlines(
  context: HubContext,
  options: { readonly withinMs: number; readonly limit?: number },
): Promise<number> {
  const now = context.clock.now();
  const until = new Date(now.getTime() + options.withinMs);
  const due = await context.database.query<{ shop_id: string; reference: string }>(dueStatement, [
    now,
    until,
    options.limit ?? 500,
  ]);
  if (due.length === 0) return 0;
  return context.database.transaction(async (sql) => {
    await lockOrders(
      sql,
      due.map(({ shop_id: shopId, reference }) => ({ shopId, reference })),
    );
    const [result] = await sql.query<{ announced: number }>(announceStatement, [
      now,
      until,
      due.map(({ shop_id: shopId }) => shopId),
      due.map(({ reference }) => reference),
    ]);
    return result?.announced ?? 0;
  });
}
