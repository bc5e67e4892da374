import { Client } from 'pg';
import { openDatabase, type DatabaseOptions } from '../open-database.ts';
import { createTestDatabase, type TestDatabase } from './test-database.ts';

const POOL_SIZE = 8;
/** How long a connection that the test has left may take to end. */
const PATIENCE_MS = 5_000;

/**
 * A database as {@link createTestDatabase} gives it, for tests that need one each: `drop` empties it and keeps it for
 * the next one of this process, which takes a tenth of the time of making and removing a database. For tests that
 * change nothing but rows. The databases are removed at the end of the run.
 */
export async function lendTestDatabase(options: Omit<DatabaseOptions, 'url'>): Promise<TestDatabase> {
  const shape = JSON.stringify(options.migrations);
  const free = returned.get(shape) ?? [];
  returned.set(shape, free);
  const url = free.pop();
  const { database, url: lent } =
    url === undefined
      ? await createTestDatabase(options)
      : { url, database: await openDatabase({ poolSize: POOL_SIZE, ...options, url }) };
  return {
    database,
    url: lent,
    async drop() {
      await database.close();
      await empty(lent);
      free.push(lent);
    },
  };
}

/** Addresses of empty databases, by the migrations that made them. */
const returned = new Map<string, string[]>();

async function empty(url: string): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(END_OTHERS, [PATIENCE_MS]);
    await client.query(EMPTY_TABLES);
  } finally {
    await client.end();
  }
}

const END_OTHERS = `
  select pg_terminate_backend(pid, $1) from pg_stat_activity
   where datname = current_database() and pid <> pg_backend_pid()`;

/** Only tables that hold a row, because emptying a table makes new files. The migrations stay. */
const EMPTY_TABLES = `
  do $$
  declare
    place text;
    filled boolean;
    places text[] := '{}';
  begin
    set local synchronous_commit = off;
    for place in
      select format('%I.%I', schemaname, tablename) from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') and (schemaname, tablename) <> ('interline', 'migration')
    loop
      execute format('select exists (select from %s)', place) into filled;
      if filled then places := places || place; end if;
    end loop;
    if cardinality(places) > 0 then
      execute format('truncate %s restart identity cascade', array_to_string(places, ', '));
    end if;
  end $$`;
