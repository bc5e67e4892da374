import { defineEntity, p } from '@mikro-orm/core';
import { OrderSchema } from './order.ts';
import type { JsonObject } from './snapshot.ts';
import type { Confirmation, OrderStatus, RefundStatus } from './status.ts';

const ItemSchema = defineEntity({
  name: 'Item',
  tableName: 'item',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(OrderSchema).mapToPk().name('order_id').deleteRule('cascade').index(false),
    shopId: p.uuid(),
    /** Place within the order, from 0. */
    position: p.integer(),
    reference: p.text(),
    status: p.text().$type<OrderStatus>(),
    channelStatus: p.text(),
    confirmation: p.text().$type<Confirmation>(),
    refundStatus: p.text().$type<RefundStatus>(),
    title: p.text(),
    kind: p.text(),
    quantity: p.integer(),
    unitAmount: p.bigint('bigint'),
    totalAmount: p.bigint('bigint'),
    paidAmount: p.bigint('bigint'),
    travelStart: p.datetime(3).nullable(),
    travelEnd: p.datetime(3).nullable(),
    deadline: p.datetime(3).nullable(),
    endedAt: p.datetime(3).nullable(),
    detail: p.json<JsonObject>(),
  },
  uniques: [{ name: 'item_reference', properties: ['orderId', 'reference'] }],
  indexes: [{ name: 'item_order', properties: ['orderId', 'position'] }],
});

/** A sub-order. */
export class Item extends ItemSchema.class {}
ItemSchema.setClass(Item);
export { ItemSchema };
