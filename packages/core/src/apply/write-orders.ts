import type { Sql } from '../database.ts';
import type { HubContext } from '../hub-context.ts';
import type { ChangedOrder } from './changed-order.ts';
import { eventRows } from './event-rows.ts';
import { orderRow } from './order-row.ts';
import { partRows } from './part-rows.ts';
import { unannouncedRows } from './unannounced-rows.ts';
import { WRITE_STATEMENT, WRITE_STATEMENT_WITH_TICKETS } from './write-statement.ts';

/** An order that was looked at without a change. */
export interface SeenOrder {
  readonly id: string;
  readonly observedAt: Date;
  /** Whether upstream said what is stored; otherwise it said something older, which confirms nothing. */
  readonly isSame: boolean;
}

const seenStatement = {
  name: 'apply.seen',
  text: `
update interline.orders
   set observed_at = greatest(orders.observed_at, seen.observed_at),
       recorded_at = case when seen.is_same then greatest(orders.recorded_at, $4) else orders.recorded_at end
  from unnest($1::uuid[], $2::timestamptz[], $3::boolean[]) as seen (id, observed_at, is_same)
 where orders.id = seen.id`,
};

/**
 * Notes when orders were looked at. That goes for older answers too: an order of which the channel goes
 * on telling an older state would be asked for again and again.
 */
export async function noteSeen(sql: Sql, orders: readonly SeenOrder[], now: Date): Promise<void> {
  if (orders.length === 0) return;
  await sql.query(seenStatement, [
    orders.map(({ id }) => id),
    orders.map(({ observedAt }) => observedAt),
    orders.map(({ isSame }) => isSame),
    now,
  ]);
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
  const common = [
    JSON.stringify(orders.map((order) => orderRow(order, now))),
    JSON.stringify(parts.flatMap(({ items }) => items.rows)),
    JSON.stringify(parts.flatMap(({ travellers }) => travellers.rows)),
    JSON.stringify(parts.flatMap(({ refunds }) => refunds.rows)),
    parts.flatMap(({ items }) => items.gone),
    parts.flatMap(({ travellers }) => travellers.gone),
    parts.flatMap(({ refunds }) => refunds.gone),
    orders.map(({ id, shop, raw }) =>
      context.sealer.seal({ shopId: shop.id, column: 'order_raw.sealed', row: id }, raw),
    ),
    JSON.stringify(orders.flatMap((order) => eventRows(order, now))),
    JSON.stringify(unannouncedRows(context, orders)),
    now,
  ];
  const changes = parts.flatMap((part) => part.changes.rows);
  const tickets = parts.flatMap((part) => part.tickets.rows);
  const goneChanges = parts.flatMap((part) => part.changes.gone);
  const goneTickets = parts.flatMap((part) => part.tickets.gone);
  if ([changes, tickets, goneChanges, goneTickets].every(({ length }) => length === 0)) {
    await sql.query(WRITE_STATEMENT, common);
    return;
  }
  const others = [JSON.stringify(changes), JSON.stringify(tickets), goneChanges, goneTickets];
  await sql.query(WRITE_STATEMENT_WITH_TICKETS, [...common, ...others]);
}
