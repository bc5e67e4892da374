import { parseArgs } from 'node:util';

/** The parts of the benchmark, in the order in which they run. */
export const PARTS = ['reads', 'pages', 'ingest', 'calls', 'busy', 'fanout', 'start', 'soak'] as const;
export type Part = (typeof PARTS)[number];

/** What a run does. */
export interface BenchOptions {
  readonly parts: readonly Part[];
  /** Rounds of each measurement; the median counts. */
  readonly rounds: number;
  /** How long a server is under load in a round. */
  readonly seconds: number;
  /** Orders in the database of `reads`. */
  readonly orders: number;
  /** Sizes that `pages` compares, ascending. */
  readonly pageOrders: readonly number[];
  /** How long `soak` runs. */
  readonly minutes: number;
}

/** The parts that run when none is named: they end within about ten minutes. */
const DEFAULT_PARTS: readonly Part[] = ['reads', 'pages', 'ingest', 'fanout'];

export const USAGE = `Usage: pnpm bench [${PARTS.join(' | ')}]… [options]

  Without a part: ${DEFAULT_PARTS.join(', ')}.
  --quick         smaller tables and shorter rounds, to see that everything runs; the ratios are rough
  --rounds N      rounds of each measurement, default 4 (3 with --quick)
  --seconds N     length of a round for each server, default 2 (1 with --quick)
  --minutes N     how long "soak" runs, default 60
`;

/** @throws with what is wrong with the arguments */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      minutes: { type: 'string' },
    },
  });
  const { quick } = values;
  return {
    parts: positionals.length === 0 ? DEFAULT_PARTS : positionals.map(part),
    rounds: positive('rounds', values.rounds, quick ? 3 : 4),
    seconds: positive('seconds', values.seconds, quick ? 1 : 2),
    orders: quick ? 10_000 : 100_000,
    pageOrders: quick ? [10_000, 100_000] : [10_000, 100_000, 1_000_000],
    minutes: positive('minutes', values.minutes, 60),
  };
}

function part(word: string): Part {
  const found = PARTS.find((known) => known === word);
  if (found === undefined) throw new Error(`There is no part "${word}": name one of ${PARTS.join(', ')}.`);
  return found;
}

function positive(name: string, text: string | undefined, fallback: number): number {
  if (text === undefined) return fallback;
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${name} must be a number above 0; got "${text}".`);
  return number;
}
