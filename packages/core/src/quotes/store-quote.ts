import type { PricedQuote } from '../contract/quote-definition.ts';
import type { Sql } from '../database.ts';
import { newId } from '../id.ts';
import type { Sealer } from '../privacy/seal.ts';
import { termsPlace } from './quote-record.ts';
import type { QuoteRecord } from './quote-record.ts';
import { hashSubject } from './quote-subject.ts';
import type { StoredQuoteLine } from '../quote.ts';
import { storableText, storableValue } from '../storable-text.ts';

const insertStatement = {
  name: 'quote.insert',
  text: `insert into interline.quote
           (id, shop_id, channel, name, kind, reference, item_reference, change_reference, precalculated, fee, amount,
            currency, expires_at, lines, terms_sealed, command_id, requested_by, created_at, subject_hash)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18,
                 coalesce((select subject_hash from interline.quote where id = $19), $20))`,
};

/** Where a quote came from. */
export interface QuoteOrigin extends Pick<
  QuoteRecord,
  'shopId' | 'channel' | 'name' | 'reference' | 'itemReference' | 'commandId' | 'requestedBy' | 'createdAt'
> {
  /** What was asked with `name`. */
  readonly input: unknown;
  /** The quote whose price it is instead of; null when the channel was not told of one. */
  readonly insteadOf: string | null;
}

/**
 * Stores a price that the channel gave, its terms sealed. From then on it stands in the place of the earlier
 * prices of the same thing.
 * @returns the quote's id
 */
export async function storeQuote(sql: Sql, sealer: Sealer, priced: PricedQuote, origin: QuoteOrigin): Promise<string> {
  const id = newId(origin.createdAt);
  const { shopId } = origin;
  const lines = priced.lines.map(({ itemReference, segment, fee, amount }): StoredQuoteLine => ({
    itemReference,
    segment,
    fee: fee?.toString() ?? null,
    amount: amount?.toString() ?? null,
  }));
  await sql.query(insertStatement, [
    id,
    shopId,
    origin.channel,
    origin.name,
    priced.kind,
    origin.reference,
    origin.itemReference,
    priced.changeReference && storableText(priced.changeReference),
    priced.precalculated,
    priced.fee?.toString() ?? null,
    priced.amount?.toString() ?? null,
    priced.currency,
    priced.expiresAt,
    JSON.stringify(storableValue(lines)),
    sealer.seal(termsPlace({ id, shopId }), JSON.stringify(priced.terms)),
    origin.commandId,
    origin.requestedBy,
    origin.createdAt,
    origin.insteadOf,
    hashSubject(origin, priced),
  ]);
  return id;
}
