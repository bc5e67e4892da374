import type { Clock } from '../clock.ts';
import type { Shop } from '../shops.ts';
import type { Shelf } from '../state/shelf.ts';

/** A message as the platform stores it. */
export interface TmcMessage {
  /** Below 2^53. */
  readonly id: number;
  readonly topic: string;
  /** JSON text. */
  readonly content: string;
  /** The publisher's data id; the same in a duplicate. */
  readonly dataId: string;
  readonly shop: Shop;
  /** Main order id, as text, when the message is about an order. */
  readonly order: string | null;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
}

/** A message handed to a consumer. */
export interface Delivery {
  readonly message: TmcMessage;
  /** How often it was handed out before. */
  readonly retried: number;
}

/** An unconfirmed message on its shelf; its id is the key. */
export interface KeptMessage extends Omit<TmcMessage, 'id' | 'shop'> {
  readonly group: string;
  /** Id of the shop. */
  readonly shop: string;
  /** How often it was handed out. */
  readonly handedOut: number;
}

/** How long a queue waits and keeps. Milliseconds. */
export interface QueueTimes {
  /** An unconfirmed message comes again after this long (about five minutes at the platform). */
  readonly unconfirmed: number;
  /** A message reported as failed comes again after this long. */
  readonly failed: number;
  /** A message older than this is gone (24 hours at the platform). */
  readonly retention: number;
}

/** The messages of one application and group. Every consumer of the group takes from here, by push or by pull. */
export interface TmcQueue {
  readonly group: string;
  publish(message: TmcMessage): void;
  /** Takes over a message that the run before left; `retried` counts how often that run handed it out. */
  restore(delivery: Delivery): void;
  /** Hands out up to `most` waiting messages, oldest first; each stays locked until confirmed, failed or due again. */
  take(most: number): Delivery[];
  /** Removes a message for good. False when it is not here (any more). */
  confirm(id: number): boolean;
  /** Gives a message back, to come again. */
  fail(id: number): boolean;
  /** Forgets every message: the group is gone. */
  discard(): void;
  /** Calls `listener` whenever a message becomes available. Returns a function that stops it. */
  onAvailable(listener: () => void): () => void;
  /** Messages waiting or locked. */
  size(): number;
  /** Totals since the start: handed out, published. */
  totals(): { taken: number; published: number };
}

/** Why a message left its queue. */
export type Departure = 'confirmed' | 'expired';

/** An empty queue. `onGone` hears of each message that leaves it. */
export function createQueue(context: {
  group: string;
  clock: Clock;
  times: QueueTimes;
  shelf: Shelf<KeptMessage>;
  onGone: (message: TmcMessage, why: Departure) => void;
}): TmcQueue {
  const { group, clock, times, shelf } = context;
  const waiting = new Map<number, Delivery>();
  const locked = new Map<number, { delivery: Delivery; cancel: () => void }>();
  const listeners = new Set<() => void>();
  let taken = 0;
  let published = 0;

  const available = (delivery: Delivery): void => {
    waiting.set(delivery.message.id, delivery);
    for (const listener of listeners) listener();
  };
  const keep = ({ id, shop, ...message }: TmcMessage, handedOut: number): void =>
    shelf.put(String(id), { ...message, shop: shop.id, group, handedOut });
  const gone = (message: TmcMessage, why: Departure): void => {
    shelf.remove(String(message.id));
    context.onGone(message, why);
  };
  const isOld = ({ message }: Delivery): boolean => clock.now().getTime() - message.publishedAt > times.retention;
  /** Drops what is too old from the head of the queue: without a consumer nobody else would. */
  const dropOld = (): void => {
    for (const [id, delivery] of waiting) {
      if (!isOld(delivery)) return;
      waiting.delete(id);
      gone(delivery.message, 'expired');
    }
  };
  const release = (id: number): void => {
    const lock = locked.get(id);
    if (!lock) return;
    locked.delete(id);
    const again = { message: lock.delivery.message, retried: lock.delivery.retried + 1 };
    if (isOld(again)) gone(again.message, 'expired');
    else available(again);
  };

  return {
    group,
    publish(message) {
      published += 1;
      dropOld();
      keep(message, 0);
      available({ message, retried: 0 });
    },
    restore: available,
    take(most) {
      const deliveries: Delivery[] = [];
      for (const [id, delivery] of waiting) {
        if (deliveries.length >= most) break;
        waiting.delete(id);
        if (isOld(delivery)) {
          gone(delivery.message, 'expired');
          continue;
        }
        keep(delivery.message, delivery.retried + 1);
        locked.set(id, { delivery, cancel: clock.schedule(times.unconfirmed, () => release(id)) });
        deliveries.push(delivery);
      }
      taken += deliveries.length;
      return deliveries;
    },
    confirm(id) {
      const lock = locked.get(id);
      const delivery = lock?.delivery ?? waiting.get(id);
      if (!delivery) return false;
      lock?.cancel();
      locked.delete(id);
      waiting.delete(id);
      gone(delivery.message, 'confirmed');
      return true;
    },
    fail(id) {
      const lock = locked.get(id);
      if (!lock) return false;
      lock.cancel();
      locked.set(id, { ...lock, cancel: clock.schedule(times.failed, () => release(id)) });
      return true;
    },
    discard() {
      for (const { cancel } of locked.values()) cancel();
      for (const id of [...waiting.keys(), ...locked.keys()]) shelf.remove(String(id));
      waiting.clear();
      locked.clear();
    },
    onAvailable(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    size: () => waiting.size + locked.size,
    totals: () => ({ taken, published }),
  };
}
