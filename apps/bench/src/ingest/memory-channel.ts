import { ChannelError, defineAdapter } from '@interline/core';
import type { AnyAdapter, OrderSnapshot, StreamSource } from '@interline/core';
import { z } from 'zod';

/** A channel whose upstream is this process' memory, so that only the hub's own time is measured. */
export interface MemoryChannel {
  readonly adapter: AnyAdapter;
  readonly source: StreamSource<unknown>;
  /** What upstream says from now on of the order. */
  set(snapshot: OrderSnapshot): void;
}

const Content = z.object({ tid: z.string(), modified: z.iso.datetime(), seller_id: z.string() });

/** Has the channel name of the loaded shops. */
export function memoryChannel(): MemoryChannel {
  const orders = new Map<string, OrderSnapshot>();
  const source: StreamSource<unknown> = {
    kind: 'stream',
    name: 'memory',
    topics: ['orders'],
    start: async () => ({ stop: async () => {} }),
    read({ content }) {
      const { tid, modified, seller_id: accountId } = Content.parse(JSON.parse(content));
      return { kind: 'order', accountId, reference: tid, modifiedAt: new Date(modified) };
    },
  };
  const adapter = defineAdapter<object, null>({
    name: 'vacation',
    compatibility: '^1.0.0',
    direction: 'SALE',
    config: z.object({}),
    open: () => null,
    sources: [source],
    async fetchOrder(_shop, reference) {
      const snapshot = orders.get(reference);
      if (!snapshot) throw new ChannelError('not-found', 'none', `Upstream has no order ${reference}.`);
      return snapshot;
    },
    commands: {},
  });
  return { adapter: adapter as AnyAdapter, source, set: (snapshot) => void orders.set(snapshot.reference, snapshot) };
}
