import { coalesce } from '../coalesce.ts';
import type { ShopIdentity } from '../contract/shop.ts';
import type { Database } from '../database.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { HubContext } from '../hub-context.ts';

const answeredStatement = {
  name: 'call.answered',
  text: `update interline.shown_key as shown
            set answered = true
           from unnest($1::text[], $2::uuid[], $3::bytea[]) as answered_key (channel, shop_id, hash)
          where shown.channel = answered_key.channel and shown.hash = answered_key.hash
            and shown.shop_id = answered_key.shop_id`,
};

interface AnsweredKey {
  readonly channel: string;
  readonly shopId: string;
  readonly hash: Buffer;
}

/** What one process notes in a database. */
interface Notes {
  /** Keys that come while others are being noted are noted together. */
  note(key: AnsweredKey): Promise<unknown>;
  /** What is being noted, by {@link noteOf}. */
  readonly underWay: Map<string, Set<Promise<void>>>;
}

/** Most keys that are noted together. */
const LIMIT = 500;

const notes = new WeakMap<Database, Notes>();

function notesOf(database: Database): Notes {
  const known = notes.get(database);
  if (known) return known;
  const made: Notes = {
    note: coalesce(async (keys: readonly AnsweredKey[]) => {
      await database.query(answeredStatement, [
        keys.map(({ channel }) => channel),
        keys.map(({ shopId }) => shopId),
        keys.map(({ hash }) => hash),
      ]);
      return keys;
    }, LIMIT),
    underWay: new Map(),
  };
  notes.set(database, made);
  return made;
}

/**
 * Notes that a call was answered, so that the keys that it came with are used up. Where that fails, the call may be
 * repeated, and is answered the same.
 *
 * @param hashes of the keys
 */
export async function noteAnswered(
  context: HubContext,
  { id: shopId, channel }: Pick<ShopIdentity, 'id' | 'channel'>,
  hashes: readonly Buffer[],
): Promise<void> {
  const { note, underWay } = notesOf(context.database);
  await Promise.all(
    hashes.map((hash) => {
      const key = noteOf(channel, hash);
      const ofKey = underWay.get(key) ?? new Set();
      underWay.set(key, ofKey);
      const noting = note({ channel, shopId, hash })
        .catch((error: unknown) => {
          const about = { shopId, channel, ...describeThrown(error) };
          context.logger.warn(
            about,
            'That a call was answered could not be noted; if it is repeated, it is answered again',
          );
        })
        .then(() => {
          ofKey.delete(noting);
          if (ofKey.size === 0) underWay.delete(key);
        });
      ofKey.add(noting);
      return noting;
    }),
  );
}

/** Waits until it is noted what this process has answered by now with a key, so that it is known here at once. */
export async function answersNoted(database: Database, channel: string, hash: Buffer): Promise<void> {
  await Promise.all(notesOf(database).underWay.get(noteOf(channel, hash)) ?? []);
}

function noteOf(channel: string, hash: Buffer): string {
  return `${channel} ${hash.toString('base64')}`;
}
