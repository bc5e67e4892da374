import type { Clock } from '../clock.ts';
import { messageFate } from '../faults/message-fate.ts';
import type { Faults } from '../faults/faults.ts';
import type { Ledger, LedgerRow } from '../ledger.ts';
import type { Random } from '../random.ts';
import { shopById } from '../shops.ts';
import type { Shop } from '../shops.ts';
import type { Shelf } from '../state/shelf.ts';
import type { Identities } from '../vacation/identities.ts';
import type { Channel } from './channel.ts';

/** Something to tell the seller's application. */
export interface Notice {
  readonly topic: string;
  readonly content: string;
  readonly shop: Shop;
  /** Main order id, as text, when the notice is about an order. */
  readonly order: string | null;
}

/** A message that a fault holds back, on its shelf; `<data id>/<copy>` is the key. */
export interface HeldMessage extends Omit<Notice, 'shop'> {
  readonly dataId: string;
  /** Id of the shop. */
  readonly shop: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** Sends notices into the channels, through the message faults, and writes what became of them into the ledger. */
export type Publisher = (notice: Notice) => void;

/** A publisher over the channels of all applications; it goes on holding back what the run before held back. */
export function createPublisher(context: {
  clock: Clock;
  ledger: Ledger;
  faults: Faults;
  random: Random;
  identities: Pick<Identities, 'nextData' | 'nextMessage'>;
  shops: readonly Shop[];
  shelf: Shelf<HeldMessage>;
  channelOf: (appKey: string) => Channel | undefined;
}): Publisher {
  const { clock, ledger, faults, random, identities, shops, shelf, channelOf } = context;

  const deliver = ({ topic, content, shop, order }: Notice, dataId: string): void => {
    const id = identities.nextMessage();
    const message = { id, topic, content, dataId, shop, order, publishedAt: clock.now().getTime() };
    if (!channelOf(shop.app.key)?.publish(message)) return;
    ledger.append({ ...rowOf({ topic, shop, order }, dataId), to: String(id), cause: 'platform' });
  };
  const holdBack = (key: string, { shop: id, dueAt, dataId, ...message }: HeldMessage): void => {
    const notice = { ...message, shop: shopById(shops, id) };
    clock.schedule(dueAt - clock.now().getTime(), () => {
      shelf.remove(key);
      deliver(notice, dataId);
    });
  };
  for (const [key, held] of shelf.left()) holdBack(key, held);

  return (notice) => {
    const dataId = identities.nextData();
    const { content, faults: hits, copies } = messageFate(notice.content, faults.settings().messages, random);
    for (const fault of hits) ledger.append({ ...rowOf(notice, dataId), to: null, cause: `fault:${fault}` });
    for (const [copy, { delayMs }] of copies.entries()) {
      if (delayMs <= 0) {
        deliver({ ...notice, content }, dataId);
        continue;
      }
      const key = `${dataId}/${copy}`;
      const held = { ...notice, content, dataId, shop: notice.shop.id, dueAt: clock.now().getTime() + delayMs };
      shelf.put(key, held);
      holdBack(key, held);
    }
  };
}

/** What every ledger row of a notice has in common. */
function rowOf({ topic, shop, order }: Omit<Notice, 'content'>, dataId: string): Omit<LedgerRow, 'to' | 'cause'> {
  return { kind: 'message', shop: shop.id, order, subOrder: null, what: topic, from: dataId };
}
