import { RECORD_COLUMNS } from './command-record.ts';
import type { CommandRecord } from './command-record.ts';
import type { HubContext } from '../hub-context.ts';
import { storableText } from '../storable-text.ts';
import { COMMAND_CHANNEL, wake } from '../wake.ts';

/** A command that this worker holds until `leasedUntil`. */
export interface HeldCommand extends CommandRecord {
  readonly inputSealed: Buffer;
  /** When the channel was last asked what became of it and did not answer. */
  readonly askedAt: Date | null;
  readonly leasedUntil: Date;
}

/** The columns of {@link HeldCommand}. */
export const HELD_COLUMNS = `${RECORD_COLUMNS}, command.input_sealed as "inputSealed",
  command.asked_at as "askedAt", command.leased_until as "leasedUntil"`;

const markSentStatement = {
  name: 'command.mark_sent',
  text: `update interline.command as command
            set state = 'SENT', attempts = attempts + 1, sent_at = $4, message = null,
                code = case state when 'NEEDS_ATTENTION' then null else code end, leased_until = $5, due_at = $5
          where id = $1 and state in ('PENDING', 'NEEDS_ATTENTION') and attempts = $2 and leased_until = $3
      returning ${HELD_COLUMNS}`,
};
const postponeStatement = {
  name: 'command.postpone',
  text: `update interline.command
            set state = $4, message = $5, due_at = $6, code = coalesce($7, code), leased_until = null
          where id = $1 and attempts = $2 and state = $3
      returning id`,
};
/**
 * Commits that the request is about to leave. From here on, whatever becomes of this worker, the
 * request counts as possibly sent.
 * @returns null when another worker has taken the command over
 */
export async function markSent(
  context: HubContext,
  command: HeldCommand,
  leaseMs: number,
): Promise<HeldCommand | null> {
  const now = context.clock.now();
  const until = new Date(now.getTime() + leaseMs);
  return context.database.transaction(async (sql) => {
    const values = [command.id, command.attempts, command.leasedUntil, now, until];
    const [sent] = await sql.query<HeldCommand>(markSentStatement, values);
    if (sent) await wake(sql, COMMAND_CHANNEL, sent.id);
    return sent ?? null;
  });
}

/** Puts an open command down until `dueAt`. Does nothing when it has moved on since. */
export async function postpone(
  context: HubContext,
  command: CommandRecord,
  next: {
    readonly state: 'PENDING' | 'UNKNOWN' | 'NEEDS_ATTENTION';
    readonly message: string | null;
    readonly dueAt: Date;
    /** Remembered until the command is settled; default what was. */
    readonly code?: string | undefined;
  },
): Promise<void> {
  await context.database.transaction(async (sql) => {
    const message = next.message && storableText(next.message);
    const values = [command.id, command.attempts, command.state, next.state, message, next.dueAt, next.code ?? null];
    const moved = await sql.query(postponeStatement, values);
    if (moved.length > 0) await wake(sql, COMMAND_CHANNEL, command.id);
  });
}
