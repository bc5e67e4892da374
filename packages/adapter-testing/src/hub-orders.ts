import type { Sql } from '@interline/core/hub';

import type { TrueOrder, TruePart } from './channel-simulator.ts';

const ordersStatement = {
  name: 'testing.orders',
  text: `select orders.reference, orders.channel_status as "channelStatus",
                (select coalesce(jsonb_agg(jsonb_build_object('reference', item.reference,
                                                              'channelStatus', item.channel_status,
                                                              'refundStatus', item.refund_status)
                                           order by item.reference), '[]')
                   from interline.item where item.order_id = orders.id) as items,
                (select coalesce(jsonb_agg(jsonb_build_object('reference', change.reference,
                                                              'channelStatus', change.channel_status)
                                           order by change.reference), '[]')
                   from interline.change where change.order_id = orders.id) as changes,
                (select coalesce(jsonb_agg(jsonb_build_object('reference', ticket.reference,
                                                              'channelStatus', ticket.channel_status)
                                           order by ticket.reference), '[]')
                   from interline.ticket where ticket.order_id = orders.id) as tickets
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
    .map(({ items, changes = [], tickets = [], ...order }) => ({
      ...order,
      items: items.toSorted(byReference),
      changes: changes.toSorted(byReference),
      tickets: tickets.toSorted(byReference),
    }))
    .toSorted(byReference);
}

function byReference({ reference: a }: Pick<TruePart, 'reference'>, { reference: b }: Pick<TruePart, 'reference'>) {
  return a < b ? -1 : Number(a > b);
}
