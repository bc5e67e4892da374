import type { Clock } from './clock.ts';

/**
 * Does a piece of work whose calls end together with its lease, because then another worker may take it up.
 *
 * @param leaseMs how long the lease lasts, in milliseconds
 * @param outer ends the work as well
 * @param work gets a signal that fires when the lease is over or `outer` fires
 */
export async function withLease<Result>(
  clock: Clock,
  leaseMs: number,
  outer: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const lease = new AbortController();
  const cancel = clock.schedule(leaseMs, () => lease.abort(new Error(`The lease of ${leaseMs} ms is over.`)));
  try {
    return await work(outer ? AbortSignal.any([lease.signal, outer]) : lease.signal);
  } finally {
    cancel();
  }
}
