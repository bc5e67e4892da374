import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../embedded/start-embedded-postgres.ts';
import { dropDatabasesOf, TEST_RUN } from './test-database.ts';

/** Safe to lose, so nothing waits for the disk. */
const THROW_AWAY = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: 200 };

/**
 * vitest's `globalSetup`: one PostgreSQL for the whole test run, that of `DATABASE_URL` or else an embedded one in a
 * temporary directory, which the test processes find in `DATABASE_URL`.
 */
export default async function provideDatabase(): Promise<() => Promise<void>> {
  const given = process.env['DATABASE_URL'];
  if (given !== undefined) {
    const run = randomBytes(4).toString('hex');
    process.env[TEST_RUN] = run;
    return () => dropDatabasesOf(run, given);
  }
  const dataDir = await mkdtemp(join(tmpdir(), 'interline-test-'));
  const server = await startEmbeddedPostgres({ dataDir, settings: THROW_AWAY });
  process.env['DATABASE_URL'] = server.url;
  return async () => {
    delete process.env['DATABASE_URL'];
    await server.stop();
    await rm(dataDir, { recursive: true });
  };
}
