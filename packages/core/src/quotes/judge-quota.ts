import type { HubContext } from '../hub-context.ts';
import { instantText } from '../instant-text.ts';
import { refuse } from '../refusal.ts';
import type { QuotaRefusal } from '../refusal.ts';

/**
 * How many quotes of a shop may hold at once, so that a program that runs wild fills neither the database nor the
 * channel. Those that are asked for at the same moment may pass it together.
 */
export const MAX_OPEN_QUOTES = 1_000;

const openStatement = {
  name: 'quote.open',
  text: `select count(*)::int as open, min(expires_at) as "freeAt"
           from (select expires_at from interline.quote
                  where shop_id = $1 and expires_at > $2 order by expires_at limit $3) quote`,
};

/** Whether a shop may have one more quote. @returns null when it may */
export async function judgeQuota({ database, clock }: HubContext, shopId: string): Promise<QuotaRefusal | null> {
  const [row] = await database.query<{ readonly open: number; readonly freeAt: Date | null }>(openStatement, [
    shopId,
    clock.now(),
    MAX_OPEN_QUOTES,
  ]);
  if (!row?.freeAt || row.open < MAX_OPEN_QUOTES) return null;
  return refuse(
    'QUOTA_EXCEEDED',
    `The shop has ${MAX_OPEN_QUOTES} quotes that hold. Confirm one of those, or ask again after ${instantText(row.freeAt)}, when the first ends.`,
  );
}
