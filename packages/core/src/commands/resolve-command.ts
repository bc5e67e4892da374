import { RECORD_COLUMNS } from './command-record.ts';
import type { CommandRecord } from './command-record.ts';
import { findCommand } from './find-command.ts';
import type { HubContext } from '../hub-context.ts';
import { requestSync } from '../sync/request-sync.ts';
import { can } from '../viewer.ts';
import type { Viewer } from '../viewer.ts';
import { COMMAND_CHANNEL, wake } from '../wake.ts';

const resolveStatement = {
  name: 'command.resolve',
  text: `update interline.command as command
            set state = $2, code = $3, message = $4, finished_at = $5
          where id = $1 and state = 'NEEDS_ATTENTION'
      returning ${RECORD_COLUMNS}`,
};

/** What a person found at the channel. */
export interface CommandFinding {
  /** Whether the command took effect there. */
  readonly happened: boolean;
  /** For the record: what was looked at and seen. */
  readonly note: string;
}

/**
 * Closes a command that needed a person, with what the person found. Until then nothing else can be
 * done under its `onceKey`; afterwards, if it did not happen, it may be submitted again with a new key.
 *
 * @returns null when the viewer may not write, sees no such command, or it does not need attention
 */
export async function resolveCommand(
  context: HubContext,
  viewer: Viewer,
  id: string,
  { happened, note }: CommandFinding,
): Promise<CommandRecord | null> {
  if (!can(viewer, 'orders:write') || (await findCommand(context.database, viewer, id)) === null) return null;
  const now = context.clock.now();
  return context.database.transaction(async (sql) => {
    const [command] = await sql.query<CommandRecord>(resolveStatement, [
      id,
      happened ? 'SUCCEEDED' : 'FAILED',
      happened ? null : 'NO_EFFECT',
      `Looked up by ${viewer.name}: ${note}`,
      now,
    ]);
    if (!command) return null;
    const { shopId, channel, reference } = command;
    if (reference !== null) await requestSync(sql, { shopId, channel, reference, cause: 'COMMAND', at: now });
    await wake(sql, COMMAND_CHANNEL, command.id);
    return command;
  });
}
