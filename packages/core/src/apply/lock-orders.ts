import type { Sql } from '../database.ts';

const lockStatement = {
  name: 'apply.lock',
  text: `
select pg_advisory_xact_lock(key)
  from (select distinct hashtextextended(shop_id || ' ' || reference, 0) as key
          from unnest($1::text[], $2::text[]) as wanted (shop_id, reference)
         order by key) as locks`,
};

/**
 * Makes the transactions that write one order come after one another, from here to their ends. It is
 * the lock on the order's row, but it works before there is a row. And it is taken before the
 * transaction writes anything, so before it gets its number: an order's events are therefore numbered
 * in the order of their transactions, which the feed relies on. Whoever writes events calls this first.
 * The keys are taken sorted, so that batches cannot deadlock.
 */
export async function lockOrders(
  sql: Sql,
  orders: readonly { readonly shopId: string; readonly reference: string }[],
): Promise<void> {
  await sql.query(lockStatement, [orders.map(({ shopId }) => shopId), orders.map(({ reference }) => reference)]);
}
