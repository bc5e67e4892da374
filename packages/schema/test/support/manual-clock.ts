import type { Clock } from '@interline/core';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  advance(ms: number): void;
}

export function manualClock(start = '2026-11-22T04:00:00Z'): ManualClock {
  let now = Date.parse(start);
  const scheduled = new Set<{ readonly at: number; readonly task: () => void }>();
  return {
    now: () => new Date(now),
    schedule(delayMs, task) {
      const entry = { at: now + delayMs, task };
      scheduled.add(entry);
      return () => void scheduled.delete(entry);
    },
    advance(ms) {
      now += ms;
      for (const entry of [...scheduled].filter(({ at }) => at <= now)) {
        scheduled.delete(entry);
        entry.task();
      }
    },
  };
}
