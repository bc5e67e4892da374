import type { HubContext } from '../hub-context.ts';
import { instantText } from '../instant-text.ts';
import { refuse } from '../refusal.ts';
import type { ConfirmRefusal } from '../refusal.ts';

/** The latest is at the end of the chain of quotes that stand in each other's place. */
const standingStatement = {
  name: 'quote.standing',
  text: `
with recursive chain (id, place) as (
  select quote.id, 0 from interline.quote where quote.id = $1
  union all
  select later.id, chain.place + 1 from chain join interline.quote later on later.replaces = chain.id
)
select quote.expires_at as "expiresAt",
       (select id from chain order by place desc limit 1) as "latestId",
       (select command.id from interline.command
         where command.quote_id = quote.id and command.state <> 'FAILED' and command.id is distinct from $2::uuid) as "usedBy"
  from interline.quote
 where quote.id = $1`,
};

interface Standing {
  readonly expiresAt: Date;
  readonly latestId: string;
  readonly usedBy: string | null;
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
  const { expiresAt, latestId, usedBy } = standing;
  if (usedBy !== null) {
    const message = `The quote is being confirmed, or has been, by command ${usedBy}. A quote can be confirmed once.`;
    return { ...refuse('QUOTE_USED', message), commandId: usedBy };
  }
  if (latestId !== quoteId) {
    const message = `The price has changed since. Quote ${latestId} stands in the place of this one: confirm that.`;
    return { ...refuse('QUOTE_REPLACED', message), quoteId: latestId };
  }
  if (expiresAt <= context.clock.now()) {
    return refuse('QUOTE_EXPIRED', `The quote held until ${instantText(expiresAt)}. Ask for a new one.`);
  }
  return null;
}
