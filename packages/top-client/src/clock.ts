/** Where time comes from. Everything here that waits or stamps takes one, so that a run can be replayed. */
export interface Clock {
  /** The present instant. */
  now(): Date;
  /**
   * Runs `task` once after `delayMs` milliseconds of this clock.
   * @returns a function that cancels it; calling it after the task ran does nothing.
   */
  schedule(delayMs: number, task: () => void): () => void;
}

/** A source of numbers in [0, 1). Used for jitter only. */
export type Random = () => number;

/**
 * Resolves after `delayMs` milliseconds of the clock.
 *
 * @throws the signal's reason as soon as it is aborted.
 */
export function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const abort = () => {
      cancel();
      reject(signal?.reason as Error);
    };
    const cancel = clock.schedule(delayMs, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}

/** Exponential back-off. */
export interface Backoff {
  /** Longest wait before the first repetition, in milliseconds; it doubles with each one. */
  readonly initialMs: number;
  /** Longest wait of all, in milliseconds. */
  readonly maxMs: number;
}

/**
 * How long to wait before repetition `attempt` (1 is the first), in milliseconds: a random share of the doubling
 * limit, at least half of it, so that many clients do not come back at the same moment.
 */
export function backoffDelay(backoff: Backoff, attempt: number, random: Random): number {
  const limit = Math.min(backoff.maxMs, backoff.initialMs * 2 ** (attempt - 1));
  return Math.round(limit * (0.5 + random() / 2));
}
