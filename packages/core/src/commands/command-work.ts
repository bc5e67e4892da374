/** How the ledger is worked on; every duration in milliseconds of the hub's clock. */
export interface CommandWork {
  /** The most commands to take at once. */
  readonly limit: number;
  /**
   * Only the internal ones, or only the others; all by default. An internal one may wait for a system that does not answer,
   * and must not keep what somebody waits for from being done.
   */
  readonly only?: 'internal' | 'others';
  /** Ends the calls upstream; what was in flight is asked about later. */
  readonly signal?: AbortSignal;
  /**
   * How long a worker holds a command, and the longest a call may take; 60,000 by default. A command
   * whose worker died is taken over after it.
   */
  readonly leaseMs?: number;
  /** How long after sending the channel is asked for the outcome before a person must look; 24 hours by default. */
  readonly giveUpAfterMs?: number;
}

/** How one command is worked on. */
export interface CommandEffort {
  readonly signal: AbortSignal;
  readonly leaseMs: number;
  readonly giveUpAfterMs: number;
}
