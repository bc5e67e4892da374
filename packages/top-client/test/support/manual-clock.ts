import type { Clock } from '../../src/index.ts';

interface Timer {
  readonly dueAt: number;
  readonly delayMs: number;
  readonly task: () => void;
}

/** A clock that stands still until it is advanced, and tells when somebody starts to wait. */
export class ManualClock implements Clock {
  #now: number;
  #timers: Timer[] = [];
  #watchers: { readonly delayMs: number; readonly seen: () => void }[] = [];

  constructor(start = '2017-02-02T04:00:00Z') {
    this.#now = Date.parse(start);
  }

  now(): Date {
    return new Date(this.#now);
  }

  schedule(delayMs: number, task: () => void): () => void {
    const timer = { dueAt: this.#now + delayMs, delayMs, task };
    this.#timers.push(timer);
    const [seen, others] = [
      this.#watchers.filter((w) => w.delayMs === delayMs),
      this.#watchers.filter((w) => w.delayMs !== delayMs),
    ];
    this.#watchers = others;
    for (const watcher of seen) watcher.seen();
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Resolves once somebody waits for exactly `delayMs`. */
  async waiting(delayMs: number): Promise<void> {
    if (this.#timers.some((timer) => timer.delayMs === delayMs)) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#watchers.push({ delayMs, seen: resolve });
    await promise;
  }

  /** Moves time forward and runs what falls due, in order. */
  advance(ms: number): void {
    this.#now += ms;
    const due = this.#timers.filter((timer) => timer.dueAt <= this.#now).sort((a, b) => a.dueAt - b.dueAt);
    this.#timers = this.#timers.filter((timer) => timer.dueAt > this.#now);
    for (const timer of due) timer.task();
  }

  /** Waits until somebody waits for exactly `delayMs`, then lets that time pass. */
  async pass(delayMs: number): Promise<void> {
    await this.waiting(delayMs);
    this.advance(delayMs);
  }
}
