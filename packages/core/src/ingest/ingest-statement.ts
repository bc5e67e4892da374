import { SYNC_CHANNEL } from '../wake.ts';
import type { MessageState } from '../message.ts';
import { RAISE_TASK } from '../sync/request-sync.ts';

/** What the statement says of each message. */
export interface IngestedRow {
  readonly id: string;
  readonly topic: string;
  readonly upstream_id: string;
  readonly state: MessageState;
  readonly reason: string | null;
  /** Whether the message came for the first time, or can be used for the first time. */
  readonly is_new: boolean;
}

/**
 * Inbox, tasks, dead letters and late news of a batch of messages, in one statement and so in one
 * transaction.
 *
 * A redelivery of a message that was ignored or unreadable takes its place when it can be used now,
 * because the shop was added or the adapter mended since; its reason then says what it was.
 *
 * Messages are stored sorted by their upstream ids, so that two batches with the same redeliveries in
 * another order cannot deadlock.
 *
 * The outer joins of tables are by index, one row per message: there is nothing here for which the
 * planner's guess at the size of `unnest` would matter.
 */
export const INGEST_STATEMENT = {
  name: 'inbox.ingest',
  text: `
with inbound as (
  select distinct on (topic, upstream_id)
         topic, upstream_id, account_id, reference, content, encoding, via, state, code, reason, modified_at, published_at,
         count(*) over (partition by topic, upstream_id) - 1 as repeats
    from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                $12::text[], $13::text[], $14::timestamptz[], $15::timestamptz[]) with ordinality
         as inbound (topic, upstream_id, account_id, reference, content, encoding, via, state, code, reason, modified_at,
                     published_at, place)
   order by topic, upstream_id, place
),
stored as (
  insert into interline.message as message
         (channel, source, topic, upstream_id, account_id, shop_id, reference, content, encoding, via, state, reason,
          duplicates, modified_at, published_at, received_at)
  select $1, $2, topic, upstream_id, inbound.account_id, shop.id, reference, content, encoding, via,
         case when state = 'PENDING' and shop.id is null then 'IGNORED' else inbound.state end,
         case when state = 'PENDING' and shop.id is null
              then format('There is no shop with account %s on channel %s: add it, or leave it ignored.', inbound.account_id, $1)
              else reason end,
         repeats, modified_at, published_at, $3
    from inbound
    left join (select id, account_id from interline.shop where channel = $1) shop
           on shop.account_id = inbound.account_id
   order by topic, upstream_id
  on conflict (channel, topic, upstream_id) do update set
     duplicates = message.duplicates + 1 + excluded.duplicates,
     state = case when message.state in ('IGNORED', 'DEAD') and excluded.state = 'PENDING' then 'PENDING' else message.state end,
     reason = case when message.state in ('IGNORED', 'DEAD') and excluded.state = 'PENDING'
                   then 'Earlier: ' || coalesce(message.reason, message.state) else message.reason end,
     shop_id = coalesce(message.shop_id, excluded.shop_id),
     reference = coalesce(message.reference, excluded.reference),
     modified_at = coalesce(message.modified_at, excluded.modified_at)
  returning id, topic, upstream_id, shop_id, reference, state, reason, modified_at, received_at, xmax = 0 as inserted
),
fresh as (
  select * from stored where state = 'PENDING' and (inserted or reason is not null)
),
raised as (
  insert into interline.sync_task as task (shop_id, reference, channel, cause, due_at)
  select distinct shop_id, reference, $1, 'MESSAGE', $3::timestamptz from fresh order by shop_id, reference
  ${RAISE_TASK}
  returning 1
),
announced as (
  update interline.unannounced_change change set announced_at = $3
    from fresh join interline.orders on orders.shop_id = fresh.shop_id and orders.reference = fresh.reference
   where change.order_id = orders.id and change.announced_at is null
     and change.modified_at <= coalesce(fresh.modified_at, fresh.received_at)
),
buried as (
  insert into interline.dead_letter (id, kind, channel, shop_id, message_id, topic, code, reason, tries, created_at)
  select gen_random_uuid(), 'MESSAGE', $1, stored.shop_id, stored.id, stored.topic, inbound.code, stored.reason, 1, $3
    from stored join inbound using (topic, upstream_id)
   where stored.state = 'DEAD' and stored.inserted and inbound.code is not null
),
revived as (
  update interline.dead_letter letter set resolved_at = $3
    from fresh where not fresh.inserted and letter.kind = 'MESSAGE' and letter.message_id = fresh.id and letter.resolved_at is null
),
woken as (
  select pg_notify('${SYNC_CHANNEL}', '') from raised limit 1
)
select id, topic, upstream_id, state, reason, inserted or (state = 'PENDING' and reason is not null) as is_new,
       (select count(*) from woken) as woken
  from stored`,
};
