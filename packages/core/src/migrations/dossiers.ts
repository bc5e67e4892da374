import type { Migration } from '../migration.ts';

/** What was said about orders of channels that call us, and which calls have been shown. */
export const DOSSIERS: Migration = {
  name: '2026-11-22-7-dossiers',
  statements: [
    `create table interline.dossier_entry (
      shop_id uuid not null,
      reference text not null,
      number int not null,
      channel text not null,
      kind text not null,
      key text not null,
      content_sealed bytea not null,
      recorded_at timestamptz(3) not null,
      primary key (shop_id, reference, number),
      constraint dossier_entry_key unique (shop_id, reference, key),
      constraint dossier_entry_shop_id_foreign foreign key (shop_id) references interline.shop (id)
    )`,
    `create table interline.shown_key (
      channel text not null,
      hash bytea not null,
      until timestamptz(3) not null,
      primary key (channel, hash)
    )`,
    `create index shown_key_until on interline.shown_key (until)`,
  ],
};
