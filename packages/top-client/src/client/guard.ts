import {
  BrokenCircuitError,
  bulkhead,
  BulkheadRejectedError,
  circuitBreaker,
  ConsecutiveBreaker,
  handleWhen,
} from 'cockatiel';
import type { BulkheadPolicy, CircuitBreakerPolicy } from 'cockatiel';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

import { sleep } from '../clock.ts';
import type { Clock } from '../clock.ts';
import type { Limits } from './limits.ts';
import { TopError } from './top-error.ts';

/** Time added to a ban, because the platform counts whole seconds. */
const BAN_MARGIN_MS = 500;

/** Stands between the callers of one app and the gateway. */
export interface Guard {
  /**
   * Runs one attempt of a call under the method's bulkhead, ban, rate limit and circuit breaker.
   *
   * @throws TopError `throttled` or `transient` when it was refused here; then nothing was sent.
   */
  run<T>(method: string, attempt: () => Promise<T>, signal?: AbortSignal): Promise<T>;
  /** Holds back the calls of one method, or of the whole app, for as long as the platform banned them. */
  ban(method: string | typeof WHOLE_APP, durationMs: number): void;
}

/** The scope of a ban that holds for every method. */
export const WHOLE_APP = Symbol('whole app');

/** Makes the guard of one app. */
export function createGuard(limits: Limits, clock: Clock): Guard {
  const gates = new Map<string, { readonly bulkhead: BulkheadPolicy; readonly breaker: CircuitBreakerPolicy }>();
  const bans = new Map<string | typeof WHOLE_APP, number>();
  const rates = new RateLimiterMemory({ points: limits.callsPerSecond, duration: 1 });

  const remainingBan = (method: string): number =>
    Math.max(bans.get(method) ?? 0, bans.get(WHOLE_APP) ?? 0) - clock.now().getTime();

  async function waitForBan(method: string, signal?: AbortSignal): Promise<void> {
    const remaining = remainingBan(method);
    if (remaining <= 0) return;
    if (remaining > limits.longestWaitMs) {
      const what = `the platform still bans this call for ${Math.ceil(remaining / 1000)} s; nothing was sent`;
      throw new TopError({ kind: 'throttled', method, what, retryAfterMs: remaining });
    }
    await sleep(clock, remaining, signal);
  }

  async function waitForRate(method: string, signal?: AbortSignal): Promise<void> {
    const giveUpAt = clock.now().getTime() + limits.longestWaitMs;
    for (;;) {
      const waitMs = await takeTurn(rates, method);
      if (waitMs === 0) return;
      if (clock.now().getTime() + waitMs > giveUpAt) {
        const what = `more than ${limits.callsPerSecond} calls a second are waiting; nothing was sent`;
        throw new TopError({ kind: 'throttled', method, what, retryAfterMs: waitMs });
      }
      await sleep(clock, waitMs, signal);
    }
  }

  return {
    async run(method, attempt, signal) {
      let gate = gates.get(method);
      if (!gate) gates.set(method, (gate = createGate(limits)));
      const { breaker } = gate;
      try {
        return await gate.bulkhead.execute(async () => {
          await waitForBan(method, signal);
          await waitForRate(method, signal);
          return breaker.execute(attempt);
        });
      } catch (error) {
        throw refusal(error, method, limits) ?? error;
      }
    },
    ban(method, durationMs) {
      const until = clock.now().getTime() + durationMs + BAN_MARGIN_MS;
      bans.set(method, Math.max(bans.get(method) ?? 0, until));
    },
  };
}

function createGate(limits: Limits) {
  return {
    bulkhead: bulkhead(limits.concurrency, limits.queue),
    breaker: circuitBreaker(handleWhen(isOutage), {
      halfOpenAfter: limits.openMs,
      breaker: new ConsecutiveBreaker(limits.failuresToOpen),
    }),
  };
}

/** Whether the failure speaks against the gateway or backend, and not against the call. */
function isOutage(error: unknown): boolean {
  return error instanceof TopError && (error.kind === 'transient' || error.kind === 'unknown-outcome');
}

/** 0 when the call may go now, otherwise how long to wait before asking again, in milliseconds. */
async function takeTurn(rates: RateLimiterMemory, method: string): Promise<number> {
  try {
    await rates.consume(method);
    return 0;
  } catch (error) {
    if (error instanceof RateLimiterRes) return Math.max(1, error.msBeforeNext);
    throw error;
  }
}

function refusal(error: unknown, method: string, limits: Limits): TopError | undefined {
  if (error instanceof BulkheadRejectedError) {
    const what = `${limits.concurrency} calls are under way and ${limits.queue} wait; nothing was sent`;
    return new TopError({ kind: 'throttled', method, what });
  }
  if (error instanceof BrokenCircuitError) {
    const what = `the last ${limits.failuresToOpen} calls failed, so calls pause for ${limits.openMs} ms; nothing was sent`;
    return new TopError({ kind: 'transient', method, what, retryAfterMs: limits.openMs });
  }
  return undefined;
}
