import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, type Clock, type PostgresDatabase } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing.ts';

const NOTIFY = { name: 'notify', text: 'select pg_notify($1, $2)' };
const TERMINATE_LISTENERS = {
  name: 'terminate-listeners',
  text: `select pg_terminate_backend(pid) from pg_stat_activity
    where datname = current_database() and query like 'listen %'`,
};

/** Keeps what is scheduled until the test runs it. */
function manualClock(): Clock & { next(): Promise<{ delayMs: number; run: () => void }> } {
  const scheduled: { delayMs: number; run: () => void }[] = [];
  const waiting: (() => void)[] = [];
  return {
    schedule(delayMs, run) {
      const entry = { delayMs, run };
      scheduled.push(entry);
      waiting.shift()?.();
      return () => scheduled.splice(scheduled.indexOf(entry), 1);
    },
    async next() {
      if (scheduled.length === 0) await new Promise<void>((resolve) => waiting.push(resolve));
      const [entry] = scheduled.splice(0, 1);
      if (entry === undefined) throw new Error('nothing is scheduled');
      return entry;
    },
  };
}

/** Collects payloads; `next` resolves with the oldest that was not taken yet. */
function inbox(): { put(payload: string): void; next(): Promise<string>; rest: string[] } {
  const rest: string[] = [];
  const waiting: ((payload: string) => void)[] = [];
  return {
    rest,
    put(payload) {
      const taker = waiting.shift();
      if (taker === undefined) rest.push(payload);
      else taker(payload);
    },
    next: () => {
      const payload = rest.shift();
      return payload === undefined ? new Promise((resolve) => waiting.push(resolve)) : Promise.resolve(payload);
    },
  };
}

let own: TestDatabase;
let clock: ReturnType<typeof manualClock>;
let database: PostgresDatabase;

beforeEach(async () => {
  own = await createTestDatabase({ entities: [], migrations: [] });
  clock = manualClock();
  database = await openDatabase({ url: own.url, entities: [], migrations: [], clock });
});
afterEach(async () => {
  await database.close();
  await own.drop();
});

test('notifications of the channel arrive in order, others do not', async () => {
  const { put, next, rest } = inbox();
  await database.listen('wake "up"', put);
  await database.transaction(async (sql) => {
    await sql.query(NOTIFY, ['elsewhere', 'not for us']);
    await sql.query(NOTIFY, ['wake "up"', 'one']);
    await sql.query(NOTIFY, ['wake "up"', 'two']);
  });
  expect([await next(), await next(), rest]).toEqual(['one', 'two', []]);
});

test('after a lost connection an empty payload says that some may be missing, and the next ones arrive', async () => {
  const { put, next } = inbox();
  await database.listen('wake', put);
  await own.database.query(TERMINATE_LISTENERS);
  const retry = await clock.next();
  expect(retry.delayMs).toBe(100);
  retry.run();
  expect(await next()).toBe('');

  await database.query(NOTIFY, ['wake', 'three']);
  expect(await next()).toBe('three');
});

test('while the database is away, it waits twice as long each time, ten seconds at most', async () => {
  const { put, next } = inbox();
  await database.listen('wake', put);
  const name = new URL(own.url).pathname.slice(1);
  const server = await createTestDatabase({ entities: [], migrations: [] });
  await server.database.pool.query(`alter database ${name} with allow_connections false`);
  await server.database.query(
    { name: 'terminate', text: 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1' },
    [name],
  );
  const delays: number[] = [];
  for (let attempt = 0; attempt < 9; attempt += 1) {
    const retry = await clock.next();
    delays.push(retry.delayMs);
    retry.run();
  }
  expect(delays).toEqual([100, 200, 400, 800, 1600, 3200, 6400, 10_000, 10_000]);

  const last = await clock.next();
  await server.database.pool.query(`alter database ${name} with allow_connections true`);
  last.run();
  expect(await next()).toBe('');
  await server.drop();
});

test('nothing arrives after stopping, and nothing is retried', async () => {
  const { put, rest } = inbox();
  const stop = await database.listen('wake', put);
  const other = inbox();
  await database.listen('wake', other.put);
  await stop();
  await database.query(NOTIFY, ['wake', 'late']);
  expect(await other.next()).toBe('late');
  expect(rest).toEqual([]);
});

test('the first connection must succeed', async () => {
  const gone = await createTestDatabase({ entities: [], migrations: [] });
  await own.database.pool.query(`drop database ${new URL(gone.url).pathname.slice(1)} with (force)`);
  await expect(gone.database.listen('wake', () => {})).rejects.toMatchObject({ code: '3D000' });
  await gone.database.close();
});
