import { Client } from 'pg';
import { openDatabase, type DatabaseOptions } from '../open-database.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const POOL_SIZE = 8;
/** How long a connection that the test has left may take to end. */
const PATIENCE_MS = 5_000;

/** A database of this process. */
interface Lent {
  readonly url: string;
  /** Tables that the migrations have left empty, quoted. */
  readonly tables: readonly string[];
}

/**
 * A database as {@link createTestDatabase} gives it, for tests that need one each: `drop` empties it and keeps it for
 * the next one of this process, which takes a tenth of the time of making and removing a database. For tests that
 * change nothing but rows, and none that the migrations have inserted. The databases are removed at the end of the run.
 */
export async function lendTestDatabase(options: Omit<DatabaseOptions, 'url'>): Promise<TestDatabase> {
  const shape = JSON.stringify(options.migrations);
  const free = returned.get(shape) ?? [];
  returned.set(shape, free);
  const known = free.pop();
  const { database, url } = known
    ? { ...known, database: await openDatabase({ poolSize: POOL_SIZE, ...options, url: known.url }) }
    : await createTestDatabase(options);
  const tables = known?.tables ?? (await connected(url, emptyTables));
  return {
    database,
    url,
    async drop() {
      await database.close();
      await connected(url, (client) => empty(client, tables));
      free.push({ url, tables });
    },
  };
}

/** Empty databases, by the migrations that made them. */
const returned = new Map<string, Lent[]>();

async function emptyTables(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema')`,
  );
  const names = rows.map(({ name }) => name);
  const counted = names.map((name) => `exists (select from ${name})`).join(', ');
  const filled = await client.query<boolean[]>({ text: `select ${counted}`, rowMode: 'array' });
  return names.filter((_name, index) => filled.rows[0]?.[index] === false);
}

/**
 * One statement for all tables, so that their order does not matter to foreign keys. Rows are deleted: to truncate
 * makes new files and waits for the disk, a hundred times as long.
 */
async function empty(client: Client, tables: readonly string[]): Promise<void> {
  await client.query(END_OTHERS, [PATIENCE_MS]);
  await client.query('set synchronous_commit = off');
  const deletions = tables.map((name, index) => `deleted_${index} as (delete from ${name})`);
  if (deletions.length > 0) await client.query(`with ${deletions.join(', ')} select`);
  await client.query(RESTART_SEQUENCES);
}

const END_OTHERS = `
  select pg_terminate_backend(pid, $1) from pg_stat_activity
   where datname = current_database() and pid <> pg_backend_pid()`;

const RESTART_SEQUENCES = `
  select setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) from pg_sequences
   where last_value is not null`;

async function connected<Result>(url: string, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
