import { defineEntity, p } from '@mikro-orm/core';

const ShownKeySchema = defineEntity({
  name: 'ShownKey',
  tableName: 'shown_key',
  schema: 'interline',
  properties: {
    channel: p.text().primary(),
    /** SHA-256 of the key. */
    hash: p.blob().primary(),
    /** Where it was shown last; null when that was before it was kept. */
    shopId: p.uuid().nullable(),
    /** Whether a call that showed it was answered; until then calls to the same shop may show it again. */
    answered: p.boolean().default(true),
    /** Until when it is remembered. */
    until: p.datetime(3),
  },
  indexes: [{ name: 'shown_key_until', properties: ['until'] }],
});

/** A nonce or signature that a channel's call came with, so that a recorded call cannot be played again. */
export class ShownKey extends ShownKeySchema.class {}
ShownKeySchema.setClass(ShownKey);
export { ShownKeySchema };
