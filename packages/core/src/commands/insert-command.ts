import { useAttachments } from '../attachments/use-attachments.ts';
import type { CommandRecord } from './command-record.ts';
import type { HubContext } from '../hub-context.ts';
import type { Place } from './place-wish.ts';
import type { Wish } from './read-wish.ts';
import { storeCommand } from './store-command.ts';

/**
 * Commits the intent, before anything is sent.
 * @returns null when the key, the quote, or the one success there may be, was taken meanwhile, the quote replaced, or an attachment removed
 */
export async function insertCommand(context: HubContext, wish: Wish, place: Place): Promise<CommandRecord | null> {
  const { request, viewer, definition, inputHash, onceKey } = wish;
  const { channel, name, idempotencyKey, input } = request;
  const now = context.clock.now();
  return context.database.transaction(async (sql) => {
    if (!(await useAttachments(sql, place.shopId, definition.attachments?.(wish.input) ?? [], now))) return null;
    const who = { requestedBy: viewer.name, tokenId: viewer.tokenId };
    const command = { ...place, ...who, channel, name, idempotencyKey, input, inputHash, onceKey };
    return storeCommand(sql, context.sealer, command, now);
  });
}
