import type { Clock } from './clock.ts';

export interface LeaseSignal extends Disposable {
  /** Fires when the lease is over, or when the outer signal fires. */
  readonly signal: AbortSignal;
}

/** Ends the calls of a piece of work together with its lease, because then another worker may take it up. */
export function leaseSignal(clock: Clock, leaseMs: number, outer: AbortSignal | undefined): LeaseSignal {
  const lease = new AbortController();
  const cancel = clock.schedule(leaseMs, () => lease.abort(new Error(`The lease of ${leaseMs} ms is over.`)));
  return {
    signal: outer ? AbortSignal.any([lease.signal, outer]) : lease.signal,
    [Symbol.dispose]: cancel,
  };
}
