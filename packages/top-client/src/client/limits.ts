/** How hard the client may press on the gateway. Exact limits are not published; these are this package's own. */
export interface Limits {
  /** Calls of one method in one second. Default 20. */
  readonly callsPerSecond: number;
  /** Calls of one method at the same time. Default 10. */
  readonly concurrency: number;
  /** Calls of one method that may wait for a free place. Default 500. */
  readonly queue: number;
  /** Longest wait for a rate limit or a ban before a call is refused instead, in milliseconds. Default 5,000. */
  readonly longestWaitMs: number;
  /** Calls of one method that must fail in a row before its circuit opens. Default 10. */
  readonly failuresToOpen: number;
  /** How long an open circuit refuses calls before it tries one, in milliseconds. Default 10,000. */
  readonly openMs: number;
  /** Repetitions of a read after its first failure. Default 3, as the official Java SDK. */
  readonly retries: number;
  /** Longest wait before the first repetition, in milliseconds; it doubles up to `retryMaxMs`. Default 200. */
  readonly retryInitialMs: number;
  /** Longest wait before any repetition, in milliseconds. Default 5,000. */
  readonly retryMaxMs: number;
}

/** The limits used where the caller gives none. */
export const DEFAULT_LIMITS: Limits = {
  callsPerSecond: 20,
  concurrency: 10,
  queue: 500,
  longestWaitMs: 5_000,
  failuresToOpen: 10,
  openMs: 10_000,
  retries: 3,
  retryInitialMs: 200,
  retryMaxMs: 5_000,
};
