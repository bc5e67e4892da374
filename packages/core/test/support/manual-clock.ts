import type { Clock } from '../../src/clock.ts';

/** A clock that stands still until it is moved. */
export interface ManualClock extends Clock {
  /** Moves on, and runs on the way what was scheduled, in its order. */
  advance(ms: number): void;
}

export function manualClock(start: string | Date = '2026-11-22T04:00:00Z'): ManualClock {
  let now = new Date(start).getTime();
  const scheduled = new Set<{ readonly at: number; readonly task: () => void }>();
  return {
    now: () => new Date(now),
    schedule(delayMs, task) {
      const entry = { at: now + delayMs, task };
      scheduled.add(entry);
      return () => void scheduled.delete(entry);
    },
    advance(ms) {
      const end = now + ms;
      for (;;) {
        const [next] = [...scheduled].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at);
        if (!next) break;
        scheduled.delete(next);
        now = Math.max(now, next.at);
        next.task();
      }
      now = end;
    },
  };
}
