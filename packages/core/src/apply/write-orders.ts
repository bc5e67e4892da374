import type { Sql } from '../database.ts';
import type { HubContext } from '../hub-context.ts';
import type { ChangedOrder } from './changed-order.ts';
import { eventRows, orderRow, partRows } from './rows.ts';
import { unannouncedRows } from './unannounced-rows.ts';
import { WRITE_STATEMENT } from './write-statement.ts';

const confirmStatement = {
  name: 'apply.confirm',
  text: `
update interline.orders
   set observed_at = greatest(orders.observed_at, seen.observed_at), recorded_at = greatest(orders.recorded_at, $3)
  from unnest($1::uuid[], $2::timestamptz[]) as seen (id, observed_at)
 where orders.id = seen.id`,
};

/** Notes that upstream still says what is stored. */
export async function confirmOrders(
  sql: Sql,
  orders: readonly { readonly id: string; readonly observedAt: Date }[],
  now: Date,
): Promise<void> {
  if (orders.length === 0) return;
  await sql.query(confirmStatement, [orders.map(({ id }) => id), orders.map(({ observedAt }) => observedAt), now]);
}

/** Writes orders with their parts, raw answers, events and measure of loss, in one statement. */
export async function writeOrders(
  context: HubContext,
  sql: Sql,
  orders: readonly ChangedOrder[],
  now: Date,
): Promise<void> {
  if (orders.length === 0) return;
  const parts = orders.map((order) => partRows(context.sealer, order, now));
  await sql.query(WRITE_STATEMENT, [
    JSON.stringify(orders.map((order) => orderRow(order, now))),
    JSON.stringify(parts.flatMap(({ items }) => items)),
    JSON.stringify(parts.flatMap(({ travellers }) => travellers)),
    JSON.stringify(parts.flatMap(({ refunds }) => refunds)),
    parts.flatMap(({ goneItems }) => goneItems),
    parts.flatMap(({ goneTravellers }) => goneTravellers),
    parts.flatMap(({ goneRefunds }) => goneRefunds),
    orders.map(({ id, shop, raw }) =>
      context.sealer.seal({ shopId: shop.id, column: 'order_raw.sealed', row: id }, raw),
    ),
    JSON.stringify(orders.flatMap((order) => eventRows(order, now))),
    JSON.stringify(unannouncedRows(context, orders)),
    now,
  ]);
}
