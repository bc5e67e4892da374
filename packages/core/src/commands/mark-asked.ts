import type { HubContext } from '../hub-context.ts';
import type { HeldCommand } from './command-transition.ts';

const markStatement = {
  name: 'command.mark_asked',
  text: `update interline.command set asked_at = $3 where id = $1 and attempts = $2 and state = 'UNKNOWN'`,
};
// Another worker may have asked meanwhile; what it marked stands.
const unmarkStatement = {
  name: 'command.unmark_asked',
  text: `update interline.command set asked_at = $4 where id = $1 and attempts = $2 and asked_at = $3`,
};

/**
 * Commits that the channel is about to be asked about a command. Where asking repeats the request, whatever becomes of
 * this worker, the repeat counts as possibly under way until {@link unmarkAsked} says otherwise.
 */
export async function markAsked({ database, clock }: HubContext, { id, attempts }: HeldCommand): Promise<Date> {
  const askedAt = clock.now();
  await database.query(markStatement, [id, attempts, askedAt]);
  return askedAt;
}

/** The asking was answered, so nothing of it is under way: as if it had not been. */
export async function unmarkAsked({ database }: HubContext, command: HeldCommand, marked: Date): Promise<void> {
  await database.query(unmarkStatement, [command.id, command.attempts, marked, command.askedAt]);
}
