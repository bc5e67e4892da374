import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ENTITIES, MIGRATIONS } from '@interline/core/hub';
import { openDatabase, startEmbeddedPostgres } from '@interline/postgres';
import { Client } from 'pg';
import { loadOrders } from './load-orders.ts';

/** The PostgreSQL of a run, with databases that are made when asked for and dropped at the end. */
export interface BenchPostgres {
  /** A new migrated database with so many orders. @returns its URL */
  createDatabase(orders: number): Promise<string>;
  /** The database with so many orders that only reads use; made once. @returns its URL */
  sharedDatabase(orders: number): Promise<string>;
  /** A new database with what another one holds, which must have no connections. @returns its URL */
  cloneDatabase(url: string): Promise<string>;
  /** Process id of the server when it is this run's own, to count its CPU time; NaN otherwise. */
  readonly pid: number;
  close(): Promise<void>;
}

/** Durable as by default; sized for the data, and with checkpoints rarer than a round is long. */
const SETTINGS = { shared_buffers: '512MB', max_wal_size: '4GB', checkpoint_timeout: '15min', random_page_cost: '1.1' };

/** The server of `DATABASE_URL`, in databases of its own; else an embedded one in a temporary directory. */
export async function openBenchPostgres(): Promise<BenchPostgres> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined) return benchPostgres(given, NaN, async () => {});
  const dataDir = await mkdtemp(join(tmpdir(), 'interline-bench-'));
  // Started as root, the server runs as another user, who must be able to enter.
  await chmod(dataDir, 0o711);
  const server = await startEmbeddedPostgres({ dataDir, settings: SETTINGS });
  const pid = Number(readFileSync(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]);
  return benchPostgres(server.url, pid, async () => {
    await server.stop();
    await rm(dataDir, { recursive: true });
  });
}

function benchPostgres(serverUrl: string, pid: number, stop: () => Promise<void>): BenchPostgres {
  const made: string[] = [];
  const shared = new Map<number, Promise<string>>();

  async function create(from: string): Promise<URL> {
    const name = `interline_bench_${process.pid}_${made.length + 1}`;
    made.push(name);
    await administer(serverUrl, `create database ${name} ${from}`);
    const url = new URL(serverUrl);
    url.pathname = `/${name}`;
    return url;
  }

  async function createDatabase(orders: number): Promise<string> {
    const url = await create(`template template0 encoding 'UTF8' locale 'C'`);
    const database = await openDatabase({
      url: url.href,
      entities: [...ENTITIES],
      migrations: MIGRATIONS,
      poolSize: 2,
      timeouts: { statementMs: 0 },
    });
    try {
      await database.migrate();
      await loadOrders(database.pool, orders);
    } finally {
      await database.close();
    }
    return url.href;
  }

  return {
    pid,
    createDatabase,
    cloneDatabase: async (url) => (await create(`template ${new URL(url).pathname.slice(1)}`)).href,
    sharedDatabase(orders) {
      const known = shared.get(orders) ?? createDatabase(orders);
      shared.set(orders, known);
      return known;
    },
    async close() {
      for (const name of made) await administer(serverUrl, `drop database if exists ${name} with (force)`);
      await stop();
    },
  };
}

async function administer(url: string, sql: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
