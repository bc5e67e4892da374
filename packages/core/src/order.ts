import { defineEntity, p } from '@mikro-orm/core';
import { ShopSchema } from './shop.ts';
import type { Anomaly, JsonObject, Notice } from './snapshot.ts';
import type { ChangeStatus, Confirmation, Direction, OrderStatus, RefundStatus } from './status.ts';

const OrderSchema = defineEntity({
  name: 'Order',
  tableName: 'orders',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    shopId: () => p.manyToOne(ShopSchema).mapToPk().name('shop_id').index(false),
    channel: p.text(),
    /** The upstream order id. */
    reference: p.text(),
    direction: p.text().$type<Direction>(),
    status: p.text().$type<OrderStatus>(),
    channelStatus: p.text(),
    confirmation: p.text().$type<Confirmation>(),
    refundStatus: p.text().$type<RefundStatus>(),
    /** Over all of its changes; null when nothing was ever to be changed. */
    changeStatus: p.text().$type<ChangeStatus>().nullable(),
    currency: p.text(),
    /** Minor units. */
    totalAmount: p.bigint('bigint'),
    paidAmount: p.bigint('bigint'),
    buyerNick: p.text().nullable(),
    itemCount: p.integer(),
    /** Earliest start and latest end of its items. */
    travelStart: p.datetime(3).nullable(),
    travelEnd: p.datetime(3).nullable(),
    /** The earliest open deadline of its items and of changes that are held for payment; null when nothing is open. */
    deadline: p.datetime(3).nullable(),
    /** The deadline that was last announced as near, so that each is announced once. */
    announcedDeadline: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
    paidAt: p.datetime(3).nullable(),
    endedAt: p.datetime(3).nullable(),
    modifiedAt: p.datetime(3),
    /** When the latest fetch of the order was started, by the hub's clock, whether or not it changed anything. */
    observedAt: p.datetime(3),
    /** When that state was last written or confirmed; a fetch that started after it saw upstream later. */
    recordedAt: p.datetime(3).defaultRaw('now()'),
    /** Goes up with each change the hub saw. */
    version: p.integer(),
    /** Titles and buyer nick in one text, for searching. */
    searchText: p.text(),
    detail: p.json<JsonObject>(),
    /** What upstream said unexpectedly in the present state; each is announced once. */
    anomalies: p.json<readonly Anomaly[]>().default([]),
    /** Every notice that was ever told, so that each is told once, even when it disappears upstream and returns. */
    notices: p.json<readonly Notice[]>().default([]),
    /** SHA-256 of the snapshot, the raw answer's digest included; an equal one changes nothing. */
    fingerprint: p.blob(),
  },
  uniques: [{ name: 'orders_reference', properties: ['shopId', 'reference'] }],
  // Each list is found by exactly one index; an index that gives only the order (say, by `created_at` alone) would
  // tempt the planner to walk past every order that a filter leaves out.
  indexes: [
    {
      name: 'orders_shop_created',
      expression: 'create index orders_shop_created on interline.orders (shop_id, created_at desc, id desc)',
    },
    {
      name: 'orders_shop_status_created',
      expression:
        'create index orders_shop_status_created on interline.orders (shop_id, status, created_at desc, id desc)',
    },
    {
      name: 'orders_shop_refund_created',
      expression:
        "create index orders_shop_refund_created on interline.orders (shop_id, refund_status, created_at desc, id desc) where refund_status <> 'NONE'",
    },
    {
      name: 'orders_shop_change_created',
      expression:
        'create index orders_shop_change_created on interline.orders (shop_id, change_status, created_at desc, id desc) where change_status is not null',
    },
    {
      name: 'orders_channel_created',
      expression: 'create index orders_channel_created on interline.orders (channel, created_at desc, id desc)',
    },
    {
      name: 'orders_shop_modified',
      expression: 'create index orders_shop_modified on interline.orders (shop_id, modified_at desc, id desc)',
    },
    {
      name: 'orders_shop_deadline',
      expression:
        'create index orders_shop_deadline on interline.orders (shop_id, deadline, id) where deadline is not null',
    },
    {
      name: 'orders_shop_status_deadline',
      expression:
        'create index orders_shop_status_deadline on interline.orders (shop_id, status, deadline, id) where deadline is not null',
    },
    {
      name: 'orders_open_rest',
      expression:
        "create index orders_open_rest on interline.orders (shop_id, (case when travel_end is null then 'infinity'::timestamptz else greatest(travel_end, modified_at) end), observed_at) where status not in ('COMPLETED', 'CANCELLED', 'REFUNDED')",
    },
    {
      name: 'orders_closed_ended',
      expression:
        "create index orders_closed_ended on interline.orders (shop_id, (coalesce(ended_at, modified_at)), observed_at) where status in ('COMPLETED', 'CANCELLED', 'REFUNDED')",
    },
  ],
});

/** An order of any channel. Facts of one channel that nobody filters by are in `detail`. */
export class Order extends OrderSchema.class {}
OrderSchema.setClass(Order);
export { OrderSchema };
