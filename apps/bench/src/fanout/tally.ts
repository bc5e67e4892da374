/** Stands before and after an event's number in some text of each message. */
const MARK = '@@';

/** The text by which event `number` is known again. */
export function marker(number: number): string {
  return `${MARK}${number}${MARK}`;
}

/** Counts the arrival of numbered events at many subscribers. */
export interface Tally {
  /** Notes that an event is on its way to every subscriber. */
  sent(number: number): void;
  /** Reads the number out of a message and notes that one subscriber has it. */
  arrived(buffer: Buffer, start: number, end: number): void;
  /** Resolves when every subscriber has the event. */
  everywhere(number: number): Promise<void>;
  /** Size of the last message, in bytes. */
  readonly bytes: number;
  /** Milliseconds from `sent` to each arrival since the last call. */
  takeLatencies(): number[];
}

export function createTally(subscribers: number): Tally {
  const events = new Map<
    number,
    { readonly at: number; missing: number; readonly complete: PromiseWithResolvers<void> }
  >();
  let latencies: number[] = [];
  let bytes = 0;

  function numberIn(buffer: Buffer, start: number, end: number): number {
    const mark = buffer.indexOf(MARK, start, 'latin1');
    if (mark < 0 || mark >= end) return NaN;
    return Number(buffer.toString('latin1', mark + MARK.length, buffer.indexOf(MARK, mark + MARK.length, 'latin1')));
  }

  return {
    sent(number) {
      events.set(number, { at: performance.now(), missing: subscribers, complete: Promise.withResolvers() });
    },
    arrived(buffer, start, end) {
      const event = events.get(numberIn(buffer, start, end));
      if (!event) return;
      bytes = end - start;
      latencies.push(performance.now() - event.at);
      event.missing -= 1;
      if (event.missing === 0) event.complete.resolve();
    },
    everywhere: async (number) => events.get(number)?.complete.promise,
    get bytes() {
      return bytes;
    },
    takeLatencies() {
      const taken = latencies;
      latencies = [];
      return taken;
    },
  };
}
