import type { Sql } from './database.ts';

/** Notified when orders are to be fetched; the payload says nothing. */
export const SYNC_CHANNEL = 'interline_sync';
/** Notified with a command's id when it was submitted or changed its state; with nothing when several may be due. */
export const COMMAND_CHANNEL = 'interline_command';
/** Notified with {@link dossierTopic} when something was appended to a dossier. */
export const DOSSIER_CHANNEL = 'interline_dossier';

const notifyStatement = { name: 'wake.notify', text: 'select pg_notify($1, $2)' };
const dueTasksStatement = {
  name: 'wake.shop_tasks',
  text: 'update interline.sync_task set due_at = $2 where shop_id = $1 and due_at > $2',
};
const dueCommandsStatement = {
  name: 'wake.shop_commands',
  text: `update interline.command set due_at = $2
          where shop_id = $1 and state in ('PENDING', 'UNKNOWN') and due_at > $2`,
};

/** Wakes whoever listens, once the transaction commits. */
export async function wake(sql: Sql, channel: string, payload = ''): Promise<void> {
  await sql.query(notifyStatement, [channel, payload]);
}

/** Makes everything that waited for a shop due now. */
export async function wakeShopWork(sql: Sql, shopId: string, now: Date): Promise<void> {
  await sql.query(dueTasksStatement, [shopId, now]);
  await sql.query(dueCommandsStatement, [shopId, now]);
  await wake(sql, SYNC_CHANNEL);
  await wake(sql, COMMAND_CHANNEL);
}
