import { defineEntity, p } from '@mikro-orm/core';
import { OrderSchema } from './order.ts';
import type { JsonObject } from './snapshot.ts';
import type { ChangeStatus } from './status.ts';

const ChangeSchema = defineEntity({
  name: 'Change',
  tableName: 'change',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(OrderSchema).mapToPk().name('order_id').deleteRule('cascade').index(false),
    /** Null for a change of several items or of the whole order. */
    itemId: p.uuid().nullable(),
    shopId: p.uuid(),
    /** The upstream id of the change. */
    reference: p.text(),
    status: p.text().$type<ChangeStatus>(),
    channelStatus: p.text(),
    /** What is to be paid for it, in minor units of the order's currency; null when the channel does not say (yet). */
    amount: p.bigint('bigint').nullable(),
    /** Until when what it changes to is held for payment; null when nothing is held. */
    deadline: p.datetime(3).nullable(),
    requestedAt: p.datetime(3).nullable(),
    detail: p.json<JsonObject>(),
  },
  uniques: [{ name: 'change_reference', properties: ['orderId', 'reference'] }],
});

/** A change of what was bought, for example to another flight. */
export class Change extends ChangeSchema.class {}
ChangeSchema.setClass(Change);
export { ChangeSchema };
