import { awaitCommand, type CommandRecord, type CommandSubmission } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import type { GraphQLContext } from './context.ts';
import { refusalMember } from './refusal-member.ts';
import { memberName, refusalsOf } from './refusal.ts';

/** The union that every command's mutation answers with. */
export type CommandResult = ReturnType<typeof addCommandResult>;

/** The union `CommandResult`; added when first asked for. */
export function commandResultOf(builder: InterlineBuilder): CommandResult {
  const known = results.get(builder);
  if (known !== undefined) {
    return known;
  }
  const added = addCommandResult(builder);
  results.set(builder, added);
  return added;
}

const results = new WeakMap<InterlineBuilder, CommandResult>();

function addCommandResult(builder: InterlineBuilder) {
  const members = refusalsOf(builder);
  return builder.unionType('CommandResult', {
    description:
      'What became of a request to do something. Everything but `CommandAccepted` is a `Refusal`: nothing was done, and, but for `QuoteChanged`, nothing was stored and nothing sent.',
    types: [
      members.accepted,
      members.invalidInput,
      members.orderNotFound,
      members.itemNotFound,
      members.ambiguousOrder,
      members.shopNotFound,
      members.ambiguousShop,
      members.notAllowed,
      members.idempotencyKeyReused,
      members.alreadyDoneDifferently,
      members.quoteNotFound,
      members.quoteExpired,
      members.quoteUsed,
      members.quoteReplaced,
      members.quoteChanged,
    ],
    resolveType: memberName,
  });
}

const replacementStatement = {
  name: 'schema.replacing_quote',
  text: `select id from interline.quote where command_id = $1`,
};

/**
 * The member of the union that a submission is, after waiting for its outcome.
 * @param waitMs 0 does not wait
 */
export async function commandMember({ hub }: GraphQLContext, submission: CommandSubmission, waitMs: number) {
  if (submission.kind !== 'accepted') {
    return refusalMember(submission);
  }
  const { repeated } = submission;
  const command =
    waitMs > 0 ? await awaitCommand(hub, submission.command.id, { timeoutMs: waitMs }) : submission.command;
  const quoteId = await replacingQuote(hub.database, command);
  if (quoteId !== null) {
    return {
      __typename: 'QuoteChanged',
      message:
        'The price that was to be confirmed no longer holds; nothing was done. Look at "quote", the price that holds now, and confirm that one with a new idempotency key.',
      commandId: command.id,
      quoteId,
    };
  }
  return { __typename: 'CommandAccepted', commandId: command.id, repeated };
}

/** The quote that stands in the place of the one that a command was to confirm; null when it has not failed for that. */
async function replacingQuote(
  database: GraphQLContext['hub']['database'],
  { id, state, quoteId }: CommandRecord,
): Promise<string | null> {
  if (state !== 'FAILED' || quoteId === null) {
    return null;
  }
  const [quote] = await database.query<{ readonly id: string }>(replacementStatement, [id]);
  return quote?.id ?? null;
}
