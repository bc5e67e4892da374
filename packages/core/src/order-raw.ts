import { defineEntity, p } from '@mikro-orm/core';
import { OrderSchema } from './order.ts';

const OrderRawSchema = defineEntity({
  name: 'OrderRaw',
  tableName: 'order_raw',
  schema: 'interline',
  properties: {
    orderId: () =>
      p
        .manyToOne(OrderSchema)
        .mapToPk()
        .name('order_id')
        .deleteRule('cascade')
        .index(false)
        .primary()
        .updateRule('no action'),
    shopId: p.uuid(),
    /** The latest upstream answer, encrypted. */
    sealed: p.blob(),
    observedAt: p.datetime(3),
  },
});

/** What the channel sent, whole: nothing upstream said is lost, known or not. */
export class OrderRaw extends OrderRawSchema.class {}
OrderRawSchema.setClass(OrderRaw);
export { OrderRawSchema };
