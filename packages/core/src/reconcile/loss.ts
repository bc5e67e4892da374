import type { Sql } from '../database.ts';

/** How well a topic tells of changes. */
export interface LossFigures {
  readonly channel: string;
  readonly topic: string;
  /** Messages received, each once. */
  readonly received: number;
  /** How often a message came again. */
  readonly duplicates: number;
  /** Changes that polling found before a message told of them. */
  readonly foundByPolling: number;
  /** Of these, how many a message told of later. */
  readonly late: number;
  /** Of these, how many no message has told of to this day. */
  readonly lost: number;
  readonly lastReceivedAt: Date | null;
}

const figuresStatement = {
  name: 'loss.figures',
  text: `
with received as (
  select channel, topic, count(*)::int as received, sum(duplicates)::int as duplicates, max(received_at) as last_received_at
    from interline.message
   where received_at >= $1 and ($2::text is null or channel = $2) and ($3::uuid[] is null or shop_id = any($3))
   group by channel, topic
),
found as (
  select channel, topic, count(*)::int as found, count(announced_at)::int as late
    from interline.unannounced_change
   where found_at >= $1 and ($2::text is null or channel = $2) and ($3::uuid[] is null or shop_id = any($3))
   group by channel, topic
)
select channel, topic, coalesce(received, 0) as received, coalesce(duplicates, 0) as duplicates,
       coalesce(found, 0) as found_by_polling, coalesce(late, 0) as late, coalesce(found - late, 0) as lost, last_received_at
  from received full join found using (channel, topic)
 order by channel, topic`,
};

interface Row {
  readonly channel: string;
  readonly topic: string;
  readonly received: number;
  readonly duplicates: number;
  readonly found_by_polling: number;
  readonly late: number;
  readonly lost: number;
  readonly last_received_at: Date | null;
}

/**
 * Loss per topic since an instant. A change counts as found by polling when the hub learned of it by a
 * poll or a re-query and no message of the same order had told of that modified time or a later one. Where
 * neither messages nor orders carry such a time, any message since the last sight counts as having told.
 *
 * @param query.shopIds only these shops; null means every shop
 */
export async function lossFigures(
  sql: Sql,
  query: { readonly since: Date; readonly channel?: string | null; readonly shopIds: readonly string[] | null },
): Promise<LossFigures[]> {
  const rows = await sql.query<Row>(figuresStatement, [query.since, query.channel ?? null, query.shopIds]);
  return rows.map((row) => ({
    channel: row.channel,
    topic: row.topic,
    received: row.received,
    duplicates: row.duplicates,
    foundByPolling: row.found_by_polling,
    late: row.late,
    lost: row.lost,
    lastReceivedAt: row.last_received_at,
  }));
}
