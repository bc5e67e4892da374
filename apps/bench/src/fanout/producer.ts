import { ingestMessages, runSync } from '@interline/core/hub';
import { hubContext, openBenchDatabase } from '../hub-context.ts';
import { memoryChannel } from '../ingest/memory-channel.ts';
import { accountOf } from '../ingest/message-mix.ts';
import { orderSnapshot } from '../ingest/order-snapshot.ts';
import { marker } from './tally.ts';

/** Makes events happen. */
export interface Producer {
  /** Makes these events happen together. */
  produce(numbers: readonly number[]): Promise<void>;
  close(): Promise<void>;
}

/** The shop of every order that the producer makes. */
export const SHOP = 1;

/** Events as a channel's messages make them: taken in, fetched and applied through the core. */
export async function hubProducer(databaseUrl: string): Promise<Producer> {
  const database = await openBenchDatabase(databaseUrl);
  const channel = memoryChannel();
  const context = hubContext(database, [channel.adapter]);
  return {
    async produce(numbers) {
      const messages = numbers.map((number) => {
        const snapshot = { ...orderSnapshot(number, 0), reference: marker(number) };
        channel.set(snapshot);
        const content = { tid: snapshot.reference, modified: snapshot.modifiedAt, seller_id: accountOf(SHOP - 1) };
        return {
          topic: 'orders',
          upstreamId: snapshot.reference,
          content: JSON.stringify(content),
          accountId: content.seller_id,
          publishedAt: snapshot.modifiedAt,
          via: 'push',
        };
      });
      await ingestMessages(context, channel.adapter.name, channel.source, messages);
      // Until nothing is due: of two bursts under way, one may have taken up what the other stored.
      let taken: number;
      do taken = await runSync(context, { limit: numbers.length, perShop: numbers.length });
      while (taken > 0);
    },
    close: () => database.close(),
  };
}

/** Events that a server is told to broadcast at once. */
export function broadcastProducer(port: number): Producer {
  return {
    async produce(numbers) {
      const body = JSON.stringify(numbers.map(marker));
      const response = await fetch(`http://127.0.0.1:${port}/publish`, { method: 'POST', body });
      if (!response.ok) throw new Error(`The broadcast was answered with ${response.status}.`);
      await response.arrayBuffer();
    },
    close: async () => {},
  };
}
