import { defineEntity, p } from '@mikro-orm/core';
import type { QuoteKind } from './contract/quote-kind.ts';
import { ShopSchema } from './shop.ts';

/** A part of a quote as it is stored; amounts in minor units, as text, because JSON has no big integers. */
export interface StoredQuoteLine {
  readonly itemReference: string | null;
  /** The channel's id of the leg; null for the whole item. */
  readonly segment: string | null;
  readonly fee: string | null;
  readonly amount: string | null;
}

const QuoteSchema = defineEntity({
  name: 'Quote',
  tableName: 'quote',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    shopId: () => p.manyToOne(ShopSchema).mapToPk().name('shop_id').index(false),
    channel: p.text(),
    /** What it came of: the adapter's name for the quote, or for the command that it came with. */
    name: p.text(),
    kind: p.text().$type<QuoteKind>(),
    /** The upstream order id. */
    reference: p.text(),
    itemReference: p.text().nullable(),
    changeReference: p.text().nullable(),
    /** False when the channel could not calculate the price beforehand. */
    precalculated: p.boolean(),
    /** Minor units; null when it is not known beforehand. */
    fee: p.bigint('bigint').nullable(),
    amount: p.bigint('bigint').nullable(),
    currency: p.text(),
    expiresAt: p.datetime(3),
    lines: p.json<readonly StoredQuoteLine[]>(),
    /** What the adapter needs in order to confirm it, encrypted (see seal.ts). */
    termsSealed: p.blob(),
    /** The command that it came with; null when it was asked for by itself. */
    commandId: p.uuid().nullable(),
    /** What tells the thing that is priced from others: of quotes that share it, the latest holds. */
    subjectHash: p.blob(),
    /** Who asked: the token's name. */
    requestedBy: p.text(),
    createdAt: p.datetime(3),
    /** Which came later, whatever the clocks of several nodes say. */
    seq: p.bigint('string').autoincrement(),
  },
  uniques: [{ name: 'quote_command', properties: ['commandId'] }],
  indexes: [
    { name: 'quote_order', properties: ['shopId', 'reference', 'seq'] },
    { name: 'quote_subject', properties: ['shopId', 'subjectHash', 'seq'] },
    { name: 'quote_expires', properties: ['expiresAt'] },
    { name: 'quote_open', properties: ['shopId', 'expiresAt'] },
  ],
});

/** A priced refund or change, with an end; it can be confirmed once. */
export class Quote extends QuoteSchema.class {}
QuoteSchema.setClass(Quote);
export { QuoteSchema };
