import type { OrderFacts } from '../contract/order-facts.ts';
import type { Sql } from '../database.ts';

/** One statement, so that the parts are of one moment. Amounts are text, because JSON has no big integers. */
const factsStatement = {
  name: 'order.facts',
  text: `
select json_build_object(
         'reference', orders.reference, 'status', orders.status, 'channelStatus', orders.channel_status,
         'confirmation', orders.confirmation, 'refundStatus', orders.refund_status, 'currency', orders.currency,
         'totalAmount', orders.total_amount::text, 'paidAmount', orders.paid_amount::text, 'detail', orders.detail,
         'items', coalesce((
           select json_agg(json_build_object(
                    'reference', item.reference, 'status', item.status, 'channelStatus', item.channel_status,
                    'confirmation', item.confirmation, 'refundStatus', item.refund_status, 'kind', item.kind,
                    'detail', item.detail) order by item.position)
             from interline.item
            where item.order_id = orders.id), '[]'),
         'refunds', ${partsOf('refund', 'reference')},
         'changes', ${partsOf('change', 'reference')},
         'tickets', ${partsOf('ticket', 'position')}) as facts
  from interline.orders
 where orders.shop_id = $1 and orders.reference = $2`,
};

/** The stored order as a command's `allowed` sees it, without personal data; null when the hub has no such order. */
export async function orderFacts(sql: Sql, shopId: string, reference: string): Promise<OrderFacts | null> {
  const [row] = await sql.query<{ readonly facts: OrderFacts }>(factsStatement, [shopId, reference]);
  return row?.facts ?? null;
}

function partsOf(table: string, order: string): string {
  return `coalesce((
           select json_agg(json_build_object(
                    'reference', part.reference, 'itemReference', item.reference, 'status', part.status,
                    'detail', part.detail) order by part.${order})
             from interline.${table} part
             left join interline.item on item.id = part.item_id
            where part.order_id = orders.id), '[]')`;
}
