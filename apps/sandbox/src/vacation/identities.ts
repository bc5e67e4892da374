import { noShelf } from '../state/shelf.ts';
import type { Shelf } from '../state/shelf.ts';

/** Hands out ids as the platform does: 64-bit, rising, and never the same one twice. */
export interface Identities {
  /** A main or sub-order id. They lie beyond 2^53, so neighbours are equal once they pass through a double. */
  nextOrder(): bigint;
  nextRefund(): bigint;
  /** A message id, below 2^53: clients that hold it in a double must still be able to confirm it. */
  nextMessage(): number;
  /** A publisher's data id. */
  nextData(): string;
}

/** Where each kind of id stands: the next one to give. */
export interface IdentityCounters {
  order: bigint;
  refund: bigint;
  message: number;
  data: number;
}

/** Ids kept free per second of start, so that a restarted sandbox never gives an id of an earlier run again. */
const IDS_PER_SECOND = 100_000;

/**
 * Ids above the documented sample order id 1188515074720535309. `startedAt` in epoch milliseconds. With a shelf they
 * also go on above those of the run before, and above those that a killed run gave and had not written yet.
 */
export function createIdentities(startedAt: number, shelf: Shelf<IdentityCounters> = noShelf()): Identities {
  const offset = Math.floor(startedAt / 1000) * IDS_PER_SECOND;
  const [, before] = shelf.left()[0] ?? [];
  const next: IdentityCounters = {
    order: later(1_188_515_074_720_535_309n + BigInt(offset), before && before.order + BigInt(IDS_PER_SECOND)),
    refund: later(70_011_850_000_000_001n + BigInt(offset), before && before.refund + BigInt(IDS_PER_SECOND)),
    message: later(118_210_000_000_001 + offset, before && before.message + IDS_PER_SECOND),
    data: later(1, before && before.data + IDS_PER_SECOND),
  };
  const kept = <Id>(id: Id): Id => {
    shelf.put('next', next);
    return id;
  };
  return {
    nextOrder: () => kept(next.order++),
    nextRefund: () => kept(next.refund++),
    nextMessage: () => kept(next.message++),
    nextData: () => kept(`d-${next.data++}`),
  };
}

function later<Id extends number | bigint>(fresh: Id, resumed: Id | undefined): Id {
  return resumed !== undefined && resumed > fresh ? resumed : fresh;
}
