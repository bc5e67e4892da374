import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchPostgres } from '../bench-postgres.ts';
import { runFanout } from '../fanout/fanout-load.ts';
import { authoriseShops, fanoutLoad } from '../fanout/fanout.ts';
import { runLoad } from '../load/run-load.ts';
import type { BenchOptions } from '../options.ts';
import { residentMiB } from '../process/usage.ts';
import { interline } from '../reads/dialects/interline.ts';
import { detailRequests, listRequests } from '../reads/sample.ts';
import { table } from '../report.ts';
import type { Report } from '../report.ts';
import { startHub } from '../start-hub.ts';
import type { BenchHub } from '../start-hub.ts';
import { quantile } from '../statistics.ts';

const ORDERS = 10_000;
/** Connections that read all the time; a few, so that the load can last. */
const READERS = 4;
const SUBSCRIBERS = 200;
const SAMPLE_MS = 5_000;

/** Resident memory of the hub under lists, details and live events that never pause. */
export async function soak(postgres: BenchPostgres, options: BenchOptions): Promise<Report> {
  const databaseUrl = await postgres.createDatabase(ORDERS);
  await authoriseShops(databaseUrl);
  const hub = await startHub(databaseUrl);
  const seconds = options.minutes * 60;
  const samples: number[] = [residentMiB(hub.process.pid)];
  const sampling = new AbortController();
  try {
    const sampler = sample(samples, hub.process.pid, sampling.signal);
    const [read, live] = await Promise.all([
      readsFor(hub, seconds, postgres.pid),
      runFanout({
        ...fanoutLoad(hub, seconds / 2),
        subscribers: SUBSCRIBERS,
        port: hub.process.port,
        databaseUrl,
        firstEvent: 0,
      }),
    ]);
    sampling.abort();
    await sampler;
    if (read.failed > 0) throw new Error(`${read.failed} of ${read.total} answers under load were no success.`);
    return report(samples, read.total, live.lastEvent, options.minutes);
  } finally {
    await hub.process.stop();
  }
}

function readsFor(hub: BenchHub, seconds: number, postgres: number): ReturnType<typeof runLoad> {
  const operations = [...listRequests().map(interline.list), ...detailRequests(ORDERS, 1_000).map(interline.detail)];
  const requests = operations.map((operation, place) => ({
    body: JSON.stringify(operation),
    headers: { 'content-type': 'application/json', authorization: `Bearer ${hub.tokens[place % hub.tokens.length]}` },
  }));
  const load = { url: hub.url, requests, connections: READERS, warmupSeconds: 0, seconds };
  return runLoad(load, { server: hub.process.pid, postgres });
}

async function sample(into: number[], pid: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await sleep(SAMPLE_MS, undefined, { signal }).catch(() => {});
    into.push(residentMiB(pid));
  }
}

function report(samples: readonly number[], reads: number, events: number, minutes: number): Report {
  const quarter = Math.ceil(samples.length / 4);
  const rows = [
    ['at the start', samples[0] ?? NaN],
    ['first quarter, middle', quantile(samples.slice(0, quarter), 0.5)],
    ['last quarter, middle', quantile(samples.slice(-quarter), 0.5)],
    ['highest', Math.max(...samples)],
    ['at the end', samples.at(-1) ?? NaN],
  ];
  return {
    title: `Memory over ${minutes} minutes of load`,
    body: [
      `${reads} lists and details over ${READERS} connections, and ${events} events to ${SUBSCRIBERS} subscribers.`,
      table(['resident memory of the hub', 'MiB'], rows),
    ].join('\n\n'),
    goals: [],
  };
}
