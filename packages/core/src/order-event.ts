import { defineEntity, p } from '@mikro-orm/core';
import { OrderSchema } from './order.ts';
import type { JsonObject } from './snapshot.ts';
import type { Cause } from './sync-task.ts';

/** What changed. `from` and `to` of the event hold unified values; `data` the channel's words. */
export const ORDER_EVENT_TYPES = [
  /** The hub saw the order for the first time; `to` is its status then. */
  'ORDER_CREATED',
  'STATUS_CHANGED',
  'ITEM_STATUS_CHANGED',
  'CONFIRMATION_CHANGED',
  /** A refund moved on, or, from `SUCCEEDED` to `SUCCEEDED`, grew: then `data` has `amountFrom` and `amountTo`. */
  'REFUND_CHANGED',
  /** A change (a rebooking) of the order moved on; `data.change` is its reference. */
  'REBOOKING_CHANGED',
  /** `data.ticket` is its reference. */
  'TICKET_CHANGED',
  /** The carrier moved or cancelled a departure; `from` and `to` are the times, `to` null when cancelled. */
  'SCHEDULE_CHANGED',
  'DEADLINE_CHANGED',
  /** The deadline of an item, or of the change that `data.change` names, is close and nobody has acted. */
  'DEADLINE_NEAR',
  /** Something else of the order changed; `data.fields` names what. */
  'DETAILS_CHANGED',
  /** Upstream said something the hub did not expect; the state was taken over all the same. */
  'ANOMALY_SEEN',
] as const;
/** One of {@link ORDER_EVENT_TYPES}. */
export type OrderEventType = (typeof ORDER_EVENT_TYPES)[number];

const OrderEventSchema = defineEntity({
  name: 'OrderEvent',
  tableName: 'order_event',
  schema: 'interline',
  properties: {
    seq: p.bigint('string').primary().autoincrement(),
    /** The transaction that wrote it; with `seq` the place in the feed (see feed.ts). */
    tx: p.string().columnType('xid8').defaultRaw('pg_current_xact_id()'),
    orderId: () => p.manyToOne(OrderSchema).mapToPk().name('order_id').deleteRule('cascade').index(false),
    shopId: p.uuid(),
    channel: p.text(),
    type: p.text().$type<OrderEventType>(),
    itemReference: p.text().nullable(),
    from: p.text().nullable().name('from_value'),
    to: p.text().nullable().name('to_value'),
    /** The order's version after the change. */
    version: p.integer(),
    cause: p.text().$type<Cause>(),
    /** When it happened, as the channel dates it; when it was seen, where the channel does not date its changes. */
    occurredAt: p.datetime(3),
    /** When the hub recorded it. */
    recordedAt: p.datetime(3),
    data: p.json<JsonObject>(),
  },
  indexes: [
    { name: 'order_event_feed', properties: ['tx', 'seq'] },
    { name: 'order_event_shop_feed', properties: ['shopId', 'tx', 'seq'] },
    { name: 'order_event_order', properties: ['orderId', 'seq'] },
  ],
});

/** One change of an order: a row of its timeline and of the outbox at once. Append-only. */
export class OrderEvent extends OrderEventSchema.class {}
OrderEventSchema.setClass(OrderEvent);
export { OrderEventSchema };
