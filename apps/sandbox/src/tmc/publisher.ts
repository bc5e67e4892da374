import type { Clock } from '../clock.ts';
import { messageFate } from '../faults/message-fate.ts';
import type { Faults } from '../faults/faults.ts';
import type { Ledger } from '../ledger.ts';
import type { Random } from '../random.ts';
import type { Shop } from '../shops.ts';
import type { Channel } from './channel.ts';

/** Something to tell the seller's application. */
export interface Notice {
  readonly topic: string;
  readonly content: string;
  readonly shop: Shop;
  /** Main order id, as text, when the notice is about an order. */
  readonly order: string | null;
}

/** Sends notices into the channels, through the message faults, and writes what became of them into the ledger. */
export type Publisher = (notice: Notice) => void;

/** A publisher over the channels of all applications. */
export function createPublisher(context: {
  clock: Clock;
  ledger: Ledger;
  faults: Faults;
  random: Random;
  nextMessage: () => number;
  channelOf: (appKey: string) => Channel | undefined;
}): Publisher {
  const { clock, ledger, faults, random, nextMessage, channelOf } = context;
  let notices = 0;

  return ({ topic, content, shop, order }) => {
    notices += 1;
    const dataId = `d-${notices}`;
    const fate = messageFate(content, faults.settings().messages, random);
    const row = { kind: 'message', shop: shop.id, order, subOrder: null, what: topic, from: dataId } as const;
    for (const fault of fate.faults) ledger.append({ ...row, to: null, cause: `fault:${fault}` });

    for (const { delayMs } of fate.copies) {
      const deliver = (): void => {
        const id = nextMessage();
        const message = { id, topic, content: fate.content, dataId, shop, order, publishedAt: clock.now().getTime() };
        if (channelOf(shop.app.key)?.publish(message)) ledger.append({ ...row, to: String(id), cause: 'platform' });
      };
      if (delayMs > 0) clock.schedule(delayMs, deliver);
      else deliver();
    }
  };
}
