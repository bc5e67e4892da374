import type { Clock } from '../clock.ts';

/** Runs at the instant (epoch milliseconds); at once when that has passed. */
export function runAt(clock: Clock, instant: number, run: () => void): void {
  const delayMs = instant - clock.now().getTime();
  if (delayMs > 0) clock.schedule(delayMs, run);
  else run();
}

/** Runs so many seconds after an instant; never when the seconds are 0, which leave it to the control API. */
export function runAfter(clock: Clock, from: number, seconds: number, run: () => void): void {
  if (seconds > 0) runAt(clock, from + seconds * 1000, run);
}
