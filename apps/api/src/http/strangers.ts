import type { CallVerdict, Clock } from '@interline/core';
import type { Rates } from './rates.ts';

/** Keeps those who cannot sign from making the hub work, without ever keeping out who can. */
export interface Strangers {
  /** @returns null when the address may call, else the seconds after which it may try again */
  admit(address: string): Promise<number | null>;
  /** Tells what a call of an address came to; undefined where nobody knows. */
  learn(address: string, verdict: CallVerdict | undefined): Promise<void>;
}

/** How long an address that has shown a good signature is no stranger's, in milliseconds: others may share it. */
const KNOWN_MS = 10 * 60_000;

export function createStrangers(rates: Rates, clock: Clock): Strangers {
  /** Until when an address is known. Only good signatures get in, so it does not grow with strangers. */
  const known = new Map<string, number>();
  return {
    async admit(address) {
      const until = known.get(address);
      if (until === undefined) return rates.owed(address, 'strangers');
      if (until > clock.now().getTime()) return null;
      known.delete(address);
      return rates.owed(address, 'strangers');
    },
    async learn(address, verdict) {
      if (verdict === 'STRANGER') await rates.spend(address, 'strangers', 1);
      else if (verdict !== undefined) known.set(address, clock.now().getTime() + KNOWN_MS);
    },
  };
}
