import type { BenchPostgres } from '../bench-postgres.ts';
import { hubContext, openBenchDatabase } from '../hub-context.ts';
import type { BenchOptions } from '../options.ts';
import { table } from '../report.ts';
import type { Report } from '../report.ts';
import { POOL_SIZE } from '../servers/environment.ts';
import { median, ratio } from '../statistics.ts';
import { BLOCK, blockOf, seededOrders } from './message-mix.ts';
import type { Hint } from './message-mix.ts';
import { prepareReplay, recordMessages } from './prepare-replay.ts';
import type { Replay } from './pgbench-script.ts';
import { findPgbench, runPgbench } from './run-pgbench.ts';
import { seed } from './seed.ts';
import { countEvents, takeAll } from './take-all.ts';

/** Orders that are in the tables besides those that messages are about. */
const ORDERS = 10_000;
/** The least share of pgbench for one message a transaction. */
const SHARE_OF_PGBENCH = 0.5;

const ONE = 'Interline, one message a transaction';
const PGBENCH = 'pgbench, the same statements';
const BATCHES = [100, 500] as const;
const batchName = (size: number): string => `Interline, ${size} messages a transaction`;

/** From a message to the events it makes, beside pgbench sending the very statements that the hub sends. */
export async function ingest(postgres: BenchPostgres, options: BenchOptions): Promise<Report> {
  const blocks = POOL_SIZE * Math.max(2, Math.round(options.seconds * 5));
  const hints = Array.from({ length: blocks }, (_, block) => blockOf(block)).flat();
  const perClient = hints.length / POOL_SIZE;
  const seeded = await seededDatabase(postgres, blocks);
  const version = await findPgbench();
  const figures = new Map<string, number[]>();
  const events = new Set<string>();

  const ways: Way[] = [
    { name: ONE, from: seeded, run: (url) => hubPerSecond(url, hints, { size: 1, workers: POOL_SIZE }, events) },
    ...BATCHES.map((size) => ({
      name: batchName(size),
      from: seeded,
      run: (url: string) => hubPerSecond(url, hints, { size, workers: 2 }, events),
    })),
  ];
  if (version !== null) {
    const recordings = await recordMessages(await postgres.cloneDatabase(seeded), hints);
    const from = await postgres.cloneDatabase(seeded);
    const replay = await prepareReplay(from, recordings, perClient);
    ways.splice(1, 0, { name: PGBENCH, from, run: (url) => pgbenchPerSecond(url, replay, perClient) });
  }
  for (let round = 0; round < options.rounds; round += 1) {
    for (const { name, from, run } of round % 2 === 0 ? ways : ways.toReversed()) {
      const perSecond = await run(await postgres.cloneDatabase(from));
      figures.set(name, [...(figures.get(name) ?? []), perSecond]);
    }
  }
  if (events.size !== 1)
    throw new Error(`The ways of taking messages ended in different events: ${[...events].join(' or ')}.`);
  return report(figures, version, hints.length, options.rounds);
}

/** One way of getting from messages to events. */
interface Way {
  readonly name: string;
  /** The database of which each round gets a copy. */
  readonly from: string;
  /** @returns messages per second */
  readonly run: (url: string) => Promise<number>;
}

async function seededDatabase(postgres: BenchPostgres, blocks: number): Promise<string> {
  const url = await postgres.createDatabase(ORDERS);
  const database = await openBenchDatabase(url);
  await seed(hubContext(database), seededOrders(blocks)).finally(() => database.close());
  return url;
}

async function hubPerSecond(
  url: string,
  hints: readonly Hint[],
  way: { readonly size: number; readonly workers: number },
  events: Set<string>,
): Promise<number> {
  const database = await openBenchDatabase(url);
  try {
    const seconds = await takeAll(database, hints, way);
    events.add(await countEvents(database));
    return hints.length / seconds;
  } finally {
    await database.close();
  }
}

/** Without the time in which pgbench reads its parameters, which the hub has in memory. */
async function pgbenchPerSecond(url: string, replay: Replay, perClient: number): Promise<number> {
  const reading = await runPgbench(url, replay.readingOnly, POOL_SIZE, perClient);
  const both = await runPgbench(url, replay.script, POOL_SIZE, perClient);
  return 1 / (1 / both - 1 / reading);
}

function report(
  figures: ReadonlyMap<string, number[]>,
  version: string | null,
  messages: number,
  rounds: number,
): Report {
  const of = (name: string): number[] => figures.get(name) ?? [];
  const base = version === null ? ONE : PGBENCH;
  const rows = [...figures].map(([name, perSecond]) => [
    name,
    ratio(perSecond, of(base)),
    ratio(perSecond, of(ONE)),
    median(perSecond),
  ]);
  const reached = ratio(of(ONE), of(PGBENCH));
  return {
    title: 'Message to event',
    body: [
      `${messages} messages a round in blocks of ${BLOCK} (10 new orders, 8 updates, 1 stale, 1 duplicate), ${rounds} rounds, fsync on; ${POOL_SIZE} workers one by one, 2 with batches. Every way ended in the same events.`,
      ...(version === null
        ? ['pgbench was skipped: it is not in the path. It comes with PostgreSQL’s server package.']
        : []),
      table(['', version === null ? '÷ one by one' : '÷ pgbench', '÷ one by one', 'messages/s'], rows),
    ].join('\n\n'),
    goals: version === null ? [] : [{ name: 'message to event ÷ pgbench', reached, atLeast: SHARE_OF_PGBENCH }],
  };
}
