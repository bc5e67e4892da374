import { defineEntity, p } from '@mikro-orm/core';
import { ShopSchema } from './shop.ts';

const ShownKeySchema = defineEntity({
  name: 'ShownKey',
  tableName: 'shown_key',
  schema: 'interline',
  properties: {
    shopId: () =>
      p
        .manyToOne(ShopSchema)
        .mapToPk()
        .name('shop_id')
        .deleteRule('cascade')
        .index(false)
        .primary()
        .updateRule('no action'),
    /** SHA-256 of the key. */
    hash: p.blob().primary(),
    /** Until when it is remembered. */
    until: p.datetime(3),
  },
  indexes: [{ name: 'shown_key_until', properties: ['until'] }],
});

/** A nonce or signature that a shop was shown, so that a recorded call cannot be played again. */
export class ShownKey extends ShownKeySchema.class {}
ShownKeySchema.setClass(ShownKey);
export { ShownKeySchema };
