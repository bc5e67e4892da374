import type { Sql } from '../database.ts';
import { newId } from '../id.ts';
import type { Sealer } from '../privacy/seal.ts';
import { isLater } from '../quotes/quote-subject.ts';
import { COMMAND_CHANNEL, wake } from '../wake.ts';
import { sealInput } from './command-input.ts';
import { RECORD_COLUMNS } from './command-record.ts';
import type { CommandRecord } from './command-record.ts';

/** A command that is to be taken down. */
export interface NewCommand extends Pick<
  CommandRecord,
  | 'shopId'
  | 'channel'
  | 'name'
  | 'orderId'
  | 'reference'
  | 'itemReference'
  | 'quoteId'
  | 'idempotencyKey'
  | 'requestedBy'
> {
  /** As it was given. */
  readonly input: unknown;
  readonly inputHash: Buffer;
  readonly onceKey: string | null;
  /** Null when it was the hub that asked. */
  readonly tokenId: string | null;
}

const insertStatement = {
  name: 'command.insert',
  text: `insert into interline.command as command
           (id, shop_id, channel, name, order_id, reference, item_reference, quote_id, idempotency_key, input_hash,
            input_sealed, once_key, state, requested_by, token_id, created_at, due_at)
         select $1, $2, $3, $4, $5, $6, $7, $8::uuid, $9, $10, $11, $12, 'PENDING', $13, $14, $15, $15
          where not exists (select from interline.quote join interline.quote later on ${isLater('later', 'quote')}
                             where quote.id = $8::uuid)
         on conflict do nothing
         returning ${RECORD_COLUMNS}`,
};

/**
 * Takes a command down as part of a transaction, and wakes the workers at its commit.
 * @returns null when the key, the quote, or the one success there may be, is taken, or the quote is replaced
 */
export async function storeCommand(
  sql: Sql,
  sealer: Sealer,
  command: NewCommand,
  now: Date,
): Promise<CommandRecord | null> {
  const id = newId(now);
  const { shopId } = command;
  const [stored] = await sql.query<CommandRecord>(insertStatement, [
    id,
    shopId,
    command.channel,
    command.name,
    command.orderId,
    command.reference,
    command.itemReference,
    command.quoteId,
    command.idempotencyKey,
    command.inputHash,
    sealInput(sealer, { id, shopId }, command.input),
    command.onceKey,
    command.requestedBy,
    command.tokenId,
    now,
  ]);
  if (stored) await wake(sql, COMMAND_CHANNEL, id);
  return stored ?? null;
}
