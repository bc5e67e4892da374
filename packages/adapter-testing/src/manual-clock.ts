import type { Clock } from '@interline/core';

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves time forward by `milliseconds` and runs what falls due on the way, in order of due time. */
  advance(milliseconds: number): void;
  /**
   * Resolves once something waits for exactly so long, such as a call for a decision. Each wait is told of once, also one
   * that has begun before.
   */
  waits(milliseconds: number): Promise<void>;
}

interface Timer {
  readonly at: number;
  readonly task: () => void;
}

/** A clock that starts at `start` and moves only by `advance`. */
export function createManualClock(start: Date = new Date('2026-11-22T04:00:00Z')): ManualClock {
  let time = start.getTime();
  const timers = new Set<Timer>();
  /** By length: how many waits have begun that nobody was told of, and who is to be told of the next ones. */
  const untold = new Map<number, number>();
  const watchers = new Map<number, (() => void)[]>();

  function nextUntil(end: number): Timer | undefined {
    const due = [...timers].filter(({ at }) => at <= end);
    return due.reduce<Timer | undefined>((first, timer) => (first && first.at <= timer.at ? first : timer), undefined);
  }

  return {
    now: () => new Date(time),
    schedule(delayMs, task) {
      const timer = { at: time + Math.max(0, delayMs), task };
      timers.add(timer);
      const tell = watchers.get(delayMs)?.shift();
      if (tell) tell();
      else untold.set(delayMs, (untold.get(delayMs) ?? 0) + 1);
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
    waits(milliseconds) {
      const begun = untold.get(milliseconds) ?? 0;
      if (begun > 0) {
        untold.set(milliseconds, begun - 1);
        return Promise.resolve();
      }
      return new Promise((resolve) => {
        watchers.set(milliseconds, [...(watchers.get(milliseconds) ?? []), resolve]);
      });
    },
  };
}
