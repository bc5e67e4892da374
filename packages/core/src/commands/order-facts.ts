import type { ItemFacts, OrderFacts } from '../contract/command-definition.ts';
import type { Sql } from '../database.ts';

const orderStatement = {
  name: 'order.facts',
  text: `select id, reference, status, channel_status as "channelStatus", confirmation,
                refund_status as "refundStatus", detail
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

/** The stored order as a command's `allowed` sees it, without personal data; null when the hub has no such order. */
export async function orderFacts(sql: Sql, shopId: string, reference: string): Promise<OrderFacts | null> {
  const [row] = await sql.query<Omit<OrderFacts, 'items'> & { readonly id: string }>(orderStatement, [
    shopId,
    reference,
  ]);
  if (!row) return null;
  const { id, ...order } = row;
  return { ...order, items: await sql.query<ItemFacts>(itemsStatement, [id]) };
}
