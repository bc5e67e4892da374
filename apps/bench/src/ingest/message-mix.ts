import type { InboundMessage, OrderSnapshot } from '@interline/core';
import { SHOPS } from '../load-orders.ts';
import { orderSnapshot } from './order-snapshot.ts';

/** Messages come in blocks of this mix; nothing outside a block depends on it. */
export const MIX = { new: 10, update: 8, stale: 1, duplicate: 1 } as const;
export const BLOCK = MIX.new + MIX.update + MIX.stale + MIX.duplicate;

/** Numbers of orders that the messages make, apart from those that are there before. */
const FIRST_NEW = 1_000_000;

/** A message together with what upstream says of its order at that moment. */
export interface Hint {
  readonly message: InboundMessage;
  readonly snapshot: OrderSnapshot;
}

/** How many orders must be there before so many blocks. */
export function seededOrders(blocks: number): number {
  return blocks * (MIX.update + MIX.stale);
}

/** The steps at which those orders are: to be updated, or ahead of the stale news that will come. */
export function seededStep(number: number): 0 | 1 {
  return number % (MIX.update + MIX.stale) === MIX.update ? 1 : 0;
}

/** The account of the shop that has order `number`, as `loadOrders` names it. */
export function accountOf(number: number): string {
  return String(3_607_000_000 + shopNumberOf(number));
}

export function shopNumberOf(number: number): number {
  return 1 + (number % SHOPS);
}

/** The messages of a block: new orders, updates of seeded ones, stale news, and the first message again. */
export function blockOf(block: number): Hint[] {
  const firstNew = FIRST_NEW + block * MIX.new;
  const firstSeeded = block * (MIX.update + MIX.stale);
  const made = Array.from({ length: MIX.new }, (_, place) => hint(firstNew + place, 0));
  const updated = Array.from({ length: MIX.update }, (_, place) => hint(firstSeeded + place, 1));
  const stale = Array.from({ length: MIX.stale }, (_, place) => hint(firstSeeded + MIX.update + place, 0));
  return [...made, ...updated, ...stale, ...made.slice(0, MIX.duplicate)];
}

function hint(number: number, step: 0 | 1): Hint {
  const snapshot = orderSnapshot(number, step);
  const { reference, modifiedAt, channelStatus } = snapshot;
  const content = JSON.stringify({
    tid: reference,
    status: channelStatus,
    modified: modifiedAt,
    seller_id: accountOf(number),
  });
  const message = {
    topic: 'orders',
    upstreamId: `${reference}-${step}`,
    content,
    accountId: accountOf(number),
    publishedAt: modifiedAt,
    via: 'push',
  };
  return { message, snapshot };
}
