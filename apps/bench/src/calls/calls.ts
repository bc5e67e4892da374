import type { BenchPostgres } from '../bench-postgres.ts';
import { findPgbench, runPgbench } from '../ingest/run-pgbench.ts';
import type { BenchOptions } from '../options.ts';
import { table } from '../report.ts';
import type { Report } from '../report.ts';
import { median, ratio } from '../statistics.ts';
import { ORDERS, startCalledHub } from './called-hub.ts';
import type { CalledHub } from './called-hub.ts';
import { runCalls } from './run-calls.ts';
import type { MeasuredCalls } from './run-calls.ts';

/** Calls under way at a time. */
const CONNECTIONS = 16;
/** Most rounds, and the longest of them: the whole is to end within a minute. */
const ROUNDS = 3;
const SECONDS = 2;
/**
 * The least share of the reference for a stored and answered order: no aim, but what it fell below only when a change made
 * it dearer, or the machine was too busy to tell.
 */
const SHARE_OF_COMMITS = 0.015;

const COMMIT = 'pgbench, one row a transaction';
const CREATE = 'order.create, stored and answered';
const QUERY = 'order.query';

/** A row of about the size of what is kept of an order, committed alone. */
const COMMIT_SCRIPT = `insert into bench_commit (content) values (repeat('x', 1500));\n`;

/** Calls of a ship channel: how many are answered, and what each costs. */
export async function calls(postgres: BenchPostgres, given: BenchOptions): Promise<Report> {
  const options = { rounds: Math.min(given.rounds, ROUNDS), seconds: Math.min(given.seconds, SECONDS) };
  const throughput = await measureThroughput(postgres, options);
  const commits = throughput.commits.length > 0;
  const reached = ratio(perSecond(throughput.create), throughput.commits);
  return {
    title: 'Calls of a channel',
    body: [
      `${CONNECTIONS} connections, ${options.rounds} rounds of ${options.seconds} s; every answer was a success.`,
      throughputTable(throughput, commits),
    ].join('\n\n'),
    goals: commits ? [{ name: 'order.create ÷ one row a transaction', reached, atLeast: SHARE_OF_COMMITS }] : [],
  };
}

interface Throughput {
  /** Per second; empty without pgbench. */
  readonly commits: number[];
  readonly create: MeasuredCalls[];
  readonly query: MeasuredCalls[];
}

async function measureThroughput(
  postgres: BenchPostgres,
  options: Pick<BenchOptions, 'rounds' | 'seconds'>,
): Promise<Throughput> {
  const hub = await startCalledHub(postgres, { roles: 'serve', reserved: CONNECTIONS / 2, listed: 0 });
  const pgbench = await findPgbench();
  const measured: Throughput = { commits: [], create: [], query: [] };
  const perClient = Math.max(50, Math.round(options.seconds * 40));
  try {
    await hub.administer(
      'create table bench_commit (id bigint generated always as identity primary key, content text)',
    );
    for (let round = -1; round < options.rounds; round += 1) {
      const commits = pgbench === null ? NaN : await runPgbench(hub.databaseUrl, COMMIT_SCRIPT, CONNECTIONS, perClient);
      const create = await callsOf(hub, { kind: 'create', round, seconds: options.seconds });
      const query = await callsOf(hub, { kind: 'query', round, seconds: options.seconds });
      if (round < 0) continue;
      if (pgbench !== null) measured.commits.push(commits);
      measured.create.push(create);
      measured.query.push(query);
    }
    return measured;
  } finally {
    await hub.stop();
  }
}

interface CallRound {
  readonly kind: 'create' | 'query';
  readonly round: number;
  readonly seconds: number;
}

/** @throws when an answer was no success */
async function callsOf(hub: CalledHub, { kind, round, seconds }: CallRound): Promise<MeasuredCalls> {
  const from = kind === 'query' ? 0 : (round + 2) * 1_000_000;
  const rest = { url: hub.callUrl, kind, connections: CONNECTIONS, seconds, from };
  const result = await runCalls(kind === 'query' ? { ...rest, orders: ORDERS } : rest, hub.pids);
  if (result.failed > 0) {
    throw new Error(`${result.failed} of ${result.total} calls were not answered with success: ${result.example}`);
  }
  return result;
}

function throughputTable({ commits, create, query }: Throughput, hasCommits: boolean): string {
  const row = (name: string, results: readonly MeasuredCalls[]): (string | number)[] => [
    name,
    ratio(perSecond(results), commits),
    ratio(perSecond(results), perSecond(create)),
    median(perSecond(results)),
    median(results.map(({ p50 }) => p50)),
    median(results.map((result) => result.p99)),
    median(results.map(({ hubMs }) => hubMs)),
    median(results.map(({ postgresMs }) => postgresMs)),
  ];
  const reference = [COMMIT, 1, ratio(commits, perSecond(create)), median(commits), NaN, NaN, NaN, NaN];
  return table(
    ['', '÷ pgbench', '÷ order.create', 'per second', 'p50 ms', 'p99 ms', 'hub CPU ms', 'PostgreSQL CPU ms'],
    [...(hasCommits ? [reference] : []), row(CREATE, create), row(QUERY, query)],
  );
}

function perSecond(results: readonly MeasuredCalls[]): number[] {
  return results.map((result) => result.perSecond);
}
