import type { Migration } from '../migration.ts';

/** Shops, tokens and who saw personal data. */
export const TENANTS: Migration = {
  name: '2026-11-22-1-tenants',
  statements: [
    'create schema if not exists interline',
    `create table interline.shop (
      id uuid not null,
      channel text not null,
      name text not null,
      account_id text not null,
      account_nick text not null,
      state text not null default 'ACTIVE',
      parked_code text,
      parked_reason text,
      parked_at timestamptz(3),
      session_sealed bytea,
      session_expires_at timestamptz(3),
      created_at timestamptz(3) not null,
      primary key (id),
      constraint shop_account unique (channel, account_id)
    )`,
    `create table interline.access_token (
      id uuid not null,
      name text not null,
      hash bytea not null,
      scopes text[] not null,
      shop_ids uuid[],
      created_at timestamptz(3) not null,
      expires_at timestamptz(3),
      revoked_at timestamptz(3),
      primary key (id),
      constraint access_token_hash unique (hash)
    )`,
    `create table interline.disclosure (
      id bigserial primary key,
      token_id uuid not null,
      viewer_name text not null,
      order_ids uuid[] not null,
      at timestamptz(3) not null
    )`,
  ],
};
