import { validate } from 'uuid';
import { openInput } from './command-input.ts';
import { RECORD_COLUMNS } from './command-record.ts';
import type { CommandRecord } from './command-record.ts';
import type { CommandSubmission } from './command-submission.ts';
import { differingFields } from './differing-fields.ts';
import type { HubContext } from '../hub-context.ts';
import type { Place } from './place-wish.ts';
import type { Wish } from './read-wish.ts';
import { refuse } from '../refusal.ts';

const sameStatement = {
  name: 'command.same',
  text: `select ${RECORD_COLUMNS}
           from interline.shop
           join interline.command as command on command.shop_id = shop.id and command.idempotency_key = $2
          where shop.channel = $1 and command.channel = $1 and command.input_hash = $3
            and ($4::uuid[] is null or shop.id = any ($4))
            and ($5::uuid is null or shop.id = $5)
          limit 2`,
};
const earlierStatement = {
  name: 'command.earlier',
  text: `select ${RECORD_COLUMNS}, command.input_hash as "inputHash", command.input_sealed as "inputSealed"
           from interline.command as command
          where shop_id = $1
            and (idempotency_key = $2
                 or (channel = $3 and name = $4 and once_key = $5 and state <> 'FAILED'))
          order by idempotency_key = $2 desc`,
};

/**
 * The command that the same key with the same input stands for already, whatever has happened to its
 * order, its quote or its shop since. Null when there is none, or when two shops have one.
 */
export async function findSame(context: HubContext, wish: Wish): Promise<CommandRecord | null> {
  const { viewer, request, inputHash } = wish;
  const { channel, idempotencyKey, shopId = null } = request;
  if (shopId !== null && !validate(shopId)) return null;
  const values = [channel, idempotencyKey, inputHash, viewer.shopIds, shopId];
  const [same, another] = await context.database.query<CommandRecord>(sameStatement, values);
  return another ? null : (same ?? null);
}

/** What stands in the way of a new command, or is its answer: the key, or the one success there may be, is taken. */
export async function findEarlier(
  context: HubContext,
  wish: Wish,
  { shopId }: Place,
): Promise<CommandSubmission | null> {
  const { request, onceKey } = wish;
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
        `it cannot be changed. Different: ${listed(differences)}.`,
    ),
    command,
    differences,
  };
}

const MOST_LISTED = 10;

function listed(differences: readonly string[]): string {
  if (differences.length === 0) return 'the whole input';
  const more = differences.length - MOST_LISTED;
  return [...differences.slice(0, MOST_LISTED), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
}
