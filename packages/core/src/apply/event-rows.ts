import type { ChangedOrder } from './changed-order.ts';

/** Rows of `order_event`, in the order in which they will be told. */
export function eventRows(order: ChangedOrder, now: Date): object[] {
  const occurredAt = happenedAt(order);
  return order.changes.map((change) => ({
    order_id: order.id,
    shop_id: order.shop.id,
    channel: order.shop.channel,
    type: change.type,
    item_reference: change.itemReference,
    from_value: change.from,
    to_value: change.to,
    version: order.version,
    cause: order.cause,
    occurred_at: occurredAt,
    recorded_at: now,
    data: change.data,
  }));
}

/** A channel that leaves the modified time as it was does not date the change: then it is as old as its sight. */
function happenedAt({ state, stored, observedAt }: ChangedOrder): Date {
  const dated = stored === null || state.modifiedAt > stored.state.modifiedAt;
  return dated ? state.modifiedAt : observedAt;
}
