import type { Clock, Logger } from '@interline/core';

export interface WorkerOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Does what is due; tells how much it did. Called again at once while it did something. */
  readonly work: (signal: AbortSignal) => Promise<number>;
  /** The longest rest between two looks, in milliseconds. A wake-up ends it early. */
  readonly restMs: number;
  /** Fires when the process is told to stop: a failure is no news from then on. */
  readonly stopping?: AbortSignal | undefined;
}

/** Something that works whenever there is something to do, until it is stopped. */
export interface Worker {
  /** Tells that there may be something to do. */
  wake(): void;
  /** Lets the work in hand end, aborts it after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Longest pause after failures in a row, in milliseconds: a database that is away is asked gently. */
const LONGEST_PAUSE_MS = 30_000;

/** Starts a worker. A failure is logged and waited out; it never ends the worker. */
export function startWorker({ name, clock, logger, work, restMs, stopping: told }: WorkerOptions): Worker {
  const abort = new AbortController();
  let stopping = false;
  let awake = true;
  let endRest = () => {};
  let failures = 0;

  const rest = (delayMs: number) =>
    new Promise<void>((resolve) => {
      const cancel = clock.schedule(delayMs, resolve);
      endRest = () => {
        cancel();
        resolve();
      };
    });

  const running = (async () => {
    while (!stopping) {
      awake = false;
      try {
        const done = await work(abort.signal);
        failures = 0;
        if (done === 0 && !awake && !stopping) await rest(restMs);
      } catch (error) {
        if (stopping) break;
        failures += 1;
        const pauseMs = Math.min(LONGEST_PAUSE_MS, 250 * 2 ** failures);
        const about = { worker: name, failures, pauseMs, error };
        if (told?.aborted) logger.debug(about, `${name} failed while the process stops`);
        else logger.error(about, `${name} failed; trying again in ${pauseMs} ms`);
        await rest(pauseMs);
      }
    }
  })();

  return {
    wake: () => {
      awake = true;
      if (failures === 0) endRest();
    },
    stop: async (graceMs) => {
      stopping = true;
      endRest();
      const cancel = clock.schedule(graceMs, () => abort.abort(new Error(`${name} is stopping`)));
      await running;
      cancel();
    },
  };
}
