import type { QuoteFacts } from '../contract/quote-definition.ts';
import type { HubContext } from '../hub-context.ts';
import { QUOTE_COLUMNS, quoteRecord, termsPlace } from './quote-record.ts';
import type { QuoteRow } from './quote-record.ts';
import type { JsonObject } from '../snapshot.ts';

const readStatement = {
  name: 'quote.read',
  text: `select ${QUOTE_COLUMNS}, quote.terms_sealed as "termsSealed" from interline.quote where quote.id = $1`,
};

/** A quote with its terms opened, as the command that confirms it needs it. */
export async function readQuote(context: HubContext, id: string): Promise<QuoteFacts> {
  const [row] = await context.database.query<QuoteRow & { readonly termsSealed: Buffer }>(readStatement, [id]);
  if (!row) throw new Error(`Quote ${id} vanished under a command that confirms it.`);
  const { kind, reference, precalculated, fee, amount, currency, expiresAt, lines, changeReference } = quoteRecord(row);
  const terms = JSON.parse(context.sealer.open(termsPlace(row), row.termsSealed)) as JsonObject;
  return { id, kind, reference, precalculated, fee, amount, currency, expiresAt, lines, changeReference, terms };
}
