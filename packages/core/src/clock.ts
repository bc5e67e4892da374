/** Where time comes from. Everything that waits or stamps takes one, so that a run can be replayed. */
export interface Clock {
  /** The present instant. */
  now(): Date;
  /**
   * Runs `task` once after `delayMs` milliseconds of this clock.
   * @returns a function that cancels it; calling it after the task ran does nothing.
   */
  schedule(delayMs: number, task: () => void): () => void;
}

/** The machine's own clock. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => new Date(),
  schedule: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
