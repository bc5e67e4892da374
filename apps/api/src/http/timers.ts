import type { Clock } from '@interline/core';

/** A timer of Node that is set for longer than 2^31 − 1 ms (24.8 days) fires at once. */
const LONGEST_MS = 12 * 3_600_000;

/** Runs `task` once when the clock reaches `at`, however far that is. @returns a function that cancels it. */
export function scheduleAt(clock: Clock, at: Date, task: () => void): () => void {
  let cancel = (): void => {};
  const arm = (): void => {
    const left = at.getTime() - clock.now().getTime();
    cancel = left > LONGEST_MS ? clock.schedule(LONGEST_MS, arm) : clock.schedule(Math.max(0, left), task);
  };
  arm();
  return () => cancel();
}

/** Runs `task` every `periodMs` milliseconds. @returns a function that stops it. */
export function repeat(clock: Clock, periodMs: number, task: () => void): () => void {
  let cancel = clock.schedule(periodMs, function again() {
    cancel = clock.schedule(periodMs, again);
    task();
  });
  return () => cancel();
}
