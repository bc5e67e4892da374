/** Where time comes from; the same shape as the hub's, so that a test can give both one clock. */
export interface Clock {
  /** The present instant. */
  now(): Date;
  /** Runs `task` once after `delayMs` milliseconds of this clock. Returns a function that cancels it. */
  schedule(delayMs: number, task: () => void): () => void;
}

/** A clock that stands still until it is told to move. */
export interface ManualClock extends Clock {
  /** Moves time forward and runs what falls due, in order of due time. */
  advance(milliseconds: number): void;
}

/** Node's `setTimeout` fires at once for longer delays than this. */
const LONGEST_TIMEOUT = 2 ** 31 - 1;

/** The machine's clock. Pending timers do not keep the process alive. */
export function systemClock(): Clock {
  return { now: () => new Date(), schedule: wait };
}

/** A clock that starts at `start` (default: the moment of the call) and moves only by `advance`. */
export function manualClock(start: Date = new Date()): ManualClock {
  let time = start.getTime();
  const due: { at: number; task: () => void }[] = [];

  return {
    now: () => new Date(time),
    schedule(delayMs, task) {
      const timer = { at: time + Math.max(0, delayMs), task };
      due.splice(positionAfter(due, timer.at), 0, timer);
      return () => {
        const index = due.indexOf(timer);
        if (index >= 0) due.splice(index, 1);
      };
    },
    advance(milliseconds) {
      const end = time + milliseconds;
      for (let next = due[0]; next !== undefined && next.at <= end; next = due[0]) {
        due.shift();
        time = next.at;
        next.task();
      }
      time = end;
    },
  };
}

/** The same clock, whose pending timers can all be dropped at once. */
export function stoppable(clock: Clock): Clock & { stop(): void } {
  const pending = new Set<() => void>();
  return {
    now: () => clock.now(),
    schedule(delayMs, task) {
      const cancel = clock.schedule(delayMs, () => {
        pending.delete(cancel);
        task();
      });
      pending.add(cancel);
      return () => {
        pending.delete(cancel);
        cancel();
      };
    },
    stop() {
      for (const cancel of pending) cancel();
      pending.clear();
    },
  };
}

function wait(delayMs: number, task: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    const step = Math.min(Math.max(0, left), LONGEST_TIMEOUT);
    timer = setTimeout(() => (left > step ? arm(left - step) : task()), step);
    timer.unref();
  };
  arm(delayMs);
  return () => clearTimeout(timer);
}

function positionAfter(due: readonly { at: number }[], at: number): number {
  let low = 0;
  let high = due.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((due[middle]?.at ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}
