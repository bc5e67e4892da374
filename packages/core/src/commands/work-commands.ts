import { askCommand } from './ask-command.ts';
import type { AnyCommand } from './command-input.ts';
import { HELD_COLUMNS } from './command-transition.ts';
import type { HeldCommand } from './command-transition.ts';
import type { CommandEffort, CommandWork } from './command-work.ts';
import type { HubContext } from '../hub-context.ts';
import { openCommand } from './open-command.ts';
import { sendCommand } from './send-command.ts';
import { failed, settleCommand } from './settle-command.ts';
import type { Settlement } from './settle-command.ts';
import { withLease } from '../with-lease.ts';

const LEASE_MS = 60_000;
const GIVE_UP_AFTER_MS = 24 * 60 * 60 * 1_000;

// A SENT command that is due has lost its worker; that is to be seen even while its shop is parked. A local one does not
// need the shop at all.
const claimStatement = {
  name: 'command.claim',
  text: `with due as (
           select command.id
             from interline.command
             join interline.shop on shop.id = command.shop_id
            where command.due_at <= $1
              and (command.leased_until is null or command.leased_until <= $1)
              and (shop.state = 'ACTIVE' or command.state = 'SENT'
                   or (command.channel, command.name) in (select * from unnest($5::text[], $6::text[])))
              and ($7::boolean is null
                   or $7 = ((command.channel, command.name) in (select * from unnest($8::text[], $9::text[]))))
            order by command.due_at
            limit $3
              for update of command skip locked
         )
         update interline.command
            set leased_until = $2,
                state = case state when 'SENT' then 'UNKNOWN' else state end,
                message = case state when 'SENT' then $4 else message end
           from due
          where command.id = due.id
      returning ${HELD_COLUMNS}`,
};

const WORKER_LOST =
  'The hub stopped while the request was under way, so it may or may not have arrived. The channel is being asked.';

/**
 * Carries the ledger on: sends what is pending, and asks what became of what is unknown. Commands
 * of different shops and orders do not wait for each other; those of a parked shop wait for it, but for local ones.
 *
 * @returns how many commands were worked on; 0 means that nothing is due
 */
export async function workCommands(context: HubContext, work: CommandWork): Promise<number> {
  const { leaseMs = LEASE_MS, giveUpAfterMs = GIVE_UP_AFTER_MS } = work;
  if (work.signal?.aborted) return 0;
  const now = context.clock.now();
  const until = new Date(now.getTime() + leaseMs);
  const held = await context.database.query<HeldCommand>(claimStatement, [
    now,
    until,
    work.limit,
    WORKER_LOST,
    ...commandsThat(context, ({ local }) => local === true),
    work.only === undefined ? null : work.only === 'internal',
    ...commandsThat(context, ({ internal }) => internal === true),
  ]);
  const ended = await Promise.allSettled(
    held.map((command) =>
      withLease(context.clock, leaseMs, work.signal, (signal) =>
        workOn(context, command, { signal, leaseMs, giveUpAfterMs }),
      ),
    ),
  );
  const failures = ended.filter((end) => end.status === 'rejected').map((end): unknown => end.reason);
  if (failures.length > 0) {
    throw new AggregateError(
      failures,
      `${failures.length} of ${held.length} commands could not be worked on; they stay due.`,
    );
  }
  return held.length;
}

/** The commands of this hub that are so: their channels, and their names. */
function commandsThat({ channels }: HubContext, are: (definition: AnyCommand) => boolean): [string[], string[]] {
  const chosen = [...channels].flatMap(([channel, { adapter }]) =>
    Object.entries(adapter.commands).flatMap(([name, definition]) => (are(definition) ? [{ channel, name }] : [])),
  );
  return [chosen.map(({ channel }) => channel), chosen.map(({ name }) => name)];
}

async function workOn(context: HubContext, command: HeldCommand, effort: CommandEffort): Promise<void> {
  const open = await openCommand(context, command);
  if (!open) await settleCommand(context, command, unworkable(command));
  else if (command.state === 'PENDING' || command.state === 'NEEDS_ATTENTION')
    await sendCommand(context, command, open, effort);
  else await askCommand(context, command, open, effort);
}

/** The hub was changed under a command that was still open. */
function unworkable({ attempts, channel, name }: HeldCommand): Settlement {
  const cause = `This hub no longer has the command "${name}" of channel "${channel}" in the form it was submitted in.`;
  if (attempts === 0) return failed({ code: 'NOT_SUPPORTED', message: `${cause} Nothing was sent.` });
  const message = `${cause} It was sent; look the outcome up at the channel.`;
  return { state: 'NEEDS_ATTENTION', code: 'NOT_SUPPORTED', message, result: null };
}
