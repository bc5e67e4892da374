import { defineEntity, p } from '@mikro-orm/core';

const DisclosureSchema = defineEntity({
  name: 'Disclosure',
  tableName: 'disclosure',
  schema: 'interline',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    tokenId: p.uuid(),
    viewerName: p.text(),
    orderIds: p.array().columnType('uuid[]'),
    at: p.datetime(3),
  },
});

/** A reading of personal data in clear: who saw whose. Written before the answer leaves. */
export class Disclosure extends DisclosureSchema.class {}
DisclosureSchema.setClass(Disclosure);
export { DisclosureSchema };
