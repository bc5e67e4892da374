import { ingestMessages, runSync } from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';
import type { MemoryChannel } from './memory-channel.ts';
import type { Hint } from './message-mix.ts';

/** Takes messages in, together in one transaction, and works on orders that are due until there is an event for each. */
export async function takeMessages(context: HubContext, channel: MemoryChannel, hints: readonly Hint[]): Promise<void> {
  for (const { snapshot } of hints) channel.set(snapshot);
  const results = await ingestMessages(
    context,
    channel.adapter.name,
    channel.source,
    hints.map(({ message }) => message),
  );
  const accepted = results.filter(({ kind }) => kind === 'accepted').length;
  if (accepted > 0) await runSync(context, { limit: accepted, perShop: accepted });
}

/** Works on what is due until nothing is: orders that one worker's claim left to another's. */
export async function drain(context: HubContext): Promise<void> {
  while ((await runSync(context, { limit: 500, perShop: 500 })) > 0);
}
