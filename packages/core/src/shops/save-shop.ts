import type { ShopIdentity } from '../contract/shop.ts';
import type { HubContext } from '../hub-context.ts';
import { newId } from '../id.ts';
import { pickUpMessages } from './pick-up-messages.ts';

const upsertStatement = {
  name: 'shop.save',
  text: `insert into interline.shop (id, channel, name, account_id, account_nick, created_at)
         values ($1, $2, $3, $4, $5, $6)
         on conflict (channel, account_id) do update
            set name = excluded.name, account_nick = excluded.account_nick
         returning id`,
};

/**
 * Adds a shop, or gives the one with this account its new name. A new shop waits for
 * {@link authoriseShop}: without a session it is parked at the first call. Messages of the past day that
 * were ignored for want of the shop are taken up.
 */
export async function saveShop(context: HubContext, shop: Omit<ShopIdentity, 'id'>): Promise<ShopIdentity> {
  if (!context.channels.has(shop.channel)) {
    const known = [...context.channels.keys()].join(', ');
    throw new Error(`This hub has no channel "${shop.channel}". Configured are: ${known || 'none'}.`);
  }
  const now = context.clock.now();
  const values = [newId(now), shop.channel, shop.name, shop.accountId, shop.accountNick, now];
  return context.database.transaction(async (sql) => {
    const [row] = await sql.query<{ id: string }>(upsertStatement, values);
    if (!row) throw new Error('PostgreSQL returned no row for the shop.');
    const saved = { ...shop, id: row.id };
    await pickUpMessages(sql, saved, now);
    return saved;
  });
}
