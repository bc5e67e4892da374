import type { Migration } from '../migration.ts';

/** When the hub looks again at what an order's dossier owes. */
export const OWED_LATER: Migration = {
  name: '2026-11-23-1-owed-later',
  statements: [
    `alter table interline.dossier_entry add column due_at timestamptz(3)`,
    `create index dossier_entry_due on interline.dossier_entry (due_at) where due_at is not null`,
  ],
};
