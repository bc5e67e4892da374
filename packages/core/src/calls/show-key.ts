import { createHash } from 'node:crypto';
import type { ShopIdentity } from '../contract/shop.ts';
import type { HubContext } from '../hub-context.ts';
import { answersNoted } from './note-answered.ts';

/**
 * One statement, so that of several who show the same key at the same time, at different shops, one is the first. The shop
 * is no foreign key: a call is not to wait for whoever writes the shop.
 */
const showStatement = {
  name: 'call.show_key',
  text: `insert into interline.shown_key as shown (channel, hash, until, shop_id, answered)
         values ($1, $2, $3, $4, false)
         on conflict (channel, hash) do update
            set until = greatest(shown.until, excluded.until), shop_id = excluded.shop_id, answered = false
          where shown.until <= $5 or (shown.shop_id = excluded.shop_id and not shown.answered)
         returning 1`,
};

/**
 * Remembers that a call to a shop came with a key. For all shops of the channel: what was recorded at one of them must
 * not be played at another. At the same shop it may come again for as long as no call with it was answered.
 *
 * @param until when it may be forgotten
 * @returns whether the call may be answered
 */
export async function showKey(
  context: HubContext,
  shop: Pick<ShopIdentity, 'id' | 'channel'>,
  key: string,
  until: Date,
): Promise<boolean> {
  const hash = hashKey(key);
  await answersNoted(context.database, shop.channel, hash);
  const shown = await context.database.query(showStatement, [shop.channel, hash, until, shop.id, context.clock.now()]);
  return shown.length > 0;
}

/** What is kept of a key. */
export function hashKey(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}
