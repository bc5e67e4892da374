import type { BenchPostgres } from '../bench-postgres.ts';
import type { BenchOptions } from '../options.ts';
import { table } from '../report.ts';
import type { Report } from '../report.ts';
import { median, ratio } from '../statistics.ts';
import { busyWith } from './busy-hub.ts';
import { ORDERS, startCalledHub } from './called-hub.ts';
import { runCalls } from './run-calls.ts';
import type { CallResult } from './run-calls.ts';

/** Calls under way at a time. */
const FEW = 2;
/** Connections that calls have to themselves by default. */
const RESERVED = 4;
/** Orders of the other channel, for lists. */
const LISTED = 10_000;

const ALONE = 'nothing else to do';
const SHARED = 'busy, connections shared';
const OWN = 'busy, connections of their own';

/** How soon calls of a ship channel are answered while the hub is busy with lists and a backlog. */
export async function busyCalls(postgres: BenchPostgres, options: BenchOptions): Promise<Report> {
  const latency = await measureLatency(postgres, options);
  const intro = `While 64 clients ask for lists of 100 orders and the sync works off ${ORDERS} orders again and again, ${FEW} calls at a time:`;
  return { title: 'Calls of a channel beside other work', body: `${intro}\n\n${latencyTable(latency)}`, goals: [] };
}

type Latency = ReadonlyMap<string, readonly CallResult[]>;

async function measureLatency(postgres: BenchPostgres, options: BenchOptions): Promise<Latency> {
  const shared = await startCalledHub(postgres, { roles: 'serve,sync', reserved: 0, listed: LISTED });
  const own = await startCalledHub(postgres, { roles: 'serve,sync', reserved: RESERVED, listed: LISTED });
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
        const others = busy ? busyWith(hub, seconds + 2) : null;
        await others?.begun;
        from += 1;
        const load = { url: hub.callUrl, kind: 'create', connections: FEW, seconds, from: from * 1_000_000 } as const;
        measured.get(name)?.push(await runCalls(load, hub.pids));
        await others?.ended;
      }
    }
    return measured;
  } finally {
    await Promise.all([shared.stop(), own.stop()]);
  }
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
