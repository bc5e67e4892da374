import type { NewDossierEntry, OrderSnapshot } from '@interline/core';

import type { StartSimulator } from './channel-simulator.ts';

/** An upstream answer as it was recorded. */
export interface RecordedAnswer {
  readonly name: string;
  /** Byte for byte. */
  readonly raw: string;
}

/** What was said of one order of a channel that calls us. */
export interface RecordedDossier {
  readonly name: string;
  /** The upstream order id. */
  readonly reference: string;
  /** In the order in which it was said; the suite numbers and dates them. */
  readonly entries: readonly NewDossierEntry[];
}

/** What a partner gives the suite besides the adapter. */
export type AdapterHarness = AnswerHarness | CallHarness;

interface CommonHarness {
  readonly start: StartSimulator;
  /** How many orders the run under faults has. Default 40. */
  readonly orders?: number;
  /** Decides orders and faults. Default 1. */
  readonly seed?: number;
}

/** For a channel whose orders are fetched. */
export interface AnswerHarness extends CommonHarness {
  /** Answers that hold one order each: every kind and state that the channel's documents name. */
  readonly samples: readonly RecordedAnswer[];
  /** The adapter's mapping: what `fetchOrder` makes of an answer. */
  readonly map: (raw: string) => OrderSnapshot;
  /** The answer with the order's status replaced by `word` and a field named `field` added to the order. */
  readonly withUnknown: (raw: string, word: string, field: string) => string;
}

/** For a channel that calls us, whose orders are made of dossiers; its simulator has `connect`. */
export interface CallHarness extends CommonHarness {
  /** Whole lives of orders: together they hold every kind of entry that the adapter writes. */
  readonly dossiers: readonly RecordedDossier[];
}
