import type { Migration } from '../migration.ts';
import { ASKED_COMMANDS } from './asked-commands.ts';
import { COMMANDS } from './commands.ts';
import { DOSSIERS } from './dossiers.ts';
import { INBOX } from './inbox.ts';
import { ORDERS } from './orders.ts';
import { OWED_LATER } from './owed-later.ts';
import { PURCHASES } from './purchases.ts';
import { RECONCILIATION } from './reconciliation.ts';
import { TENANTS } from './tenants.ts';
import { UNANSWERED_CALLS } from './unanswered-calls.ts';

/** The shape of the core's tables, step by step. Append only. */
export const MIGRATIONS: readonly Migration[] = [
  TENANTS,
  ORDERS,
  INBOX,
  RECONCILIATION,
  COMMANDS,
  PURCHASES,
  DOSSIERS,
  UNANSWERED_CALLS,
  ASKED_COMMANDS,
  OWED_LATER,
];
