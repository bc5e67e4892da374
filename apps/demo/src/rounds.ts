export interface RoundsOptions {
  readonly work: () => Promise<unknown>;
  /** Between the end of a round and the next, in milliseconds. */
  readonly restMs: number;
  /** A round failed; the next comes all the same. */
  readonly onTrouble: (error: Error) => void;
}

/** Work that is done now and again until it is stopped. */
export interface Rounds {
  /** There is something to do: no more rest before the next round. */
  wake(): void;
  /** No round begins any more; resolves when the last one has ended, whose trouble is told to nobody. */
  stop(): Promise<void>;
}

/** Begins with a round at once. */
export function inRounds({ work, restMs, onTrouble }: RoundsOptions): Rounds {
  let stopping = false;
  let woken = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let round: Promise<void>;

  const begin = (): void => {
    timer = undefined;
    woken = false;
    round = work().then(rest, (error: unknown) => {
      if (!stopping) onTrouble(error as Error);
      rest();
    });
  };
  const rest = (): void => {
    if (!stopping) timer = setTimeout(begin, woken ? 0 : restMs);
  };
  begin();

  return {
    wake() {
      woken = true;
      if (stopping || timer === undefined) return;
      clearTimeout(timer);
      begin();
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      await round;
    },
  };
}
