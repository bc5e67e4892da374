import { defineEntity, p } from '@mikro-orm/core';
import { OrderSchema } from './order.ts';

const UnannouncedChangeSchema = defineEntity({
  name: 'UnannouncedChange',
  tableName: 'unannounced_change',
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
    /** The order's version that polling found and no message had told of. */
    version: p.integer().primary(),
    shopId: p.uuid(),
    channel: p.text(),
    topic: p.text(),
    /** The order's modified time upstream. */
    modifiedAt: p.datetime(3),
    foundAt: p.datetime(3),
    /** When a late message told of it after all; null means lost. */
    announcedAt: p.datetime(3).nullable(),
  },
  indexes: [{ name: 'unannounced_change_found', properties: ['foundAt'] }],
});

/** A change that polling found and no message announced: the measure of loss, per topic. */
export class UnannouncedChange extends UnannouncedChangeSchema.class {}
UnannouncedChangeSchema.setClass(UnannouncedChange);
export { UnannouncedChangeSchema };
