import type { BenchPostgres } from '../bench-postgres.ts';
import { hubContext, openBenchDatabase } from '../hub-context.ts';
import { seed } from '../ingest/seed.ts';
import { shopId } from '../load-orders.ts';
import type { BenchOptions } from '../options.ts';
import { startServer } from '../process/start-server.ts';
import type { ServerProcess } from '../process/start-server.ts';
import { cpuMs } from '../process/usage.ts';
import { table } from '../report.ts';
import type { Report } from '../report.ts';
import { startHub } from '../start-hub.ts';
import type { BenchHub } from '../start-hub.ts';
import { median, ratio } from '../statistics.ts';
import { runFanout } from './fanout-load.ts';
import type { FanoutLoad, FanoutResult } from './fanout-load.ts';
import { SHOP } from './producer.ts';

const ORDERS = 10_000;
const SUBSCRIBERS = 1_000;
/** Events per second while latency is measured. */
const RATE = 8;
/** Events in one transaction, and such transactions under way, at saturation. */
const SATURATION = { burst: 20, bursts: 2 };
const LIMIT = 'LIMIT (bare ws, one prebuilt frame)';
const HUB = 'Interline';

const QUERY = `subscription Events($shop: ID!) {
  orderEvents(filter: { shop: $shop }) {
    cursor
    event { type to }
    order { id reference status total { minorUnits currency } items { title status travellers { name } } }
  }
}`;

interface Measured extends FanoutResult {
  /** Share of one processor that the server used. */
  readonly cpu: number;
}

/** From a message to every subscriber, beside a WebSocket server that only broadcasts. */
export async function fanout(postgres: BenchPostgres, options: BenchOptions): Promise<Report> {
  const databaseUrl = await postgres.createDatabase(ORDERS);
  await authoriseShops(databaseUrl);
  const hub = await startHub(databaseUrl);
  let event = 0;
  const atHub = async (seconds: number): Promise<Measured> => {
    const measured = await measure(hub.process, {
      ...fanoutLoad(hub, seconds),
      port: hub.process.port,
      databaseUrl,
      firstEvent: event,
    });
    event = measured.lastEvent;
    return measured;
  };
  let limit: ServerProcess | undefined;
  try {
    const { bytes } = await atHub(1);
    const file = new URL('../servers/broadcast.ts', import.meta.url);
    const server = await startServer({ name: LIMIT, file, environment: { MESSAGE_BYTES: String(bytes) } });
    limit = server;
    const atLimit = (): Promise<Measured> =>
      measure(server, { ...fanoutLoad(hub, options.seconds), port: server.port, databaseUrl: null, firstEvent: 0 });
    const figures = { [LIMIT]: [] as Measured[], [HUB]: [] as Measured[] };
    for (let round = 0; round < options.rounds; round += 1) {
      const both = [
        async () => figures[LIMIT]?.push(await atLimit()),
        async () => figures[HUB]?.push(await atHub(options.seconds)),
      ];
      for (const run of round % 2 === 0 ? both : both.toReversed()) await run();
    }
    return report(figures, bytes, options);
  } finally {
    await Promise.all([hub.process.stop(), limit?.stop()]);
  }
}

/** Lets the hub take messages for the loaded shops. */
export async function authoriseShops(databaseUrl: string): Promise<void> {
  const database = await openBenchDatabase(databaseUrl);
  await seed(hubContext(database), 0).finally(() => database.close());
}

/** What subscribers of a hub are told, whatever the server. */
export function fanoutLoad(
  { tokens }: BenchHub,
  seconds: number,
): Omit<FanoutLoad, 'port' | 'databaseUrl' | 'firstEvent'> {
  const payload = { query: QUERY, variables: { shop: `shop_${shopId(SHOP)}` } };
  return { subscribers: SUBSCRIBERS, tokens, payload, perSecond: RATE, saturation: SATURATION, seconds };
}

async function measure(server: ServerProcess, load: FanoutLoad): Promise<Measured> {
  const [start, before] = [performance.now(), cpuMs(server.pid)];
  const result = await runFanout(load);
  return { ...result, cpu: (cpuMs(server.pid) - before) / (performance.now() - start) };
}

function report(figures: Readonly<Record<string, readonly Measured[]>>, bytes: number, options: BenchOptions): Report {
  const of = (name: string, key: keyof Measured): number[] => (figures[name] ?? []).map((measured) => measured[key]);
  const rows = [LIMIT, HUB].map((name) => [
    name,
    ratio(of(name, 'perSecond'), of(LIMIT, 'perSecond')),
    median(of(name, 'perSecond')),
    median(of(name, 'p50')),
    median(of(name, 'p99')),
    median(of(name, 'cpu')),
  ]);
  return {
    title: `Fan-out to ${SUBSCRIBERS} subscribers`,
    body: [
      `${bytes} bytes a message; ${options.rounds} rounds of ${options.seconds} s. Latency from before the message is taken in (at LIMIT: before it is told to broadcast) to each subscriber, at ${RATE} events a second; throughput with ${SATURATION.bursts} transactions of ${SATURATION.burst} events under way. The hub’s share includes taking in, fetching and applying every order; LIMIT has no database.`,
      table(['', '÷ LIMIT', 'messages/s', 'p50 ms', 'p99 ms', 'server CPU, cores'], rows),
    ].join('\n\n'),
    goals: [],
  };
}
