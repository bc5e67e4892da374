import type { BenchPostgres } from '../bench-postgres.ts';
import { findPgbench, runPgbench } from '../ingest/run-pgbench.ts';
import type { BenchOptions } from '../options.ts';
import { table } from '../report.ts';
import type { Report } from '../report.ts';
import { median, ratio } from '../statistics.ts';
import { busyWith } from './busy-hub.ts';
import { ORDERS, startCalledHub } from './called-hub.ts';
import type { CalledHub } from './called-hub.ts';
import { runCalls } from './run-calls.ts';
import type { CallResult } from './run-calls.ts';

/** Calls under way at a time. */
const CONNECTIONS = 16;
/** Calls under way while the hub is busy with something else. */
const FEW = 2;
/** Connections that calls have to themselves by default. */
const RESERVED = 4;
/** The least share of the reference for a stored and answered order. */
const SHARE_OF_COMMITS = 0.01;

const COMMIT = 'pgbench, one row a transaction';
const CREATE = 'order.create, stored and answered';
const QUERY = 'order.query';
const ALONE = 'nothing else to do';
const SHARED = 'busy, connections shared';
const OWN = 'busy, connections of their own';

/** A row of about the size of what is kept of an order, committed alone. */
const COMMIT_SCRIPT = `insert into bench_commit (content) values (repeat('x', 1500));\n`;

/** Calls of a ship channel: how many are answered, and how soon while the hub is busy with lists and a backlog. */
export async function calls(postgres: BenchPostgres, options: BenchOptions): Promise<Report> {
  const throughput = await measureThroughput(postgres, options);
  const latency = await measureLatency(postgres, options);
  const commits = throughput.commits.length > 0;
  const reached = ratio(perSecond(throughput.create), throughput.commits);
  return {
    title: 'Calls of a channel',
    body: [
      `${CONNECTIONS} connections, ${options.rounds} rounds of ${options.seconds} s; every answer was a success.`,
      throughputTable(throughput, commits),
      `While 64 clients ask for lists of 100 orders and the sync works off ${ORDERS} orders again and again, ${FEW} calls at a time:`,
      latencyTable(latency),
    ].join('\n\n'),
    goals: commits ? [{ name: 'order.create ÷ one row a transaction', reached, atLeast: SHARE_OF_COMMITS }] : [],
  };
}

interface Throughput {
  /** Per second; empty without pgbench. */
  readonly commits: number[];
  readonly create: CallResult[];
  readonly query: CallResult[];
}

async function measureThroughput(postgres: BenchPostgres, options: BenchOptions): Promise<Throughput> {
  const hub = await startCalledHub(postgres, { roles: 'serve', reserved: CONNECTIONS / 2 });
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

type Latency = ReadonlyMap<string, readonly CallResult[]>;

async function measureLatency(postgres: BenchPostgres, options: BenchOptions): Promise<Latency> {
  const shared = await startCalledHub(postgres, { roles: 'serve,sync', reserved: 0 });
  const own = await startCalledHub(postgres, { roles: 'serve,sync', reserved: RESERVED });
  const ways = [
    { name: ALONE, hub: own, busy: false },
    { name: SHARED, hub: shared, busy: true },
    { name: OWN, hub: own, busy: true },
  ];
  const measured = new Map<string, CallResult[]>(ways.map(({ name }) => [name, []]));
  let from = 0;
  try {
    for (let round = 0; round < options.rounds; round += 1) {
      for (const { name, hub, busy } of round % 2 === 0 ? ways : ways.toReversed()) {
        const seconds = options.seconds * 4;
        const load = busy ? busyWith(hub, seconds + 2) : null;
        await load?.begun;
        from += 1;
        measured.get(name)?.push(await callsOf(hub, { kind: 'create', round: from, seconds, connections: FEW }));
        await load?.ended;
      }
    }
    return measured;
  } finally {
    await Promise.all([shared.stop(), own.stop()]);
  }
}

interface CallRound {
  readonly kind: 'create' | 'query';
  readonly round: number;
  readonly seconds: number;
  readonly connections?: number;
}

/** @throws when an answer was no success and not only late */
async function callsOf(
  hub: CalledHub,
  { kind, round, seconds, connections = CONNECTIONS }: CallRound,
): Promise<CallResult> {
  const from = kind === 'query' ? 0 : (round + 2) * 1_000_000;
  const rest = { url: hub.callUrl, kind, connections, seconds, from };
  const result = await runCalls(kind === 'query' ? { ...rest, orders: ORDERS } : rest);
  if (result.failed > 0 && connections === CONNECTIONS) {
    throw new Error(`${result.failed} of ${result.total} calls were not answered with success: ${result.example}`);
  }
  return result;
}

function throughputTable({ commits, create, query }: Throughput, hasCommits: boolean): string {
  const row = (name: string, results: readonly CallResult[]): (string | number)[] => [
    name,
    ratio(perSecond(results), commits),
    ratio(perSecond(results), perSecond(create)),
    median(perSecond(results)),
    median(results.map(({ p50 }) => p50)),
    median(results.map((result) => result.p99)),
  ];
  const reference = [COMMIT, 1, ratio(commits, perSecond(create)), median(commits), NaN, NaN];
  return table(
    ['', '÷ pgbench', '÷ order.create', 'per second', 'p50 ms', 'p99 ms'],
    [...(hasCommits ? [reference] : []), row(CREATE, create), row(QUERY, query)],
  );
}

function latencyTable(latency: Latency): string {
  const alone = latency.get(ALONE) ?? [];
  const rows = [...latency].map(([name, results]) => [
    name,
    ratio(
      results.map(({ p50 }) => p50),
      alone.map(({ p50 }) => p50),
    ),
    median(results.map(({ p50 }) => p50)),
    median(results.map((result) => result.p99)),
    Math.max(...results.map(({ slowest }) => slowest)),
    results.reduce((sum, { failed }) => sum + failed, 0),
    results.reduce((sum, { total }) => sum + total, 0),
  ]);
  return table(['', 'p50 ÷ alone', 'p50 ms', 'p99 ms', 'slowest ms', 'lost', 'of'], rows);
}

function perSecond(results: readonly CallResult[]): number[] {
  return results.map((result) => result.perSecond);
}
