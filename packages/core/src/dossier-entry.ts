import { defineEntity, p } from '@mikro-orm/core';
import { ShopSchema } from './shop.ts';

const DossierEntrySchema = defineEntity({
  name: 'DossierEntry',
  tableName: 'dossier_entry',
  schema: 'interline',
  properties: {
    shopId: () => p.manyToOne(ShopSchema).mapToPk().name('shop_id').index(false).primary().updateRule('no action'),
    /** The upstream order id. */
    reference: p.text().primary(),
    /** Within the order's dossier, from 1 without gaps. */
    number: p.integer().primary(),
    channel: p.text(),
    /** The adapter's word for what was said. In clear. */
    kind: p.text(),
    /** What may be said once. In clear. */
    key: p.text(),
    /** What was said, encrypted (see seal.ts). */
    contentSealed: p.blob(),
    /** Later than the entry's before, whatever the clocks of several nodes say. */
    recordedAt: p.datetime(3),
    /** When the hub looks again at what the dossier owes, unless something is said before; null when it need not. */
    dueAt: p.datetime(3).nullable(),
  },
  uniques: [{ name: 'dossier_entry_key', properties: ['shopId', 'reference', 'key'] }],
  indexes: [
    {
      name: 'dossier_entry_due',
      expression: 'create index dossier_entry_due on interline.dossier_entry (due_at) where due_at is not null',
    },
  ],
});

/** One thing that was said about an order of a channel that calls us. What was said never changes; kept for as long as the order. */
export class DossierEntry extends DossierEntrySchema.class {}
DossierEntrySchema.setClass(DossierEntry);
export { DossierEntrySchema };
