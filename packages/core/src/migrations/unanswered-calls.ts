import type { Migration } from '../migration.ts';

/** A call that nobody answered may be repeated as it was. What was shown before this counts as answered. */
export const UNANSWERED_CALLS: Migration = {
  name: '2026-11-22-8-unanswered-calls',
  statements: [
    `alter table interline.shown_key add column shop_id uuid, add column answered boolean not null default true`,
  ],
};
