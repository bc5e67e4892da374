import type { Migration } from '../migration.ts';

/** What was asked of a channel, and what came of it. */
export const COMMANDS: Migration = {
  name: '2026-11-22-5-commands',
  statements: [
    `create table interline.command (
      id uuid not null,
      shop_id uuid not null,
      channel text not null,
      name text not null,
      order_id uuid,
      reference text not null,
      item_reference text,
      idempotency_key text not null,
      input_hash bytea not null,
      input_sealed bytea not null,
      once_key text,
      state text not null,
      code text,
      message text,
      result jsonb,
      attempts int not null default 0,
      requested_by text not null,
      token_id uuid,
      created_at timestamptz(3) not null,
      sent_at timestamptz(3),
      finished_at timestamptz(3),
      due_at timestamptz(3),
      leased_until timestamptz(3),
      primary key (id),
      constraint command_idempotency unique (shop_id, idempotency_key),
      constraint command_shop_id_foreign foreign key (shop_id) references interline.shop (id)
    )`,
    `create index command_due on interline.command (due_at) where due_at is not null`,
    `create index command_order on interline.command (shop_id, reference)`,
    `create unique index command_once on interline.command (shop_id, channel, name, once_key) where once_key is not null and state <> 'FAILED'`,
  ],
};
