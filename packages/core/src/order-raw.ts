import { defineEntity, p } from '@mikro-orm/core';

const OrderRawSchema = defineEntity({
  name: 'OrderRaw',
  tableName: 'order_raw',
  schema: 'interline',
  properties: {
    orderId: p.uuid().primary(),
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
