import { hashInput } from './command-input.ts';
import type { AnyCommand } from './command-input.ts';
import type { CommandRefusal, CommandRequest } from './command-submission.ts';
import type { HubContext } from '../hub-context.ts';
import { isClientKey } from './idempotency-key.ts';
import { readInput, refuse } from '../refusal.ts';
import { can } from '../viewer.ts';
import type { Viewer } from '../viewer.ts';

/** A request that has been read: who wants what. */
export interface Wish {
  readonly kind: 'wish';
  readonly viewer: Viewer;
  readonly request: CommandRequest;
  readonly definition: AnyCommand;
  readonly input: unknown;
  readonly inputHash: Buffer;
  readonly onceKey: string | null;
}

/** Reads a request by its own words alone; nothing is looked up. */
export function readWish(context: HubContext, viewer: Viewer, request: CommandRequest): Wish | CommandRefusal {
  if (!can(viewer, 'orders:write')) {
    return refuse('FORBIDDEN', 'The token lacks the scope orders:write.');
  }
  if (!isClientKey(request.idempotencyKey)) {
    return refuse(
      'INVALID_IDEMPOTENCY_KEY',
      'The idempotency key must be 1 to 128 printable ASCII characters. Take a new UUID for each new wish.',
    );
  }
  const commands = context.channels.get(request.channel)?.adapter.commands ?? {};
  const definition = Object.hasOwn(commands, request.name) ? commands[request.name] : undefined;
  if (!definition) {
    return refuse('UNKNOWN_COMMAND', `There is no command "${request.name}" on channel "${request.channel}".`);
  }
  if (definition.internal) {
    const message = `"${definition.label}" cannot be asked for: the hub does it by itself, when it follows from what was said about an order.`;
    return { ...refuse('NOT_ALLOWED', message), reasonCode: 'INTERNAL' };
  }
  const read = readInput(definition.input, request.input);
  if (read.kind === 'refused') return read;
  return {
    kind: 'wish',
    viewer,
    request,
    definition,
    input: read.input,
    inputHash: hashInput(request.channel, request.name, read.input),
    onceKey: definition.onceKey?.(read.input) ?? null,
  };
}
