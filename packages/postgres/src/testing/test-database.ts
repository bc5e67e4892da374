import { createHash, randomBytes } from 'node:crypto';
import { Client } from 'pg';
import type { Migration } from '../migrate.ts';
import { openDatabase, type DatabaseOptions, type PostgresDatabase } from '../open-database.ts';

export interface TestDatabase {
  /** Migrated and empty. */
  readonly database: PostgresDatabase;
  readonly url: string;
  /** Closes the connections and removes the database. */
  drop(): Promise<void>;
}

const CLONE_PREFIX = 'interline_test_';
const TEMPLATE_PREFIX = 'interline_template_';
/** Names the test run in the environment of its processes, and in its clones' names. */
export const TEST_RUN = 'INTERLINE_TEST_RUN';
const LEFTOVER_AFTER_MS = 60 * 60 * 1000;
const UNUSED_TEMPLATE_AFTER_MS = 24 * LEFTOVER_AFTER_MS;

/** "template" in ASCII, cut to 31 bits: one process at a time makes a template or removes leftovers. */
const TEMPLATE_LOCK = 0x74656d70;

/**
 * A database of its own for a test file, cloned within about a tenth of a second from a template that was migrated
 * once. The server is the one of `DATABASE_URL`, which `withDatabase` of the shared vitest configuration provides.
 */
export async function createTestDatabase(options: Omit<DatabaseOptions, 'url'>): Promise<TestDatabase> {
  const serverUrl = process.env['DATABASE_URL'];
  if (serverUrl === undefined) {
    throw new Error(
      'DATABASE_URL is not set: use `withDatabase` of vitest.shared.ts in this package’s vitest.config.ts.',
    );
  }
  const name = newCloneName();
  await asAdministrator(serverUrl, async (administrator) => {
    const template = await ensureTemplate(administrator, serverUrl, options.migrations);
    await administrator.query(`create database ${name} template ${template}`);
  });
  const url = databaseUrl(serverUrl, name);
  const database = await openDatabase({ poolSize: 8, ...options, url });
  return {
    database,
    url,
    async drop() {
      await database.close();
      await asAdministrator(serverUrl, (administrator) => administrator.query(`drop database ${name} with (force)`));
    },
  };
}

/** Removes the databases that a test run has left, such as those that were lent. */
export async function dropDatabasesOf(run: string, serverUrl: string): Promise<void> {
  await asAdministrator(serverUrl, async (administrator) => {
    const { rows } = await administrator.query<{ name: string }>(
      'select datname as name from pg_database where starts_with(datname, $1) and split_part(datname, $2, 4) = $3',
      [CLONE_PREFIX, '_', run],
    );
    for (const { name } of rows) await administrator.query(`drop database if exists ${name} with (force)`);
  });
}

/** The template's name holds a hash of the migrations; it gets that name only once it is complete. */
async function ensureTemplate(
  administrator: Client,
  serverUrl: string,
  migrations: readonly Migration[],
): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 16);
  const template = `${TEMPLATE_PREFIX}${hash}`;
  if (await exists(administrator, template)) return template;

  // Held until this session ends.
  await administrator.query('select pg_advisory_lock($1)', [TEMPLATE_LOCK]);
  if (await exists(administrator, template)) return template;
  await dropLeftovers(administrator);
  const unfinished = newCloneName();
  await administrator.query(`create database ${unfinished} template template0 encoding 'UTF8' locale 'C'`);
  const database = await openDatabase({
    url: databaseUrl(serverUrl, unfinished),
    entities: [],
    migrations,
    poolSize: 2,
  });
  await database.migrate().finally(() => database.close());
  await administrator.query(`alter database ${unfinished} rename to ${template}`);
  await administrator.query(`comment on database ${template} is '${Date.now()}'`);
  return template;
}

/** Removes what interrupted runs left on a shared server. */
async function dropLeftovers(administrator: Client): Promise<void> {
  const { rows } = await administrator.query<{ name: string; made: string | null }>(
    `select datname as name, shobj_description(oid, 'pg_database') as made from pg_database where datname like 'interline\\_te%'`,
  );
  for (const { name, made } of rows) {
    const madeAt = Number(name.startsWith(CLONE_PREFIX) ? name.slice(CLONE_PREFIX.length).split('_')[0] : made);
    const after = name.startsWith(CLONE_PREFIX) ? LEFTOVER_AFTER_MS : UNUSED_TEMPLATE_AFTER_MS;
    if (madeAt < Date.now() - after) await administrator.query(`drop database if exists ${name} with (force)`);
  }
}

function newCloneName(): string {
  return `${CLONE_PREFIX}${Date.now()}_${process.env[TEST_RUN] ?? 'alone'}_${randomBytes(6).toString('hex')}`;
}

async function exists(administrator: Client, name: string): Promise<boolean> {
  const { rowCount } = await administrator.query('select from pg_database where datname = $1', [name]);
  return rowCount === 1;
}

function databaseUrl(serverUrl: string, name: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.href;
}

async function asAdministrator(serverUrl: string, work: (administrator: Client) => Promise<unknown>): Promise<void> {
  const administrator = new Client({ connectionString: serverUrl });
  await administrator.connect();
  try {
    await work(administrator);
  } finally {
    await administrator.end();
  }
}
