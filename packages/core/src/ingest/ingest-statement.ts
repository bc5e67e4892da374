import { SYNC_CHANNEL } from '../wake.ts';
import type { MessageState } from '../message.ts';
import { RAISE_TASK } from '../sync/request-sync.ts';
import { openOrdersWith } from './open-orders-with.ts';

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
 * A message about whichever orders have something in their details asks for all of them, and is done then:
 * their tasks are stored with it. When there is none, it is ignored.
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
         about::jsonb as about,
         count(*) over (partition by topic, upstream_id) - 1 as repeats
    from unnest($4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[],
                $12::text[], $13::text[], $14::timestamptz[], $15::timestamptz[], $16::text[]) with ordinality
         as inbound (topic, upstream_id, account_id, reference, content, encoding, via, state, code, reason, modified_at,
                     published_at, about, place)
   order by topic, upstream_id, place
),
concerned as (
  select topic, upstream_id, shop.id as shop_id, orders.reference
    from (select * from inbound where about is not null offset 0) as inbound
   cross join lateral (select id from interline.shop where channel = $1 and account_id = inbound.account_id offset 0) as shop
   cross join lateral (${openOrdersWith('shop.id', 'inbound.about', '$3')} offset 0) as orders
),
stored as (
  insert into interline.message as message
         (channel, source, topic, upstream_id, account_id, shop_id, reference, content, encoding, via, state, reason,
          duplicates, modified_at, published_at, received_at)
  select $1, $2, topic, upstream_id, inbound.account_id, shop.id, reference, content, encoding, via,
         case when state <> 'PENDING' then inbound.state
              when shop.id is null then 'IGNORED'
              when about is null then 'PENDING'
              when (topic, upstream_id) in (select topic, upstream_id from concerned) then 'DONE'
              else 'IGNORED' end,
         case when state <> 'PENDING' then reason
              when shop.id is null
              then format('There is no shop with account %s on channel %s: add it, or leave it ignored.', inbound.account_id, $1)
              when about is not null and (topic, upstream_id) not in (select topic, upstream_id from concerned)
              then format('No open order of account %s on channel %s has %s in its detail.', inbound.account_id, $1, left(about::text, 200)) end,
         repeats, modified_at, published_at, $3
    from inbound
    left join (select id, account_id from interline.shop where channel = $1) shop
           on shop.account_id = inbound.account_id
   order by topic, upstream_id
  on conflict (channel, topic, upstream_id) do update set
     duplicates = message.duplicates + 1 + excluded.duplicates,
     state = case when message.state in ('IGNORED', 'DEAD') and excluded.state in ('PENDING', 'DONE')
                  then excluded.state else message.state end,
     reason = case when message.state in ('IGNORED', 'DEAD') and excluded.state in ('PENDING', 'DONE')
                   then 'Earlier: ' || coalesce(message.reason, message.state) else message.reason end,
     shop_id = coalesce(message.shop_id, excluded.shop_id),
     reference = coalesce(message.reference, excluded.reference),
     modified_at = coalesce(message.modified_at, excluded.modified_at)
  returning id, topic, upstream_id, shop_id, reference, state, reason, modified_at, received_at, xmax = 0 as inserted
),
fresh as (
  select * from stored where (state = 'PENDING' or state = 'DONE' and reference is null) and (inserted or reason is not null)
),
wanted as (
  select shop_id, reference, modified_at, received_at from fresh where reference is not null
  union all
  select concerned.shop_id, concerned.reference, fresh.modified_at, fresh.received_at
    from fresh join concerned using (topic, upstream_id)
),
raised as (
  insert into interline.sync_task as task (shop_id, reference, channel, cause, due_at)
  select distinct shop_id, reference, $1, 'MESSAGE', $3::timestamptz from wanted order by shop_id, reference
  ${RAISE_TASK}
  returning 1
),
announced as (
  update interline.unannounced_change change set announced_at = $3
    from wanted join interline.orders on orders.shop_id = wanted.shop_id and orders.reference = wanted.reference
   where change.order_id = orders.id and change.announced_at is null
     and change.modified_at <= coalesce(wanted.modified_at, wanted.received_at)
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
select id, topic, upstream_id, state, reason, inserted or id in (select id from fresh) as is_new,
       (select count(*) from woken) as woken
  from stored`,
};
