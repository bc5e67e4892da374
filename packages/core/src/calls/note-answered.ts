import type { ShopIdentity } from '../contract/shop.ts';
import type { Database } from '../database.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { HubContext } from '../hub-context.ts';

const answeredStatement = {
  name: 'call.answered',
  text: 'update interline.shown_key set answered = true where channel = $1 and shop_id = $2 and hash = any ($3)',
};

/** What is being noted in this process, by database. */
const underWay = new WeakMap<Database, Set<Promise<void>>>();

/**
 * Notes that a call was answered, so that the keys that it came with are used up. Where that fails, the call may be
 * repeated, and is answered the same.
 *
 * @param hashes of the keys
 */
export function noteAnswered(
  context: HubContext,
  { id: shopId, channel }: Pick<ShopIdentity, 'id' | 'channel'>,
  hashes: readonly Buffer[],
): Promise<void> {
  if (hashes.length === 0) return Promise.resolve();
  const ofDatabase = underWay.get(context.database) ?? new Set();
  underWay.set(context.database, ofDatabase);
  const noting = context.database
    .query(answeredStatement, [channel, shopId, hashes])
    .catch((error: unknown) => {
      const about = { shopId, channel, ...describeThrown(error) };
      context.logger.warn(
        about,
        'That a call was answered could not be noted; if it is repeated, it is answered again',
      );
    })
    .then(() => void ofDatabase.delete(noting));
  ofDatabase.add(noting);
  return noting;
}

/** Waits until all that this process has answered by now is noted, so that what was answered here is known here at once. */
export async function answersNoted(database: Database): Promise<void> {
  await Promise.all(underWay.get(database) ?? []);
}
