import { Client } from 'pg';
import type { BenchPostgres } from '../bench-postgres.ts';
import type { BenchOptions } from '../options.ts';
import { ask } from '../reads/ask.ts';
import { startHubContestant } from '../reads/contestants.ts';
import type { Contestant } from '../reads/contestants.ts';
import type { ListRequest } from '../reads/dialect.ts';
import { measure, ratioOf } from '../reads/measure.ts';
import type { Entrant, Rounds } from '../reads/measure.ts';
import { listRequests, PAGE_SIZE } from '../reads/sample.ts';
import { table } from '../report.ts';
import type { Goal, Report } from '../report.ts';
import { median } from '../statistics.ts';

/** Where in the list a page lies. */
const PLACES = {
  'first page': (_: Contestant, request: ListRequest) => Promise.resolve(request),
  'last page, backward': (_: Contestant, request: ListRequest) => Promise.resolve({ ...request, backward: true }),
  'last page, after a cursor': afterDeepestCursor,
} as const;
type Place = keyof typeof PLACES;

const CONNECTIONS = 16;
/** The least share of the smallest table's pages per second that counts as flat. */
const FLAT = 0.7;

/** What a page costs as the table grows a hundredfold, at both ends of the list. */
export async function pages(postgres: BenchPostgres, options: BenchOptions): Promise<Report> {
  const sizes = await startSizes(postgres, options.pageOrders);
  try {
    const rounds = Math.ceil(options.rounds / 2);
    const effort = { rounds, seconds: options.seconds, connections: CONNECTIONS, postgresPid: postgres.pid };
    const places = new Map<Place, Rounds>();
    for (const place of Object.keys(PLACES) as Place[]) {
      const entrants = await Promise.all(sizes.map(({ orders, contestant }) => entrant(orders, contestant, place)));
      places.set(place, await measure(entrants, effort));
    }
    const read = await Promise.all(
      sizes.map(async ({ orders, url }) => [label(orders), await rowsPerScan(url)] as const),
    );
    return report(places, new Map(read), { ...options, rounds });
  } finally {
    await Promise.all(sizes.map(({ contestant }) => contestant.process.stop()));
  }
}

/** A table size with its database and a hub on it. */
interface Size {
  readonly orders: number;
  readonly url: string;
  readonly contestant: Contestant;
}

async function startSizes(postgres: BenchPostgres, sizes: readonly number[]): Promise<Size[]> {
  const started: Size[] = [];
  for (const orders of sizes) {
    const url = await postgres.sharedDatabase(orders);
    // Other parts read the same table: their scans do not count.
    await askNumber(url, 'select 1 as number from pg_stat_reset()');
    started.push({ orders, url, contestant: await startHubContestant(url) });
  }
  return started;
}

async function entrant(orders: number, contestant: Contestant, place: Place): Promise<Entrant> {
  const requests: ListRequest[] = [];
  for (const request of listRequests()) requests.push(await PLACES[place](contestant, request));
  return { name: label(orders), contestant, operations: requests.map(contestant.dialect.list) };
}

/** The page after the order that is one page and one order from the end. */
async function afterDeepestCursor({ endpoint, dialect }: Contestant, request: ListRequest): Promise<ListRequest> {
  const tail = dialect.list({ ...request, backward: true, size: PAGE_SIZE + 1 });
  const { startCursor } = dialect.readList(await ask(endpoint, tail));
  return startCursor === null ? request : { ...request, after: startCursor };
}

/** How many rows of `orders` an index scan read on average, since the part began: what PostgreSQL itself counted. */
function rowsPerScan(url: string): Promise<number> {
  return askNumber(
    url,
    `select sum(idx_tup_read)::float8 / nullif(sum(idx_scan), 0) as number
       from pg_stat_user_indexes where schemaname = 'interline' and relname = 'orders'`,
  );
}

async function askNumber(url: string, sql: string): Promise<number> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ number: number | null }>(sql);
    return rows[0]?.number ?? NaN;
  } finally {
    await client.end();
  }
}

const label = (orders: number): string => `${orders} orders`;

function report(places: ReadonlyMap<Place, Rounds>, read: ReadonlyMap<string, number>, options: BenchOptions): Report {
  const [smallest = 0] = options.pageOrders;
  const largest = options.pageOrders.at(-1) ?? smallest;
  const rows = [...places].flatMap(([place, rounds]) =>
    [...rounds].map(([name, measured]) => [
      `${place}, ${name}`,
      ratioOf(rounds, name, label(smallest)),
      median(measured.map(({ perSecond }) => perSecond)),
      median(measured.map(({ serverMicros }) => serverMicros)),
      median(measured.map(({ postgresMicros }) => postgresMicros)),
    ]),
  );
  const goals = [...places].map(([place, rounds]): Goal => ({
    name: `${place}: pages/s, ${label(largest)} ÷ ${label(smallest)}`,
    reached: ratioOf(rounds, label(largest), label(smallest)),
    atLeast: FLAT,
  }));
  const scans = [...read].map(([name, ratio]) => `${ratio.toFixed(1)} (${name})`).join(', ');
  return {
    title: 'Pages as the table grows',
    body: [
      `Pages of ${PAGE_SIZE}, ${options.rounds} rounds of ${options.seconds} s, ${CONNECTIONS} connections.`,
      table(['', `÷ ${label(smallest)}`, 'pages/s', 'server CPU µs', 'PostgreSQL CPU µs'], rows),
      `Rows of \`orders\` that an index scan read, as PostgreSQL counted: ${scans}.`,
    ].join('\n\n'),
    goals,
  };
}
