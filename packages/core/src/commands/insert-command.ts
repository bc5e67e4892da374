import { useAttachments } from '../attachments/use-attachments.ts';
import { sealInput } from './command-input.ts';
import { RECORD_COLUMNS } from './command-record.ts';
import type { CommandRecord } from './command-record.ts';
import type { HubContext } from '../hub-context.ts';
import { newId } from '../id.ts';
import { isLater } from '../quotes/quote-subject.ts';
import type { Place } from './place-wish.ts';
import type { Wish } from './read-wish.ts';
import { COMMAND_CHANNEL, wake } from '../wake.ts';

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
 * Commits the intent, before anything is sent.
 * @returns null when the key, the quote, or the one success there may be, was taken meanwhile, the quote replaced, or an attachment removed
 */
export async function insertCommand(context: HubContext, wish: Wish, place: Place): Promise<CommandRecord | null> {
  const { request, viewer } = wish;
  const { shopId } = place;
  const now = context.clock.now();
  const id = newId(now);
  return context.database.transaction(async (sql) => {
    if (!(await useAttachments(sql, shopId, wish.definition.attachments?.(wish.input) ?? [], now))) return null;
    const [command] = await sql.query<CommandRecord>(insertStatement, [
      id,
      shopId,
      request.channel,
      request.name,
      place.orderId,
      place.reference,
      place.itemReference,
      place.quoteId,
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
