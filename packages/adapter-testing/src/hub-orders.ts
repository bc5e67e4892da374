import type { Sql } from '@interline/core/hub';

import type { TrueOrder } from './channel-simulator.ts';

const ordersStatement = {
  name: 'testing.orders',
  text: `select orders.reference, orders.channel_status as "channelStatus",
                (select coalesce(jsonb_agg(jsonb_build_object('reference', item.reference,
                                                              'channelStatus', item.channel_status,
                                                              'refundStatus', item.refund_status)
                                           order by item.reference), '[]')
                   from interline.item where item.order_id = orders.id) as items
           from interline.orders
          where orders.shop_id = $1
          order by orders.reference`,
};

/** The orders of a shop as the hub has them, to be compared with the channel's truth. Sorted by reference. */
export async function hubOrders(sql: Sql, shopId: string): Promise<TrueOrder[]> {
  return sql.query<TrueOrder>(ordersStatement, [shopId]);
}

/** The truth in the same order as {@link hubOrders}. */
export function sortedTruth(orders: readonly TrueOrder[]): TrueOrder[] {
  return orders
    .map(({ reference, channelStatus, items }) => ({
      reference,
      channelStatus,
      items: items.toSorted((a, b) => compareText(a.reference, b.reference)),
    }))
    .toSorted((a, b) => compareText(a.reference, b.reference));
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
