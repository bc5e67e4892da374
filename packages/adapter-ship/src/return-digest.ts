import { createHash } from 'node:crypto';

/** What tells a refund from the others of its order: the set of its tickets. */
export function returnDigest(ticketIds: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(ticketIds.toSorted())).digest('hex').slice(0, 32);
}

/** The reference of the refund of a set of tickets that was asked for so many times, from 1. */
export function attemptReference(digest: string, attempt: number): string {
  return attempt === 1 ? digest : `${digest}-${attempt}`;
}

/** Whether it is the reference of one of these attempts. */
export function isAttempt(reference: string, digest: string): boolean {
  return reference === digest || reference.startsWith(`${digest}-`);
}
