import { core } from 'zod';
import { differingFields, hashInput, openInput, sealInput } from './command-input.ts';
import type { AnyCommand } from './command-input.ts';
import { RECORD_COLUMNS } from './command-record.ts';
import { refuse } from './command-submission.ts';
import type { CommandRecord } from './command-record.ts';
import type { CommandRefusal, CommandRequest, CommandSubmission, InvalidField } from './command-submission.ts';
import type { HubContext } from '../hub-context.ts';
import { newId } from '../id.ts';
import { locateOrder } from './locate-order.ts';
import { orderFacts } from './order-facts.ts';
import { can } from '../viewer.ts';
import type { Viewer } from '../viewer.ts';
import { COMMAND_CHANNEL, wake } from '../wake.ts';

const earlierStatement = {
  name: 'command.earlier',
  text: `select ${RECORD_COLUMNS}, command.input_hash as "inputHash", command.input_sealed as "inputSealed"
           from interline.command as command
          where shop_id = $1
            and (idempotency_key = $2
                 or (channel = $3 and name = $4 and once_key = $5 and state <> 'FAILED'))
          order by idempotency_key = $2 desc`,
};
const insertStatement = {
  name: 'command.insert',
  text: `insert into interline.command as command
           (id, shop_id, channel, name, order_id, reference, item_reference, idempotency_key, input_hash,
            input_sealed, once_key, state, requested_by, token_id, created_at, due_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'PENDING', $12, $13, $14, $14)
         on conflict do nothing
         returning ${RECORD_COLUMNS}`,
};

const IDEMPOTENCY_KEY = /^[\x20-\x7e]{1,128}$/;

/** A request that has been read and placed. */
interface Wish {
  readonly viewer: Viewer;
  readonly request: CommandRequest;
  readonly definition: AnyCommand;
  readonly input: unknown;
  readonly inputHash: Buffer;
  readonly onceKey: string | null;
  readonly reference: string;
  readonly itemReference: string | null;
  readonly shopId: string;
  readonly orderId: string;
}

/**
 * Takes a wish down: when this resolves with `accepted`, it is committed and will be carried out
 * once, whatever happens to this process. Follow it with {@link awaitCommand}.
 *
 * The same idempotency key with the same input gives the first command again, finished or not; so
 * does another key when the command may succeed only once (`onceKey`) and has not failed.
 */
export async function submitCommand(
  context: HubContext,
  viewer: Viewer,
  request: CommandRequest,
): Promise<CommandSubmission> {
  const wish = await readWish(context, viewer, request);
  if ('kind' in wish) return wish;
  // Ends: what stands in the way of the insert is committed and found in the next round, unless it
  // failed meanwhile, and then nothing stands in the way.
  for (;;) {
    const answer = (await findEarlier(context, wish)) ?? (await checkAllowed(context, wish));
    if (answer) return answer;
    const command = await insert(context, wish);
    if (command) return { kind: 'accepted', command, repeated: false };
  }
}

async function readWish(context: HubContext, viewer: Viewer, request: CommandRequest): Promise<Wish | CommandRefusal> {
  if (!can(viewer, 'orders:write')) {
    return refuse('FORBIDDEN', 'The token lacks the scope orders:write.');
  }
  if (!IDEMPOTENCY_KEY.test(request.idempotencyKey)) {
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
  const parsed = definition.input.safeParse(request.input);
  if (!parsed.success) return invalidInput(parsed.error);
  const subject = definition.subject(parsed.data);
  if (subject.kind !== 'order') throw new Error(`Command "${request.name}" is not about an order.`);
  const { reference, itemReference } = subject;
  const place = await locateOrder(context, viewer, request, reference);
  if ('kind' in place) return place;
  return {
    viewer,
    request,
    definition,
    input: parsed.data,
    inputHash: hashInput(request.channel, request.name, parsed.data),
    onceKey: definition.onceKey?.(parsed.data) ?? null,
    reference,
    itemReference,
    ...place,
  };
}

async function findEarlier(context: HubContext, wish: Wish): Promise<CommandSubmission | null> {
  const { request, shopId, onceKey } = wish;
  const [earlier] = await context.database.query<CommandRecord & { inputHash: Buffer; inputSealed: Buffer }>(
    earlierStatement,
    [shopId, request.idempotencyKey, request.channel, request.name, onceKey],
  );
  if (!earlier) return null;
  const { inputHash, inputSealed, ...command } = earlier;
  if (inputHash.equals(wish.inputHash)) return { kind: 'accepted', command, repeated: true };
  if (command.idempotencyKey === request.idempotencyKey) {
    return {
      ...refuse(
        'KEY_REUSED',
        `The idempotency key already stands for another request (command ${command.id}). Take a new key.`,
      ),
      commandId: command.id,
    };
  }
  const first = openInput(context.sealer, wish.definition, { ...command, inputSealed });
  const differences = first.valid ? differingFields(first.input, wish.input) : [];
  const progress = command.state === 'SUCCEEDED' ? 'has been done' : `is under way (${command.state})`;
  return {
    ...refuse(
      'ALREADY_DONE_DIFFERENTLY',
      `"${wish.definition.label}" ${progress} with other input (command ${command.id}); ` +
        `it cannot be changed. Different: ${differences.join(', ') || 'the whole input'}.`,
    ),
    command,
    differences,
  };
}

async function checkAllowed(context: HubContext, wish: Wish): Promise<CommandRefusal | null> {
  const order = await orderFacts(context.database, wish.shopId, wish.reference);
  if (!order)
    throw new Error(`Order ${wish.reference} of shop ${wish.shopId} vanished while a command was taken down.`);
  const item = order.items.find(({ reference }) => reference === wish.itemReference) ?? null;
  if (wish.itemReference !== null && item === null) {
    return refuse('ITEM_NOT_FOUND', `Order ${wish.reference} has no item ${wish.itemReference}.`);
  }
  const verdict = wish.definition.allowed?.(order, item) ?? { allowed: true };
  return verdict.allowed ? null : { ...refuse('NOT_ALLOWED', verdict.reason), reasonCode: verdict.code };
}

/** @returns null when the key, or the one success there may be, was taken meanwhile */
async function insert(context: HubContext, wish: Wish): Promise<CommandRecord | null> {
  const { request, viewer, shopId } = wish;
  const now = context.clock.now();
  const id = newId(now);
  return context.database.transaction(async (sql) => {
    const [command] = await sql.query<CommandRecord>(insertStatement, [
      id,
      shopId,
      request.channel,
      request.name,
      wish.orderId,
      wish.reference,
      wish.itemReference,
      request.idempotencyKey,
      wish.inputHash,
      sealInput(context.sealer, { id, shopId }, request.input),
      wish.onceKey,
      viewer.name,
      viewer.tokenId,
      now,
    ]);
    if (command) await wake(sql, COMMAND_CHANNEL, id);
    return command ?? null;
  });
}

function invalidInput(error: core.$ZodError): CommandRefusal {
  const fields = error.issues.map((issue): InvalidField => ({
    path: core.toDotPath(issue.path),
    message: issue.message,
  }));
  const told = fields.map(({ path, message }) => `${path || 'input'}: ${message}`).join('; ');
  return { ...refuse('INVALID_INPUT', `The input is not valid. ${told}`), fields };
}
