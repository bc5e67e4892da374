import { submitCommand } from '@interline/core/hub';
import type { InputFieldMap } from '@pothos/core';
import type { InputFields, InterlineBuilder } from './builder.ts';
import { inputNameOf, readChannelInput, shopField } from './channel-input.ts';
import { commandMember, commandResultOf } from './command-result.ts';
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
  /**
   * The input's fields that hold ids of the hub (`t.id` or `t.idList`), and of what. The command gets the
   * ids of the rows: a UUID without what a client's id starts with.
   */
  readonly ids?: Readonly<Record<string, 'quote' | 'attachment'>>;
}

/**
 * Adds a mutation that submits a command: its input object, with the idempotency key that every
 * upstream effect needs, and its result, in which whatever can be expected to go wrong is a type.
 */
export function commandMutation(builder: InterlineBuilder, mutation: CommandMutation): void {
  const input = builder.inputType(inputNameOf(mutation.name), {
    description: `What \`${mutation.name}\` needs to know.`,
    fields: (t): InputFieldMap => ({
      ...mutation.input(t),
      idempotencyKey: t.string({
        required: true,
        description:
          'Your own name for this one wish, 1 to 128 printable ASCII characters; a new UUID is fine. Repeating the request with it is safe.',
      }),
      ...shopField(t),
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
      resolve: (_root, args, context) => submit(mutation, args.input, context),
    }),
  );
}

async function submit(
  { channel, command, ids = {} }: CommandMutation,
  given: Readonly<Record<string, unknown>>,
  context: GraphQLContext,
) {
  const { idempotencyKey, waitSeconds, ...rest } = given;
  const { shopId, own } = readChannelInput(rest);
  const wait = typeof waitSeconds === 'number' ? waitSeconds : DEFAULT_WAIT_SECONDS;
  if (wait < 0 || wait > MAXIMUM_WAIT_SECONDS) {
    throw inputError('input.waitSeconds', `must be from 0 to ${MAXIMUM_WAIT_SECONDS}; got ${wait}.`);
  }
  const submission = await submitCommand(context.hub, context.viewer, {
    channel,
    name: command,
    shopId,
    idempotencyKey: String(idempotencyKey),
    input: withRowIds(own, ids),
  });
  return commandMember(context, submission, wait * 1000);
}

/** The input with ids of rows in the place of clients' ids. @throws GraphQLError naming the field */
function withRowIds(
  input: Readonly<Record<string, unknown>>,
  ids: Readonly<Record<string, string>>,
): Record<string, unknown> {
  const rowIds = (path: string, kind: string, value: unknown): unknown =>
    Array.isArray(value)
      ? value.map((each, at) => rowIds(`${path}[${at}]`, kind, each))
      : value == null
        ? value
        : rowIdOf(path, kind, String(value));
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => {
      const kind = Object.hasOwn(ids, name) ? ids[name] : undefined;
      return [name, kind === undefined ? value : rowIds(`input.${name}`, kind, value)];
    }),
  );
}
