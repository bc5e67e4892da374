import type { Migration } from '../migration.ts';

/** How far polls and back-fills have got. */
export const RECONCILIATION: Migration = {
  name: '2026-11-22-4-reconciliation',
  statements: [
    `create table interline.watermark (
      shop_id uuid not null,
      source text not null,
      position timestamptz(3) not null,
      last_run_at timestamptz(3),
      last_error text,
      leased_until timestamptz(3),
      primary key (shop_id, source),
      constraint watermark_shop_id_foreign foreign key (shop_id) references interline.shop (id) on delete cascade
    )`,
    `create table interline.backfill (
      id uuid not null,
      shop_id uuid not null,
      source text not null,
      from_at timestamptz(3) not null,
      to_at timestamptz(3) not null,
      position timestamptz(3) not null,
      found int not null default 0,
      state text not null,
      created_at timestamptz(3) not null,
      finished_at timestamptz(3),
      last_error text,
      leased_until timestamptz(3),
      primary key (id),
      constraint backfill_shop_id_foreign foreign key (shop_id) references interline.shop (id) on delete cascade
    )`,
  ],
};
