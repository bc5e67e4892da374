import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { HttpLimits } from './limits.ts';

/** What a token, or for uploads and calls an address, has left to spend in this minute. */
export interface Rates {
  /** @returns null when it could be paid, else the seconds after which to try again. */
  spend(payer: string, budget: Budget, points: number): Promise<number | null>;
  /** @returns null when something is left, else the seconds after which there is; nothing is spent by asking. */
  owed(payer: string, budget: Budget): Promise<number | null>;
}

type Budget = 'cost' | 'mutations' | 'uploads' | 'calls' | 'strangers';

const SECONDS = 60;

export function createRates(
  limits: Pick<
    HttpLimits,
    'costPerMinute' | 'mutationsPerMinute' | 'uploadsPerMinute' | 'callsPerMinute' | 'strangersPerMinute'
  >,
): Rates {
  const budgets = {
    cost: new RateLimiterMemory({ points: limits.costPerMinute, duration: SECONDS }),
    mutations: new RateLimiterMemory({ points: limits.mutationsPerMinute, duration: SECONDS }),
    calls: new RateLimiterMemory({ points: limits.callsPerMinute, duration: SECONDS }),
    strangers: new RateLimiterMemory({ points: limits.strangersPerMinute, duration: SECONDS }),
    uploads: new RateLimiterMemory({ points: limits.uploadsPerMinute, duration: SECONDS }),
  };
  return {
    async owed(payer, budget) {
      const spent = await budgets[budget].get(payer);
      return spent && spent.remainingPoints <= 0 ? Math.max(1, Math.ceil(spent.msBeforeNext / 1000)) : null;
    },
    async spend(payer, budget, points) {
      try {
        await budgets[budget].consume(payer, points);
        return null;
      } catch (refused) {
        if (refused instanceof RateLimiterRes) return Math.max(1, Math.ceil(refused.msBeforeNext / 1000));
        throw refused;
      }
    },
  };
}
