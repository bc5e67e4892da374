import { validate } from 'uuid';
import type { Sql } from '../database.ts';
import { QUOTE_COLUMNS, quoteRecord } from './quote-record.ts';
import type { QuoteRecord, QuoteRow } from './quote-record.ts';
import { can, seesShop } from '../viewer.ts';
import type { Viewer } from '../viewer.ts';

const findStatement = {
  name: 'quote.find',
  text: `select ${QUOTE_COLUMNS} from interline.quote where quote.id = $1`,
};

/** A quote of a shop that the viewer may see; null otherwise, whether it exists or not. */
export async function findQuote(sql: Sql, viewer: Viewer, id: string): Promise<QuoteRecord | null> {
  if (!validate(id) || (!can(viewer, 'orders:read') && !can(viewer, 'orders:write'))) return null;
  const [row] = await sql.query<QuoteRow>(findStatement, [id]);
  return row && seesShop(viewer, row.shopId) ? quoteRecord(row) : null;
}
