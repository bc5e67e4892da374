import type { BackfillState } from '../backfill.ts';
import type { HubContext } from '../hub-context.ts';
import { newId } from '../id.ts';
import { instantText } from '../instant-text.ts';

/** A back-fill as its operator sees it. */
export interface BackfillRecord {
  readonly id: string;
  readonly shopId: string;
  readonly source: string;
  readonly from: Date;
  readonly to: Date;
  /** Searched up to here. */
  readonly position: Date;
  readonly found: number;
  readonly state: BackfillState;
}

const shopStatement = { name: 'backfill.shop', text: 'select channel from interline.shop where id = $1' };
const startStatement = {
  name: 'backfill.start',
  text: `insert into interline.backfill (id, shop_id, source, from_at, to_at, position, state, created_at)
         values ($1, $2, $3, $4, $5, $4, 'RUNNING', $6)`,
};

/**
 * Begins to bring in the orders of a shop that were created in [from, to): one back-fill per search of
 * its channel. The work itself is done by {@link continueBackfills}, across restarts.
 *
 * @throws RangeError when the range is empty; Error when the shop or a search for it is not there
 */
export async function startBackfill(
  context: HubContext,
  range: { readonly shopId: string; readonly from: Date; readonly to: Date },
): Promise<BackfillRecord[]> {
  const { shopId, from, to } = range;
  if (!(from < to)) {
    throw new RangeError(`The range must end after it begins: ${instantText(from)} to ${instantText(to)}.`);
  }
  const [shop] = await context.database.query<{ channel: string }>(shopStatement, [shopId]);
  if (!shop) throw new Error(`There is no shop ${shopId}.`);
  const sources = context.channels.get(shop.channel)?.adapter.sources.filter(({ kind }) => kind === 'poll') ?? [];
  if (sources.length === 0) throw new Error(`Channel ${shop.channel} has no search, so the past cannot be brought in.`);
  const now = context.clock.now();
  return context.database.transaction(async (sql) => {
    const started: BackfillRecord[] = [];
    for (const { name: source } of sources) {
      const id = newId(now);
      await sql.query(startStatement, [id, shopId, source, from, to, now]);
      started.push({ id, shopId, source, from, to, position: from, found: 0, state: 'RUNNING' });
    }
    return started;
  });
}
