import type { Sql } from '../database.ts';
import { CursorError, decodeCursor, encodeCursor } from './feed-cursor.ts';
import type { FeedPlace } from './feed-cursor.ts';
import type { FeedEvent } from './feed.ts';
import type { OrderEventType } from '../order-event.ts';
import type { JsonObject } from '../snapshot.ts';
import type { Cause } from '../sync-task.ts';

/** Which events of the feed to read. A filter that is null or left out lets all pass. */
export interface FeedQuery {
  /** Only what comes after it; null reads from the oldest event that is kept. */
  readonly after: string | null;
  /** Most events, at least 1. Fewer means that the end was reached. */
  readonly limit: number;
  /** Only these shops; null means every shop. */
  readonly shopIds: readonly string[] | null;
  readonly channel?: string | null;
  readonly types?: readonly OrderEventType[] | null;
  /** Only events that led to one of these values. */
  readonly statuses?: readonly string[] | null;
  readonly orderId?: string | null;
}

interface FeedRow {
  readonly id: string;
  readonly pruned_tx: string;
  readonly pruned_seq: string;
  /** The number the next transaction will get. */
  readonly next_tx: string;
  /** Every transaction below it has ended. */
  readonly horizon: string;
}

interface EventRow {
  readonly seq: string;
  readonly tx: string;
  readonly order_id: string;
  readonly shop_id: string;
  readonly channel: string;
  readonly type: OrderEventType;
  readonly item_reference: string | null;
  readonly from_value: string | null;
  readonly to_value: string | null;
  readonly version: number;
  readonly cause: Cause;
  readonly occurred_at: Date;
  readonly recorded_at: Date;
  readonly data: JsonObject;
}

const feedStatement = {
  name: 'feed.identity',
  text: `
select id, pruned_tx::text, pruned_seq::text,
       pg_snapshot_xmax(pg_current_snapshot())::text as next_tx, pg_snapshot_xmin(pg_current_snapshot())::text as horizon
  from interline.feed_identity`,
};

const COLUMNS = `seq, tx, order_id, shop_id, channel, type, item_reference, from_value, to_value, version, cause,
         occurred_at, recorded_at, data`;

/** $1 $2 place, $3 limit, $4 channel, $5 types, $6 values. */
const BEYOND = `(tx, seq) > ($1::xid8, $2::bigint) and tx < pg_snapshot_xmin(pg_current_snapshot())
     and ($4::text is null or channel = $4) and ($5::text[] is null or type = any($5))
     and ($6::text[] is null or to_value = any($6))`;

const ofAllStatement = {
  name: 'feed.read',
  text: `
select ${COLUMNS} from interline.order_event
   where ${BEYOND}
   order by tx, seq limit $3`,
};

const ofShopsStatement = {
  name: 'feed.read_shops',
  text: `
select event.* from unnest($7::uuid[]) as shop (id) cross join lateral (
  select ${COLUMNS} from interline.order_event
   where shop_id = shop.id and ${BEYOND}
   order by tx, seq limit $3) as event
 order by tx, seq limit $3`,
};

const ofOrderStatement = {
  name: 'feed.read_order',
  text: `
select ${COLUMNS} from interline.order_event
   where order_id = $8 and ($7::uuid[] is null or shop_id = any($7)) and ${BEYOND}
   order by tx, seq limit $3`,
};

/**
 * Reads committed events in an order that never changes: by transaction, then by number.
 *
 * Transactions commit in another order than they begin, so an event may become visible behind one that
 * a reader has seen already. Therefore only transactions below the horizon are read, those with no
 * running transaction before them: nothing can appear among them any more. The price is that a
 * transaction that stays open, in any database of the same server, holds back the events after it.
 *
 * @throws CursorError when `after` is no place from which this feed can be resumed
 */
export async function readFeed(sql: Sql, query: FeedQuery): Promise<FeedEvent[]> {
  const feed = await readIdentity(sql);
  const { tx, seq } = query.after === null ? START : placeOf(feed, query.after);
  const common = [
    tx.toString(),
    seq.toString(),
    query.limit,
    query.channel ?? null,
    query.types ?? null,
    query.statuses ?? null,
  ];
  const { shopIds, orderId = null } = query;
  const rows = await (orderId !== null
    ? sql.query<EventRow>(ofOrderStatement, [...common, shopIds, orderId])
    : shopIds !== null
      ? sql.query<EventRow>(ofShopsStatement, [...common, [...new Set(shopIds)]])
      : sql.query<EventRow>(ofAllStatement, common));
  return rows.map((row) => eventOf(feed.id, row));
}

/** The cursor at the end of what is committed: every later event comes after it, no earlier one does. */
export async function feedHead(sql: Sql): Promise<string> {
  const { id, horizon } = await readIdentity(sql);
  return encodeCursor(id, { tx: BigInt(horizon), seq: 0n });
}

/** The cursor before the oldest event that is kept: whoever starts here sees everything there is to see. */
export async function feedStart(sql: Sql): Promise<string> {
  const { id, pruned_tx, pruned_seq } = await readIdentity(sql);
  return encodeCursor(id, { tx: BigInt(pruned_tx), seq: BigInt(pruned_seq) });
}

/** @throws CursorError when the feed cannot be resumed from the cursor */
export async function checkCursor(sql: Sql, cursor: string): Promise<void> {
  placeOf(await readIdentity(sql), cursor);
}

/** Before every event. */
const START: FeedPlace = { tx: 0n, seq: 0n };

async function readIdentity(sql: Sql): Promise<FeedRow> {
  const [feed] = await sql.query<FeedRow>(feedStatement);
  if (!feed) throw new Error('Table interline.feed_identity is empty. Run the migrations on an intact database.');
  return feed;
}

function placeOf(feed: FeedRow, cursor: string): FeedPlace {
  const place = decodeCursor(feed.id, cursor);
  if (place.tx > BigInt(feed.next_tx)) throw new CursorError('FOREIGN');
  const pruned = { tx: BigInt(feed.pruned_tx), seq: BigInt(feed.pruned_seq) };
  if (place.tx < pruned.tx || (place.tx === pruned.tx && place.seq < pruned.seq)) throw new CursorError('STALE');
  return place;
}

function eventOf(feedId: string, row: EventRow): FeedEvent {
  return {
    cursor: encodeCursor(feedId, { tx: BigInt(row.tx), seq: BigInt(row.seq) }),
    id: row.seq,
    orderId: row.order_id,
    shopId: row.shop_id,
    channel: row.channel,
    type: row.type,
    itemReference: row.item_reference,
    from: row.from_value,
    to: row.to_value,
    version: row.version,
    cause: row.cause,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    data: row.data,
  };
}
