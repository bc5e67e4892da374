import { createHash } from 'node:crypto';
import type { HubContext } from '../hub-context.ts';

/** One statement, so that of several who show the same key at the same time one is the first. */
const showStatement = {
  name: 'call.show_key',
  text: `insert into interline.shown_key as shown (shop_id, hash, until)
         values ($1, $2, $3)
         on conflict (shop_id, hash) do update set until = excluded.until where shown.until <= $4
         returning 1`,
};

/**
 * Remembers that a shop was shown a key.
 *
 * @param until when it may be forgotten
 * @returns whether it was the first time
 */
export async function showKey(context: HubContext, shopId: string, key: string, until: Date): Promise<boolean> {
  const hash = createHash('sha256').update(key).digest();
  const shown = await context.database.query(showStatement, [shopId, hash, until, context.clock.now()]);
  return shown.length > 0;
}
