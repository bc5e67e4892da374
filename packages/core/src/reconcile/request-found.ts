import type { FoundOrder } from '../contract/adapter.ts';
import type { ShopIdentity } from '../contract/shop.ts';
import type { Sql } from '../database.ts';
import { RAISE_TASK } from '../sync/request-sync.ts';
import type { Cause } from '../sync-task.ts';
import { SYNC_CHANNEL } from '../wake.ts';

/**
 * A search index may lag behind, so what it says counts only when it is news: an order the hub does not
 * have, a later modified time, or another status without an earlier time.
 */
const requestStatement = {
  name: 'reconcile.request',
  text: `
with raised as (
  insert into interline.sync_task as task (shop_id, reference, channel, cause, due_at)
  select distinct $1::uuid, found.reference, $2, $3, $4::timestamptz
    from unnest($5::text[], $6::timestamptz[], $7::text[]) as found (reference, modified_at, status)
    left join interline.orders on orders.shop_id = $1 and orders.reference = found.reference
   where orders.id is null
      or found.modified_at > orders.modified_at
      or (found.status <> orders.status and coalesce(found.modified_at >= orders.modified_at, true))
   order by found.reference
  ${RAISE_TASK}
  returning 1
),
woken as (select pg_notify('${SYNC_CHANNEL}', '') from raised limit 1)
select (select count(*)::int from raised) as requested, (select count(*) from woken) as woken`,
};

/** Asks for those of the found orders that are news. @returns how many */
export async function requestFound(
  sql: Sql,
  shop: Pick<ShopIdentity, 'id' | 'channel'>,
  found: readonly FoundOrder[],
  cause: Cause,
  at: Date,
): Promise<number> {
  if (found.length === 0) return 0;
  const [result] = await sql.query<{ requested: number }>(requestStatement, [
    shop.id,
    shop.channel,
    cause,
    at,
    found.map(({ reference }) => reference),
    found.map(({ modifiedAt }) => modifiedAt),
    found.map(({ status }) => status),
  ]);
  return result?.requested ?? 0;
}
