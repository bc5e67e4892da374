import { defineEntity, p } from '@mikro-orm/core';
import { OrderSchema } from './order.ts';
import type { JsonObject, TravellerRole } from './snapshot.ts';

const TravellerSchema = defineEntity({
  name: 'Traveller',
  tableName: 'traveller',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    orderId: () => p.manyToOne(OrderSchema).mapToPk().name('order_id').deleteRule('cascade').index(false),
    /** Null for a person of the whole order. */
    itemId: p.uuid().nullable(),
    shopId: p.uuid(),
    role: p.text().$type<TravellerRole>(),
    position: p.integer(),
    /** Masked, so that a list needs no decryption: `张*`, `138****0000`. */
    name: p.text().nullable(),
    phone: p.text().nullable(),
    email: p.text().nullable(),
    documentNumber: p.text().nullable(),
    /** The other personal fields, masked. */
    masked: p.json<JsonObject>(),
    documentType: p.text().nullable(),
    detail: p.json<JsonObject>(),
    /** All personal fields in clear, encrypted (see seal.ts). Null when the channel sent none. */
    sealed: p.blob().nullable(),
  },
  indexes: [
    { name: 'traveller_item', properties: ['itemId', 'position'] },
    { name: 'traveller_order', properties: ['orderId', 'role', 'position'] },
  ],
});

/** A person on an order: buyer, contact or traveller. */
export class Traveller extends TravellerSchema.class {}
TravellerSchema.setClass(Traveller);
export { TravellerSchema };
