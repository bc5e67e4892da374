import type { HubContext } from '../hub-context.ts';
import type { ChangedOrder } from './changed-order.ts';

/** The changes that polling brought; whether a message had told of them, the statement finds out. */
export function unannouncedRows(context: HubContext, orders: readonly ChangedOrder[]): object[] {
  return orders
    .filter(({ cause, changes }) => (cause === 'POLL' || cause === 'REQUERY') && changes.length > 0)
    .flatMap(({ id, version, shop, state, stored }) => {
      const topic = revealedTopic(context, shop.channel);
      if (topic === null) return [];
      const { reference, modifiedAt } = state;
      const isDated = stored === null || modifiedAt > stored.state.modifiedAt;
      return [
        {
          order_id: id,
          version,
          shop_id: shop.id,
          channel: shop.channel,
          topic,
          reference,
          modified_at: modifiedAt,
          // A message without a time of its own told of the change if it came after the last sight without it.
          since: isDated ? modifiedAt : stored.observedAt,
        },
      ];
    });
}

/** The topic that should have told of a change; null for a channel that only polls. */
function revealedTopic(context: HubContext, channel: string): string | null {
  const sources = context.channels.get(channel)?.adapter.sources ?? [];
  if (!sources.some(({ kind }) => kind === 'stream')) return null;
  const poll = sources.find((source) => source.kind === 'poll');
  const stream = sources.find((source) => source.kind === 'stream');
  return poll?.reveals ?? stream?.topics[0] ?? null;
}
