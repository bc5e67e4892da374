/** Where waiting comes from. */
export interface Clock {
  /**
   * Runs `task` once after `delayMs` milliseconds.
   * @returns a function that cancels it.
   */
  schedule(delayMs: number, task: () => void): () => void;
}

/** The machine's own clock. */
export const systemClock: Clock = {
  schedule: (delayMs, task) => {
    const timer = setTimeout(task, delayMs);
    return () => clearTimeout(timer);
  },
};
