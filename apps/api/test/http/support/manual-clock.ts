import type { Clock } from '@interline/core';

export interface ManualClock extends Clock {
  /** Moves time on and runs what became due, in order. */
  advance(milliseconds: number): void;
}

/** A clock that stands still until it is told to move. */
export function manualClock(start = new Date('2026-11-22T08:00:00Z')): ManualClock {
  let now = start.getTime();
  let tasks: { at: number; task: () => void }[] = [];
  return {
    now: () => new Date(now),
    schedule(delayMs, task) {
      const entry = { at: now + delayMs, task };
      tasks.push(entry);
      return () => {
        tasks = tasks.filter((other) => other !== entry);
      };
    },
    advance(milliseconds) {
      const until = now + milliseconds;
      for (;;) {
        const [next] = tasks.filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (!next) break;
        tasks = tasks.filter((other) => other !== next);
        now = Math.max(now, next.at);
        next.task();
      }
      now = until;
    },
  };
}
