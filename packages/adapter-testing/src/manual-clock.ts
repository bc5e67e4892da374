import type { Clock } from '@interline/core';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves time forward by `milliseconds` and runs what falls due on the way, in order of due time. */
  advance(milliseconds: number): void;
}

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** A clock that starts at `start` and moves only by `advance`. */
export function createManualClock(start: Date = new Date('2026-11-22T04:00:00Z')): ManualClock {
  let time = start.getTime();
  const timers = new Set<Timer>();

  function nextUntil(end: number): Timer | undefined {
    const due = [...timers].filter(({ at }) => at <= end);
    return due.reduce<Timer | undefined>((first, timer) => (first && first.at <= timer.at ? first : timer), undefined);
  }

  return {
    now: () => new Date(time),
    schedule(delayMs, task) {
      const timer = { at: time + Math.max(0, delayMs), task };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
    advance(milliseconds) {
      const end = time + milliseconds;
      for (let timer = nextUntil(end); timer; timer = nextUntil(end)) {
        timers.delete(timer);
        time = timer.at;
        timer.task();
      }
      time = end;
    },
  };
}
