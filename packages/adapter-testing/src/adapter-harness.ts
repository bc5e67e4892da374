import type { OrderSnapshot } from '@interline/core';

import type { StartSimulator } from './channel-simulator.ts';

/** An upstream answer as it was recorded. */
export interface RecordedAnswer {
  readonly name: string;
  /** Byte for byte. */
  readonly raw: string;
}

/** What a partner gives the suite besides the adapter. */
export interface AdapterHarness {
  /** Answers that hold one order each: every kind and state that the channel's documents name. */
  readonly samples: readonly RecordedAnswer[];
  /** The adapter's mapping: what `fetchOrder` makes of an answer. */
  readonly map: (raw: string) => OrderSnapshot;
  /** The answer with the order's status replaced by `word` and a field named `field` added to the order. */
  readonly withUnknown: (raw: string, word: string, field: string) => string;
  readonly start: StartSimulator;
  /** How many orders the run under faults has. Default 40. */
  readonly orders?: number;
  /** Decides orders and faults. Default 1. */
  readonly seed?: number;
}
