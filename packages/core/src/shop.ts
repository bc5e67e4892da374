import { defineEntity, p } from '@mikro-orm/core';

/** `ACTIVE`: calls are made. `PARKED`: nothing is lost, nothing is called, until it is authorised or permitted again. */
export type ShopState = 'ACTIVE' | 'PARKED';

const ShopSchema = defineEntity({
  name: 'Shop',
  tableName: 'shop',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    channel: p.text(),
    name: p.text(),
    /** The merchant's account id on the channel. */
    accountId: p.text(),
    accountNick: p.text(),
    state: p.text().$type<ShopState>().default('ACTIVE'),
    /** Why it is parked: code and what to do. */
    parkedCode: p.text().nullable(),
    parkedReason: p.text().nullable(),
    parkedAt: p.datetime(3).nullable(),
    /** The session, encrypted (see seal.ts). */
    sessionSealed: p.blob().nullable(),
    /** When the session ends; null when unknown. */
    sessionExpiresAt: p.datetime(3).nullable(),
    createdAt: p.datetime(3),
  },
  uniques: [{ name: 'shop_account', properties: ['channel', 'accountId'] }],
});

/** One merchant account on one channel; the tenant. Owns credentials and orders. */
export class Shop extends ShopSchema.class {}
ShopSchema.setClass(Shop);
export { ShopSchema };
