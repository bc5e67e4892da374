import type { Statement } from '../database.ts';
import { FEED_CHANNEL } from '../feed/feed.ts';

/** A list of columns with their types, as `json_to_recordset` wants it. */
type Columns = Readonly<Record<string, string>>;

const ORDER: Columns = {
  id: 'uuid',
  shop_id: 'uuid',
  channel: 'text',
  reference: 'text',
  direction: 'text',
  status: 'text',
  channel_status: 'text',
  confirmation: 'text',
  refund_status: 'text',
  change_status: 'text',
  currency: 'text',
  total_amount: 'bigint',
  paid_amount: 'bigint',
  buyer_nick: 'text',
  item_count: 'int',
  travel_start: 'timestamptz',
  travel_end: 'timestamptz',
  deadline: 'timestamptz',
  created_at: 'timestamptz',
  paid_at: 'timestamptz',
  ended_at: 'timestamptz',
  modified_at: 'timestamptz',
  observed_at: 'timestamptz',
  recorded_at: 'timestamptz',
  version: 'int',
  search_text: 'text',
  detail: 'jsonb',
  anomalies: 'jsonb',
  notices: 'jsonb',
  fingerprint: 'text',
};

const ITEM: Columns = {
  id: 'uuid',
  order_id: 'uuid',
  shop_id: 'uuid',
  position: 'int',
  reference: 'text',
  status: 'text',
  channel_status: 'text',
  confirmation: 'text',
  refund_status: 'text',
  title: 'text',
  kind: 'text',
  quantity: 'int',
  unit_amount: 'bigint',
  total_amount: 'bigint',
  paid_amount: 'bigint',
  travel_start: 'timestamptz',
  travel_end: 'timestamptz',
  deadline: 'timestamptz',
  ended_at: 'timestamptz',
  detail: 'jsonb',
};

const TRAVELLER: Columns = {
  id: 'uuid',
  order_id: 'uuid',
  item_id: 'uuid',
  shop_id: 'uuid',
  role: 'text',
  position: 'int',
  name: 'text',
  phone: 'text',
  email: 'text',
  document_number: 'text',
  masked: 'jsonb',
  document_type: 'text',
  detail: 'jsonb',
  sealed: 'text',
};

const REFUND: Columns = {
  id: 'uuid',
  order_id: 'uuid',
  item_id: 'uuid',
  shop_id: 'uuid',
  reference: 'text',
  status: 'text',
  channel_status: 'text',
  amount: 'bigint',
  requested_at: 'timestamptz',
  detail: 'jsonb',
};

const CHANGE: Columns = {
  id: 'uuid',
  order_id: 'uuid',
  item_id: 'uuid',
  shop_id: 'uuid',
  reference: 'text',
  status: 'text',
  channel_status: 'text',
  amount: 'bigint',
  deadline: 'timestamptz',
  requested_at: 'timestamptz',
  detail: 'jsonb',
};

const TICKET: Columns = {
  id: 'uuid',
  order_id: 'uuid',
  item_id: 'uuid',
  shop_id: 'uuid',
  position: 'int',
  reference: 'text',
  status: 'text',
  channel_status: 'text',
  kind: 'text',
  number: 'text',
  amount: 'bigint',
  detail: 'jsonb',
};

const EVENT: Columns = {
  order_id: 'uuid',
  shop_id: 'uuid',
  channel: 'text',
  type: 'text',
  item_reference: 'text',
  from_value: 'text',
  to_value: 'text',
  version: 'int',
  cause: 'text',
  occurred_at: 'timestamptz',
  recorded_at: 'timestamptz',
  data: 'jsonb',
};

const UNANNOUNCED: Columns = {
  order_id: 'uuid',
  version: 'int',
  shop_id: 'uuid',
  channel: 'text',
  topic: 'text',
  reference: 'text',
  modified_at: 'timestamptz',
  since: 'timestamptz',
};

/** What never changes once a row is there. */
const FIXED: ReadonlySet<string> = new Set(['id', 'order_id', 'shop_id', 'channel', 'reference']);

function recordset(parameter: string, columns: Columns): string {
  const types = Object.entries(columns).map(([column, type]) => `${column} ${type}`);
  return `json_to_recordset(${parameter}::json) as given (${types.join(', ')})`;
}

/** Inserts the rows of a JSON parameter, or updates those that are there. Bytes come as base64. */
function upsert(table: string, parameter: string, columns: Columns, bytes: string | null): string {
  const names = Object.keys(columns);
  const values = names.map((name) => (name === bytes ? `decode(${name}, 'base64')` : name));
  const updates = names.filter((name) => !FIXED.has(name)).map((name) => `${name} = excluded.${name}`);
  return `insert into interline.${table} (${names.join(', ')})
  select ${values.join(', ')} from ${recordset(parameter, columns)}
  on conflict (id) do update set ${updates.join(', ')}`;
}

/**
 * Everything that a batch of changed orders writes, in one round trip. Foreign keys are checked at the
 * end of the statement, so its parts may run in any order.
 *
 * $1 orders, $2 items, $3 travellers, $4 refunds, $5 $6 $7 ids of parts that are gone, $8 sealed raw
 * answers (one per order, in the order of $1), $9 events, $10 changes that polling brought, $11 now
 */
export const WRITE_STATEMENT = writeStatement('apply.write', '');

/**
 * {@link WRITE_STATEMENT} for a batch with changes or tickets: most batches have none, and opening tables to
 * write nothing is felt where orders come one by one.
 *
 * Also $12 changes, $13 tickets, $14 $15 ids of those that are gone
 */
export const WRITE_STATEMENT_WITH_TICKETS = writeStatement(
  'apply.write_with_tickets',
  `
changes as (
  ${upsert('change', '$12', CHANGE, null)}
),
tickets as (
  ${upsert('ticket', '$13', TICKET, null)}
),
gone_changes as (delete from interline.change where id = any($14::uuid[])),
gone_tickets as (delete from interline.ticket where id = any($15::uuid[])),`,
);

/** @param others what else is to be written, as common table expressions */
function writeStatement(name: string, others: string): Statement {
  return {
    name,
    text: `
with${others}
written as (
  ${upsert('orders', '$1', ORDER, 'fingerprint')}
),
items as (
  ${upsert('item', '$2', ITEM, null)}
),
travellers as (
  ${upsert('traveller', '$3', TRAVELLER, 'sealed')}
),
refunds as (
  ${upsert('refund', '$4', REFUND, null)}
),
gone_items as (delete from interline.item where id = any($5::uuid[])),
gone_travellers as (delete from interline.traveller where id = any($6::uuid[])),
gone_refunds as (delete from interline.refund where id = any($7::uuid[])),
raws as (
  insert into interline.order_raw as raw (order_id, shop_id, sealed, observed_at)
  select id, shop_id, sealed, observed_at
    from rows from (
      json_to_recordset($1::json) as (id uuid, shop_id uuid, observed_at timestamptz),
      unnest($8::bytea[])
    ) as given (id, shop_id, observed_at, sealed)
  on conflict (order_id) do update set sealed = excluded.sealed, observed_at = excluded.observed_at
),
told as (
  insert into interline.order_event (${Object.keys(EVENT).join(', ')})
  select ${Object.keys(EVENT).join(', ')} from ${recordset('$9', EVENT)}
  returning 1
),
lost as (
  insert into interline.unannounced_change (order_id, version, shop_id, channel, topic, modified_at, found_at)
  select order_id, version, shop_id, channel, topic, modified_at, $11::timestamptz
    from ${recordset('$10', UNANNOUNCED)}
   where not exists (
     select from interline.message
      where message.shop_id = given.shop_id and message.reference = given.reference
        and case when message.modified_at is null then message.received_at >= given.since
                 else message.modified_at >= given.modified_at end)
)
select pg_notify('${FEED_CHANNEL}', '') from told limit 1`,
  };
}
