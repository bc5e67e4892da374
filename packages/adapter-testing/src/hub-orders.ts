import type { Sql } from '@interline/core/hub';

import type { TrueOrder } from './channel-simulator.ts';

const ordersStatement = {
  name: 'testing.orders',
  text: `select orders.reference, orders.channel_status as "channelStatus", orders.total_amount::text as "totalAmount",
                (select coalesce(jsonb_agg(jsonb_build_object('reference', item.reference,
                                                              'channelStatus', item.channel_status,
                                                              'refundStatus', item.refund_status)
                                           order by item.reference), '[]')
                   from interline.item where item.order_id = orders.id) as items,
                (select coalesce(jsonb_agg(jsonb_build_object('reference', change.reference,
                                                              'channelStatus', change.channel_status,
                                                              'amount', change.amount::text)
                                           order by change.reference), '[]')
                   from interline.change where change.order_id = orders.id) as changes,
                (select coalesce(jsonb_agg(jsonb_build_object('reference', ticket.reference,
                                                              'channelStatus', ticket.channel_status,
                                                              'amount', ticket.amount::text,
                                                              'number', ticket.number)
                                           order by ticket.reference), '[]')
                   from interline.ticket where ticket.order_id = orders.id) as tickets,
                (select coalesce(jsonb_agg(jsonb_build_object('reference', refund.reference,
                                                              'channelStatus', refund.channel_status,
                                                              'amount', refund.amount::text)
                                           order by refund.reference), '[]')
                   from interline.refund where refund.order_id = orders.id) as refunds,
                jsonb_array_length(orders.notices) as notices
           from interline.orders
          where orders.shop_id = $1
          order by orders.reference`,
};

/** The orders of a shop as the hub has them, in the form of the channel's truth. Sorted by reference. */
export async function hubOrders(sql: Sql, shopId: string): Promise<TrueOrder[]> {
  return sql.query<TrueOrder>(ordersStatement, [shopId]);
}
