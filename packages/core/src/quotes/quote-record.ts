import type { QuoteLine } from '../contract/quote-definition.ts';
import type { QuoteKind } from '../contract/quote-kind.ts';
import type { SealedPlace } from '../privacy/seal.ts';
import type { StoredQuoteLine } from '../quote.ts';

/** A stored quote as people and programs see it; without its terms, which are the adapter's and may be personal. */
export interface QuoteRecord {
  readonly id: string;
  readonly shopId: string;
  readonly channel: string;
  /** The adapter's name for the quote, or for the command that it came with. */
  readonly name: string;
  readonly kind: QuoteKind;
  /** The upstream order id. */
  readonly reference: string;
  readonly itemReference: string | null;
  readonly changeReference: string | null;
  /** False when the channel could not calculate the price beforehand. */
  readonly precalculated: boolean;
  /** What the channel and the carrier keep or ask for, in minor units. */
  readonly fee: bigint | null;
  /** For a refund what comes back, for a change what is to be paid in all; in minor units. */
  readonly amount: bigint | null;
  /** ISO 4217. */
  readonly currency: string;
  readonly expiresAt: Date;
  readonly lines: readonly QuoteLine[];
  /** The command that it came with; null when it was asked for by itself. */
  readonly commandId: string | null;
  /** Who asked. */
  readonly requestedBy: string;
  readonly createdAt: Date;
}

/** A row of {@link QUOTE_COLUMNS}. */
export interface QuoteRow extends Omit<QuoteRecord, 'fee' | 'amount' | 'lines'> {
  readonly fee: string | null;
  readonly amount: string | null;
  readonly lines: readonly StoredQuoteLine[];
}

/** The columns of {@link QuoteRow}, for a select list over `interline.quote`. */
export const QUOTE_COLUMNS = `quote.id, quote.shop_id as "shopId", quote.channel, quote.name, quote.kind, quote.reference,
  quote.item_reference as "itemReference", quote.change_reference as "changeReference", quote.precalculated,
  quote.fee, quote.amount, quote.currency, quote.expires_at as "expiresAt", quote.lines,
  quote.command_id as "commandId", quote.requested_by as "requestedBy",
  quote.created_at as "createdAt"`;

/** The record of a row. */
export function quoteRecord(row: QuoteRow): QuoteRecord {
  return {
    ...row,
    ...amounts(row),
    lines: row.lines.map((line) => ({ ...line, ...amounts(line) })),
  };
}

/** Where a quote's terms are sealed. */
export function termsPlace(quote: { readonly id: string; readonly shopId: string }): SealedPlace {
  return { shopId: quote.shopId, column: 'quote.terms_sealed', row: quote.id };
}

function amounts({ fee, amount }: Pick<StoredQuoteLine, 'fee' | 'amount'>) {
  return { fee: minorUnits(fee), amount: minorUnits(amount) };
}

function minorUnits(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}
