import type { HubContext } from '../hub-context.ts';

/** How long what is kept. */
export interface Retention {
  /** How long messages are kept that need nothing more, in milliseconds. */
  readonly messagesMs: number;
  /** How long events are kept, and with them timelines and the reach of cursors, in milliseconds; null keeps them for ever. */
  readonly eventsMs: number | null;
  /**
   * How long attachments of commands are kept, in milliseconds. Default 30 days, longer than a command may stay open by far.
   * One that no command uses is kept for a day.
   */
  readonly attachmentsMs?: number;
  /** How long quotes are kept after they expired, in milliseconds. Default 30 days. */
  readonly quotesMs?: number;
  /** Most rows of each kind removed by one call. Default 5,000. */
  readonly limit?: number;
}

/** How many rows one call removed. */
export interface Pruned {
  readonly messages: number;
  readonly events: number;
  readonly unannouncedChanges: number;
  readonly quotes: number;
  readonly attachments: number;
  readonly shownKeys: number;
}

/** A dead message stays for as long as its dead letter is open, so that it can be replayed. */
const messagesStatement = {
  name: 'prune.messages',
  text: `
with old as (
  select id from interline.message
   where received_at < $1 and state <> 'PENDING'
     and not exists (select from interline.dead_letter letter
                      where letter.message_id = message.id and letter.kind = 'MESSAGE' and letter.resolved_at is null)
   order by id limit $2
),
gone as (delete from interline.message using old where message.id = old.id returning 1)
select count(*)::int as gone from gone`,
};

const changesStatement = {
  name: 'prune.unannounced_changes',
  text: `
with gone as (delete from interline.unannounced_change where found_at < $1 returning 1)
select count(*)::int as gone from gone`,
};

/**
 * Removes events from the front of the feed only, up to the first that is young, and notes how far:
 * a cursor before that place is stale, none after it has a gap.
 */
const eventsStatement = {
  name: 'prune.events',
  text: `
with old as (
  select tx, seq, recorded_at < $1 as is_old from interline.order_event
   where tx < pg_snapshot_xmin(pg_current_snapshot())
   order by tx, seq limit $2
),
young as (select tx, seq from old where not is_old order by tx, seq limit 1),
gone as (
  delete from interline.order_event event using old
   where event.seq = old.seq and not exists (select from young where (young.tx, young.seq) <= (old.tx, old.seq))
  returning event.tx, event.seq
),
last as (select tx, seq from gone order by tx desc, seq desc limit 1),
noted as (update interline.feed_identity set pruned_tx = last.tx, pruned_seq = last.seq from last)
select count(*)::int as gone from gone`,
};

const MONTH_MS = 30 * 86_400_000;
/** How long an attachment is kept that no command uses, in milliseconds: a day. */
const UNUSED_KEPT_MS = 86_400_000;

/** A quote that a command confirms, or that came with one, is kept for as long as the command. */
const quotesStatement = {
  name: 'prune.quotes',
  text: `
with old as (
  select id from interline.quote
   where expires_at < $1 and command_id is null
     and not exists (select from interline.command where command.quote_id = quote.id)
   order by expires_at limit $2
),
gone as (delete from interline.quote using old where quote.id = old.id returning 1)
select count(*)::int as gone from gone`,
};

/** What no command has used within a day will not be: the price that it was for holds no longer. */
const attachmentsStatement = {
  name: 'prune.attachments',
  text: `
with old as (
  select id from interline.attachment
   where created_at < $1 or (created_at < $2 and used_at is null)
   order by created_at limit $3
),
gone as (delete from interline.attachment using old where attachment.id = old.id returning 1)
select count(*)::int as gone from gone`,
};

const shownKeysStatement = {
  name: 'prune.shown_keys',
  text: `
with old as (select channel, hash from interline.shown_key where until < $1 order by until limit $2),
gone as (
  delete from interline.shown_key shown using old
   where shown.channel = old.channel and shown.hash = old.hash and shown.until < $1
  returning 1
)
select count(*)::int as gone from gone`,
};

/** Removes what is older than it need be kept, a bounded number of rows at a time. Call it until it removes nothing. */
export async function prune(context: HubContext, retention: Retention): Promise<Pruned> {
  const { database, clock } = context;
  const { messagesMs, eventsMs, attachmentsMs = MONTH_MS, quotesMs = MONTH_MS, limit = 5_000 } = retention;
  const before = (ms: number): Date => new Date(clock.now().getTime() - ms);
  const remove = async (statement: { name: string; text: string }, ...values: unknown[]): Promise<number> => {
    const [result] = await database.query<{ gone: number }>(statement, values);
    return result?.gone ?? 0;
  };
  return {
    messages: await remove(messagesStatement, before(messagesMs), limit),
    unannouncedChanges: await remove(changesStatement, before(messagesMs)),
    quotes: await remove(quotesStatement, before(quotesMs), limit),
    attachments: await remove(attachmentsStatement, before(attachmentsMs), before(UNUSED_KEPT_MS), limit),
    shownKeys: await remove(shownKeysStatement, clock.now(), limit),
    events: eventsMs === null ? 0 : await remove(eventsStatement, before(eventsMs), limit),
  };
}
