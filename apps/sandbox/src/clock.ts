/** A wall clock with timers. Everything the sandbox does later is scheduled here, so a test can own time. */
export interface Clock {
  /** Now, in epoch milliseconds. */
  now(): number;
  /** Runs `run` once, `delayMs` from now. Returns a function that cancels it. */
  after(delayMs: number, run: () => void): () => void;
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
  return { now: () => Date.now(), after: wait };
}

/** A clock that starts at `start` (epoch milliseconds, default: the moment of the call) and moves only by `advance`. */
export function manualClock(start: number = Date.now()): ManualClock {
  let time = start;
  const due: { at: number; run: () => void }[] = [];

  return {
    now: () => time,
    after(delayMs, run) {
      const timer = { at: time + Math.max(0, delayMs), run };
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
        next.run();
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
    after(delayMs, run) {
      const cancel = clock.after(delayMs, () => {
        pending.delete(cancel);
        run();
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

function wait(delayMs: number, run: () => void): () => void {
  let timer: NodeJS.Timeout;
  const arm = (left: number): void => {
    const step = Math.min(Math.max(0, left), LONGEST_TIMEOUT);
    timer = setTimeout(() => (left > step ? arm(left - step) : run()), step);
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
