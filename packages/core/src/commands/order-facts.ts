import type { ChangeFacts, ItemFacts, OrderFacts, RefundFacts, TicketFacts } from '../contract/command-definition.ts';
import type { Sql } from '../database.ts';

const orderStatement = {
  name: 'order.facts',
  text: `select id, reference, status, channel_status as "channelStatus", confirmation,
                refund_status as "refundStatus", currency, total_amount::text as "totalAmount",
                paid_amount::text as "paidAmount", detail
           from interline.orders
          where shop_id = $1 and reference = $2`,
};
const itemsStatement = {
  name: 'order.item_facts',
  text: `select reference, status, channel_status as "channelStatus", confirmation,
                refund_status as "refundStatus", kind, detail
           from interline.item
          where order_id = $1
          order by position`,
};
const refundsStatement = partsStatement('refund', 'part.reference');
const changesStatement = partsStatement('change', 'part.reference');
const ticketsStatement = partsStatement('ticket', 'part.position');

/** The stored order as a command's `allowed` sees it, without personal data; null when the hub has no such order. */
export async function orderFacts(sql: Sql, shopId: string, reference: string): Promise<OrderFacts | null> {
  type Row = Omit<OrderFacts, 'items' | 'refunds' | 'changes' | 'tickets'> & { readonly id: string };
  const [row] = await sql.query<Row>(orderStatement, [shopId, reference]);
  if (!row) return null;
  const { id, ...order } = row;
  const [items, refunds, changes, tickets] = await Promise.all([
    sql.query<ItemFacts>(itemsStatement, [id]),
    sql.query<RefundFacts>(refundsStatement, [id]),
    sql.query<ChangeFacts>(changesStatement, [id]),
    sql.query<TicketFacts>(ticketsStatement, [id]),
  ]);
  return { ...order, items, refunds, changes, tickets };
}

function partsStatement(table: string, order: string) {
  return {
    name: `order.${table}_facts`,
    text: `select part.reference, item.reference as "itemReference", part.status, part.detail
             from interline.${table} part
             left join interline.item on item.id = part.item_id
            where part.order_id = $1
            order by ${order}`,
  };
}
