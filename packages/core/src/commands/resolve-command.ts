import { RECORD_COLUMNS } from './command-record.ts';
import type { CommandRecord } from './command-record.ts';
import { findCommand } from './find-command.ts';
import type { HubContext } from '../hub-context.ts';
import { refuse } from '../refusal.ts';
import type { Refusal } from '../refusal.ts';
import { announceOutcome } from './settle-command.ts';
import { can } from '../viewer.ts';
import type { Viewer } from '../viewer.ts';

const resolveStatement = {
  name: 'command.resolve',
  text: `update interline.command as command
            set state = $2, code = $3, message = $4, finished_at = $5, due_at = null, leased_until = null, reference = coalesce(command.reference, $6),
                order_id = coalesce(command.order_id, (select orders.id from interline.orders
                                                        where orders.shop_id = command.shop_id and orders.reference = $6))
          where id = $1 and state = 'NEEDS_ATTENTION'
      returning ${RECORD_COLUMNS}`,
};

/** What a person found at the channel. */
export interface CommandFinding {
  /** Whether the command took effect there. */
  readonly happened: boolean;
  /** For the record: what was looked at and seen. */
  readonly note: string;
  /** The upstream id of the order that was made; needed when a command that makes one happened. */
  readonly reference?: string;
}

/** What became of it. */
export type CommandResolution =
  | { readonly kind: 'resolved'; readonly command: CommandRecord }
  /** The viewer may not write, sees no such command, or it does not need attention. */
  | Refusal<'COMMAND_NOT_FOUND'>
  /** An order was made: which one must be said. */
  | Refusal<'REFERENCE_MISSING'>;

/**
 * Closes a command that needed a person, with what the person found. Until then nothing else can be
 * done under its `onceKey`, or with its quote; afterwards, if it did not happen, it may be submitted
 * again with a new key.
 */
export async function resolveCommand(
  context: HubContext,
  viewer: Viewer,
  id: string,
  { happened, note, reference }: CommandFinding,
): Promise<CommandResolution> {
  const found = can(viewer, 'orders:write') ? await findCommand(context.database, viewer, id) : null;
  if (found?.state !== 'NEEDS_ATTENTION') return refuse('COMMAND_NOT_FOUND', `No command ${id} needs attention.`);
  const made = happened ? reference?.trim() || null : null;
  if (happened && found.reference === null && made === null) {
    return refuse('REFERENCE_MISSING', `Command ${id} makes an order. Say which was made: its id at the channel.`);
  }
  const now = context.clock.now();
  return context.database.transaction(async (sql) => {
    const [command] = await sql.query<CommandRecord>(resolveStatement, [
      id,
      happened ? 'SUCCEEDED' : 'FAILED',
      happened ? null : 'NO_EFFECT',
      `Looked up by ${viewer.name}: ${note}`,
      now,
      made,
    ]);
    if (!command) return refuse('COMMAND_NOT_FOUND', `Command ${id} was resolved by somebody else meanwhile.`);
    await announceOutcome(sql, command, now);
    return { kind: 'resolved', command };
  });
}
