import { validate } from 'uuid';
import { RECORD_COLUMNS } from './command-record.ts';
import type { CommandRecord } from './command-record.ts';
import type { Sql } from '../database.ts';
import { can, seesShop } from '../viewer.ts';
import type { Viewer } from '../viewer.ts';

const findStatement = {
  name: 'command.find',
  text: `select ${RECORD_COLUMNS} from interline.command as command where command.id = $1`,
};

/** A command of a shop that the viewer may see; null otherwise, whether it exists or not. */
export async function findCommand(sql: Sql, viewer: Viewer, id: string): Promise<CommandRecord | null> {
  if (!can(viewer, 'orders:read') && !can(viewer, 'orders:write')) return null;
  const command = await readCommand(sql, id);
  return command && seesShop(viewer, command.shopId) ? command : null;
}

/** A command, whoever asks; for the hub itself. */
export async function readCommand(sql: Sql, id: string): Promise<CommandRecord | null> {
  if (!validate(id)) return null;
  const [command] = await sql.query<CommandRecord>(findStatement, [id]);
  return command ?? null;
}
