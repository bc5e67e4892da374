import type { Migration } from '../migration.ts';

/** Messages as received, orders to be fetched, and what could not be processed. */
export const INBOX: Migration = {
  name: '2026-11-22-3-inbox',
  statements: [
    `create table interline.message (
      id bigserial primary key,
      channel text not null,
      source text not null,
      topic text not null,
      account_id text,
      upstream_id text not null,
      shop_id uuid,
      reference text,
      content text not null,
      encoding text not null default 'text',
      via text not null,
      state text not null,
      reason text,
      duplicates int not null default 0,
      modified_at timestamptz(3),
      published_at timestamptz(3),
      received_at timestamptz(3) not null,
      constraint message_upstream unique (channel, topic, upstream_id)
    )`,
    `create index message_order on interline.message (shop_id, reference)`,
    `create index message_received on interline.message (received_at)`,
    `create index message_of_no_shop on interline.message (channel, account_id, received_at) where shop_id is null`,
    `create table interline.sync_task (
      shop_id uuid not null,
      reference text not null,
      channel text not null,
      cause text not null,
      requested int not null default 1,
      due_at timestamptz(3) not null,
      tries int not null default 0,
      leased_until timestamptz(3),
      last_error text,
      primary key (shop_id, reference)
    )`,
    `create index sync_task_due on interline.sync_task (shop_id, (cause in ('REQUERY', 'BACKFILL')), due_at)`,
    `create table interline.dead_letter (
      id uuid not null,
      kind text not null,
      channel text not null,
      shop_id uuid,
      message_id bigint,
      reference text,
      topic text,
      code text not null,
      reason text not null,
      tries int not null,
      created_at timestamptz(3) not null,
      last_tried_at timestamptz(3),
      resolved_at timestamptz(3),
      primary key (id)
    )`,
    `create unique index dead_letter_open_order on interline.dead_letter (shop_id, reference) where kind = 'ORDER' and resolved_at is null`,
    `create index dead_letter_open_message on interline.dead_letter (message_id) where kind = 'MESSAGE' and resolved_at is null`,
    `create index dead_letter_created on interline.dead_letter (created_at, id)`,
  ],
};
