import { defineEntity, p } from '@mikro-orm/core';
import { OrderSchema } from './order.ts';
import type { JsonObject } from './snapshot.ts';
import type { RefundStatus } from './status.ts';

const RefundSchema = defineEntity({
  name: 'Refund',
  tableName: 'refund',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(OrderSchema).mapToPk().name('order_id').deleteRule('cascade').index(false),
    /** Null for a refund of the whole order. */
    itemId: p.uuid().nullable(),
    shopId: p.uuid(),
    reference: p.text(),
    status: p.text().$type<RefundStatus>(),
    channelStatus: p.text(),
    /** Minor units of the order's currency; null when the channel does not say. */
    amount: p.bigint('bigint').nullable(),
    requestedAt: p.datetime(3).nullable(),
    detail: p.json<JsonObject>(),
  },
  uniques: [{ name: 'refund_reference', properties: ['orderId', 'reference'] }],
});

/** Money on its way back. */
export class Refund extends RefundSchema.class {}
RefundSchema.setClass(Refund);
export { RefundSchema };
