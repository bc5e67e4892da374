import type { HubContext } from '../hub-context.ts';
import { instantText } from '../instant-text.ts';
import { isLater } from './quote-subject.ts';
import { refuse } from '../refusal.ts';
import type { ConfirmRefusal } from '../refusal.ts';

/**
 * A later price of the same thing stands in a quote's place. For a command that is taken down already it does so
 * only when it came with a command: somebody who merely asked again does not take back what was confirmed.
 * Nor is one thing bought at two prices at once: who confirms another price of it goes first, or, of two that meet,
 * the earlier.
 */
const standingStatement = {
  name: 'quote.standing',
  text: `
select quote.expires_at as "expiresAt",
       (select later.id from interline.quote later
         where ${isLater('later', 'quote')} and ($2::uuid is null or later.command_id is not null)
         order by later.seq desc limit 1) as "replacedBy",
       (select command.id from interline.command
         where command.quote_id = quote.id and command.state <> 'FAILED' and command.id is distinct from $2::uuid) as "usedBy",
       (select command.id
          from interline.quote other
          join interline.command on command.quote_id = other.id and command.state not in ('FAILED', 'SUCCEEDED')
         where other.shop_id = quote.shop_id and other.subject_hash = quote.subject_hash and other.id <> quote.id
           and ($2::uuid is null or command.id < $2 or command.attempts > 0)
         order by command.id limit 1) as "rival"
  from interline.quote
 where quote.id = $1`,
};

interface Standing {
  readonly expiresAt: Date;
  readonly replacedBy: string | null;
  readonly usedBy: string | null;
  /** The command, not settled, that confirms another price of the same thing. */
  readonly rival: string | null;
}

/**
 * Whether a quote can be confirmed now.
 * @param commandId the command that is to confirm it, when it is taken down already
 * @returns null when it can
 */
export async function judgeQuote(
  context: HubContext,
  quoteId: string,
  commandId: string | null,
): Promise<ConfirmRefusal | null> {
  const [standing] = await context.database.query<Standing>(standingStatement, [quoteId, commandId]);
  if (!standing) throw new Error(`Quote ${quoteId} vanished while it was to be confirmed.`);
  const { expiresAt, replacedBy, usedBy, rival } = standing;
  if (usedBy !== null) {
    const message = `The quote is being confirmed, or has been, by command ${usedBy}. A quote can be confirmed once.`;
    return { ...refuse('QUOTE_USED', message), commandId: usedBy };
  }
  if (replacedBy !== null) {
    const message = `There is a later price of the same. Quote ${replacedBy} stands in the place of this one: look at that and confirm it.`;
    return { ...refuse('QUOTE_REPLACED', message), quoteId: replacedBy };
  }
  if (expiresAt <= context.clock.now()) {
    return refuse('QUOTE_EXPIRED', `The quote held until ${instantText(expiresAt)}. Ask for a new one.`);
  }
  if (rival !== null) {
    const message = `Another price of the same is being confirmed by command ${rival}: wait for its outcome.`;
    return { ...refuse('QUOTE_USED', message), commandId: rival };
  }
  return null;
}
