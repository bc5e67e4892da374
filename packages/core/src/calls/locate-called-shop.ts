import type { ShopIdentity } from '../contract/shop.ts';
import type { Sql } from '../database.ts';
import { isStorable } from '../storable-text.ts';

const locateStatement = {
  name: 'call.locate_shop',
  text: `select id, channel, name, account_id as "accountId", account_nick as "accountNick"
           from interline.shop
          where channel = $1 and (id::text = $2 or account_id = $2 or name = $2)
          order by id::text <> $2, account_id <> $2
          limit 2`,
};

/**
 * The shop that an address names by its id, its account id on the channel, or its name; the first of these that fits.
 * Null when there is none, and when only a name fits that several shops have.
 */
export async function locateCalledShop(sql: Sql, channel: string, text: string): Promise<ShopIdentity | null> {
  if (!isStorable(text)) return null;
  const [shop, other] = await sql.query<ShopIdentity>(locateStatement, [channel, text]);
  if (!shop) return null;
  const isCertain = shop.id === text || shop.accountId === text;
  return isCertain || !other ? shop : null;
}
