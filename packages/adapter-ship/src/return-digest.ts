import { createHash } from 'node:crypto';

/** What tells a refund from the others of its order: the set of its tickets. */
export function returnDigest(ticketIds: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(ticketIds.toSorted())).digest('hex').slice(0, 32);
}
