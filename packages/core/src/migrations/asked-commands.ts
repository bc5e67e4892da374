import type { Migration } from '../migration.ts';

/** Where asking repeats a request, the repeat may still take effect: when the last unanswered one left. */
export const ASKED_COMMANDS: Migration = {
  name: '2026-11-22-9-asked-commands',
  statements: [`alter table interline.command add column asked_at timestamptz(3)`],
};
