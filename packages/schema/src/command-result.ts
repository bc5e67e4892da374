import type { CommandSubmission } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
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
      'What became of a request to do something. Everything but `CommandAccepted` is a `Refusal`: nothing was stored and nothing sent.',
    types: [
      members.accepted,
      members.invalidInput,
      members.orderNotFound,
      members.itemNotFound,
      members.ambiguousOrder,
      members.notAllowed,
      members.idempotencyKeyReused,
      members.alreadyDoneDifferently,
    ],
    resolveType: memberName,
  });
}

/** The member of the union that a submission is, by its type's name in the schema. */
export function resultOf(submission: CommandSubmission) {
  if (submission.kind === 'accepted') {
    return { type: 'CommandAccepted', commandId: submission.command.id, repeated: submission.repeated };
  }
  switch (submission.code) {
    case 'INVALID_INPUT':
      return { type: 'InvalidInput', ...submission };
    case 'INVALID_IDEMPOTENCY_KEY': {
      const { message } = submission;
      return { type: 'InvalidInput', message, fields: [{ path: 'idempotencyKey', message }] };
    }
    case 'ORDER_NOT_FOUND':
      return { type: 'OrderNotFound', ...submission };
    case 'ITEM_NOT_FOUND':
      return { type: 'ItemNotFound', ...submission };
    case 'AMBIGUOUS_ORDER':
      return { type: 'AmbiguousOrder', ...submission };
    case 'NOT_ALLOWED':
      return { type: 'NotAllowed', ...submission };
    case 'KEY_REUSED':
      return { type: 'IdempotencyKeyReused', ...submission };
    case 'ALREADY_DONE_DIFFERENTLY':
      return { type: 'AlreadyDoneDifferently', ...submission, commandId: submission.command.id };
    case 'FORBIDDEN':
    case 'UNKNOWN_COMMAND':
      // The scope was checked before, and the adapter names its own command: a mistake in code.
      throw new Error(submission.message);
  }
}
