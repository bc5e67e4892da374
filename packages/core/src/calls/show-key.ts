import { createHash } from 'node:crypto';
import type { HubContext } from '../hub-context.ts';

/** One statement, so that of several who show the same key at the same time one is the first. */
const showStatement = {
  name: 'call.show_key',
  text: `insert into interline.shown_key as shown (channel, hash, until)
         values ($1, $2, $3)
         on conflict (channel, hash) do update set until = excluded.until where shown.until <= $4
         returning 1`,
};

/**
 * Remembers that a call of a channel came with a key. For all shops of the channel: what was recorded at one of them must
 * not be played at another.
 *
 * @param until when it may be forgotten
 * @returns whether it was the first time
 */
export async function showKey(context: HubContext, channel: string, key: string, until: Date): Promise<boolean> {
  const hash = createHash('sha256').update(key).digest();
  const shown = await context.database.query(showStatement, [channel, hash, until, context.clock.now()]);
  return shown.length > 0;
}
