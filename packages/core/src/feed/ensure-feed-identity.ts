import type { HubContext } from '../hub-context.ts';

const readStatement = {
  name: 'feed.check_identity',
  text: `
select cluster, (select system_identifier::text from pg_control_system()) as actual_cluster,
       coalesce((select max(tx) from interline.order_event) >= pg_snapshot_xmax(pg_current_snapshot()), false) as is_ahead
  from interline.feed_identity
   for update of feed_identity`,
};

const adoptStatement = { name: 'feed.adopt_cluster', text: 'update interline.feed_identity set cluster = $1' };

/** Numbers that belong to one order rise with its versions, so they order the events without transactions too. */
const renumberStatement = { name: 'feed.renumber', text: `update interline.order_event set tx = '0' where tx <> '0'` };

const renewStatement = {
  name: 'feed.renew_identity',
  text: `update interline.feed_identity set id = gen_random_uuid(), cluster = $1, pruned_tx = '0', pruned_seq = 0`,
};

interface Row {
  readonly cluster: string | null;
  readonly actual_cluster: string;
  readonly is_ahead: boolean;
}

/**
 * Makes sure that the events' transaction numbers are those of this PostgreSQL. After a restore into
 * another cluster they are not: then old events are put before all new ones, and the feed gets a new
 * identity, so that cursors from before are refused instead of skipping events. Call it at each start,
 * before the feed is read.
 *
 * @returns whether the feed is another now
 */
export async function ensureFeedIdentity(context: HubContext): Promise<boolean> {
  const renewed = await context.database.transaction(async (sql) => {
    const [feed] = await sql.query<Row>(readStatement);
    if (!feed) throw new Error('Table interline.feed_identity is empty. Run the migrations on an intact database.');
    const { cluster, actual_cluster: actual, is_ahead: isAhead } = feed;
    if (cluster === actual && !isAhead) return false;
    if (cluster === null && !isAhead) {
      await sql.query(adoptStatement, [actual]);
      return false;
    }
    await sql.query(renumberStatement);
    await sql.query(renewStatement, [actual]);
    return true;
  });
  if (renewed) {
    context.logger.warn({}, 'The database was restored into another PostgreSQL: cursors from before are refused now');
  }
  return renewed;
}
