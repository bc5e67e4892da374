/** Hands out ids as the platform does: 64-bit, rising, and never the same one twice. */
export interface Identities {
  /** A main or sub-order id. They lie beyond 2^53, so neighbours are equal once they pass through a double. */
  nextOrder(): bigint;
  nextRefund(): bigint;
  /** A message id, below 2^53: clients that hold it in a double must still be able to confirm it. */
  nextMessage(): number;
}

/** Ids kept free per second of start, so that a restarted sandbox never gives an id of an earlier run again. */
const IDS_PER_SECOND = 100_000;

/** Ids above the documented sample order id 1188515074720535309. `startedAt` in epoch milliseconds. */
export function createIdentities(startedAt: number): Identities {
  const offset = Math.floor(startedAt / 1000) * IDS_PER_SECOND;
  let order = 1_188_515_074_720_535_309n + BigInt(offset);
  let refund = 70_011_850_000_000_001n + BigInt(offset);
  let message = 118_210_000_000_000 + offset;
  return {
    nextOrder: () => order++,
    nextRefund: () => refund++,
    nextMessage: () => (message += 1),
  };
}
