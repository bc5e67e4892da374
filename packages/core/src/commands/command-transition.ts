import type { CommandAttempt } from '../contract/command-definition.ts';
import { RECORD_COLUMNS } from './command-record.ts';
import type { CommandRecord } from './command-record.ts';
import type { CommandState } from '../command.ts';
import type { HubContext } from '../hub-context.ts';
import { requestSync } from '../sync/request-sync.ts';
import type { JsonObject } from '../snapshot.ts';
import { storableText, storableValue } from '../storable-text.ts';
import { COMMAND_CHANNEL, wake } from '../wake.ts';

/** A command that this worker holds until `leasedUntil`. */
export interface HeldCommand extends CommandRecord {
  readonly inputSealed: Buffer;
  readonly leasedUntil: Date;
}

/** The columns of {@link HeldCommand}. */
export const HELD_COLUMNS = `${RECORD_COLUMNS}, command.input_sealed as "inputSealed",
  command.leased_until as "leasedUntil"`;

const markSentStatement = {
  name: 'command.mark_sent',
  text: `update interline.command as command
            set state = 'SENT', attempts = attempts + 1, sent_at = $4, message = null,
                leased_until = $5, due_at = $5
          where id = $1 and state = 'PENDING' and attempts = $2 and leased_until = $3
      returning ${HELD_COLUMNS}`,
};
const postponeStatement = {
  name: 'command.postpone',
  text: `update interline.command
            set state = $4, message = $5, due_at = $6, leased_until = null
          where id = $1 and attempts = $2 and state = $3
      returning id`,
};
const settleStatement = {
  name: 'command.settle',
  text: `update interline.command
            set state = $3, code = $4, message = $5, result = $6, finished_at = $7,
                due_at = null, leased_until = null
          where id = $1 and attempts = $2 and state in ('PENDING', 'SENT', 'UNKNOWN')
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
  next: { readonly state: 'PENDING' | 'UNKNOWN'; readonly message: string | null; readonly dueAt: Date },
): Promise<void> {
  await context.database.transaction(async (sql) => {
    const message = next.message && storableText(next.message);
    const values = [command.id, command.attempts, command.state, next.state, message, next.dueAt];
    const moved = await sql.query(postponeStatement, values);
    if (moved.length > 0) await wake(sql, COMMAND_CHANNEL, command.id);
  });
}

/** How a command ends, for now or for good. */
export interface Settlement {
  readonly state: Extract<CommandState, 'SUCCEEDED' | 'FAILED' | 'NEEDS_ATTENTION'>;
  readonly code: string | null;
  readonly message: string | null;
  readonly result: JsonObject | null;
}

/** The settlement of a command that was carried out. */
export function succeeded(result: JsonObject): Settlement {
  return { state: 'SUCCEEDED', code: null, message: null, result };
}

/** The settlement of a command that had no effect. */
export function failed(code: string, message: string): Settlement {
  return { state: 'FAILED', code, message, result: null };
}

/**
 * Records an outcome, and asks for the order to be fetched, in one transaction. An outcome that
 * comes after the lease is over still counts, as long as nothing was sent since: it is the truth.
 * @returns whether the command was still open
 */
export async function settleCommand(
  context: HubContext,
  command: CommandRecord,
  settlement: Settlement,
): Promise<boolean> {
  const now = context.clock.now();
  const settled = await context.database.transaction(async (sql) => {
    const rows = await sql.query(settleStatement, [
      command.id,
      command.attempts,
      settlement.state,
      settlement.code && storableText(settlement.code),
      settlement.message && storableText(settlement.message),
      storableValue(settlement.result),
      settlement.state === 'NEEDS_ATTENTION' ? null : now,
    ]);
    if (rows.length === 0) return false;
    const { shopId, channel, reference } = command;
    if (reference !== null) await requestSync(sql, { shopId, channel, reference, cause: 'COMMAND', at: now });
    await wake(sql, COMMAND_CHANNEL, command.id);
    return true;
  });
  if (settled) {
    const { id: commandId, shopId, channel, name, reference, attempts } = command;
    const fields = {
      commandId,
      shopId,
      channel,
      name,
      reference,
      attempts,
      state: settlement.state,
      code: settlement.code,
    };
    if (settlement.state === 'NEEDS_ATTENTION') context.logger.error(fields, 'A command needs a person to look at it');
    else context.logger.info(fields, 'Command settled');
  }
  return settled;
}

/** The latest sending of a command, as the adapter sees it. */
export function attemptOf(command: HeldCommand): CommandAttempt {
  if (!command.sentAt) throw new Error(`Command ${command.id} was never sent.`);
  return {
    commandId: command.id,
    idempotencyKey: command.idempotencyKey,
    number: command.attempts,
    sentAt: command.sentAt,
    reference: command.reference,
    quote: null,
    openAttachments: async () => [],
  };
}
