import { createHash } from 'node:crypto';

/** A whole number from 0 to 2^32 − 1 that looks random and is always the same for the same text. */
export function diceOf(text: string): number {
  return createHash('sha256').update(text).digest().readUInt32BE(0);
}
