import { awaitCommand, submitCommand } from '@interline/core/hub';
import type { InputFieldMap } from '@pothos/core';
import type { InputFields, InterlineBuilder } from './builder.ts';
import { commandResultOf, resultOf } from './command-result.ts';
import type { GraphQLContext } from './context.ts';
import { rowIdOf } from './global-id.ts';
import { inputError } from './input-error.ts';
import { requires } from './requires.ts';

/** How long a mutation waits for its outcome, in seconds, when the client does not say, and at most. */
const DEFAULT_WAIT_SECONDS = 5;
const MAXIMUM_WAIT_SECONDS = 30;

/** A mutation that submits a command of a channel. */
export interface CommandMutation {
  /** The adapter's name. */
  readonly channel: string;
  /** The command's name in the adapter's `commands`. */
  readonly command: string;
  /** The mutation's name, for example `deliverVacationItem`. */
  readonly name: string;
  /** What it does, for the schema. */
  readonly description: string;
  /** The input's fields, named as the command's own `input` (zod) names them. */
  readonly input: (t: InputFields) => InputFieldMap;
}

interface SharedInput {
  readonly idempotencyKey: string;
  readonly shop?: string | null;
  readonly waitSeconds?: number | null;
}

/**
 * Adds a mutation that submits a command: its input object, with the idempotency key that every
 * upstream effect needs, and its result, in which whatever can be expected to go wrong is a type.
 */
export function commandMutation(builder: InterlineBuilder, mutation: CommandMutation): void {
  const inputName = `${mutation.name.charAt(0).toUpperCase()}${mutation.name.slice(1)}Input`;
  const input = builder.inputType(inputName, {
    description: `What \`${mutation.name}\` needs to know.`,
    fields: (t): InputFieldMap => ({
      ...mutation.input(t),
      idempotencyKey: t.string({
        required: true,
        description:
          'Your own name for this one wish, 1 to 128 printable ASCII characters; a new UUID is fine. Repeating the request with it is safe.',
      }),
      shop: t.id({ description: 'The shop, by the hub’s id; needed only when several shops have the order.' }),
      waitSeconds: t.int({
        description: `How long to wait for the outcome before answering: 0 to ${MAXIMUM_WAIT_SECONDS}; ${DEFAULT_WAIT_SECONDS} when absent. The command goes on all the same.`,
      }),
    }),
  });
  builder.mutationField(mutation.name, (t) =>
    t.field({
      type: commandResultOf(builder),
      description: mutation.description,
      args: { input: t.arg({ type: input, required: true, description: 'What to do, to what, and under which key.' }) },
      ...requires('orders:write'),
      resolve: (_root, args, context) => submit(mutation, readInput(args.input), context),
    }),
  );
}

/** The fields that every command's input has; GraphQL has checked their types. */
function readInput(input: Readonly<Record<string, unknown>>): SharedInput {
  return { ...input, idempotencyKey: String(input['idempotencyKey']) };
}

async function submit({ channel, command }: CommandMutation, given: SharedInput, context: GraphQLContext) {
  const { idempotencyKey, shop, waitSeconds, ...input } = given;
  const wait = waitSeconds ?? DEFAULT_WAIT_SECONDS;
  if (wait < 0 || wait > MAXIMUM_WAIT_SECONDS) {
    throw inputError('input.waitSeconds', `must be from 0 to ${MAXIMUM_WAIT_SECONDS}; got ${wait}.`);
  }
  const submission = await submitCommand(context.hub, context.viewer, {
    channel,
    name: command,
    shopId: shop == null ? null : rowIdOf('input.shop', 'shop', shop),
    idempotencyKey,
    input,
  });
  if (submission.kind === 'accepted' && wait > 0) {
    await awaitCommand(context.hub, submission.command.id, { timeoutMs: wait * 1000 });
  }
  return resultOf(submission);
}
