import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { HttpLimits } from './limits.ts';

/** What a token has left to spend in this minute. */
export interface Rates {
  /** @returns null when the token could pay, else the seconds after which to try again. */
  spend(tokenId: string, budget: 'cost' | 'mutations', points: number): Promise<number | null>;
}

const SECONDS = 60;

export function createRates(limits: Pick<HttpLimits, 'costPerMinute' | 'mutationsPerMinute'>): Rates {
  const budgets = {
    cost: new RateLimiterMemory({ points: limits.costPerMinute, duration: SECONDS }),
    mutations: new RateLimiterMemory({ points: limits.mutationsPerMinute, duration: SECONDS }),
  };
  return {
    async spend(tokenId, budget, points) {
      try {
        await budgets[budget].consume(tokenId, points);
        return null;
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
        throw refused;
      }
    },
  };
}
