import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase, type PostgresDatabase } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing.ts';
import { Widget, WIDGET_MIGRATION } from './widget.ts';

let own: TestDatabase;
let database: PostgresDatabase;

beforeAll(async () => {
  own = await createTestDatabase({ entities: [Widget], migrations: [WIDGET_MIGRATION] });
  ({ database } = own);
});
afterAll(() => own.drop());

test.each([
  ['int8', `9007199254740993::int8`, '9007199254740993'],
  ['int8[]', `array[9007199254740993::int8]`, ['9007199254740993']],
  ['int4', `7::int4`, 7],
  ['numeric', `0.30::numeric`, '0.30'],
  ['xid8', `'18446744073709551615'::xid8`, '18446744073709551615'],
  ['timestamptz', `'2026-11-22T08:00:00.123+08'::timestamptz`, new Date('2026-11-22T00:00:00.123Z')],
  ['date', `'2026-11-22'::date`, '2026-11-22'],
  ['timestamp', `'2026-11-22T08:00'::timestamp`, '2026-11-22 08:00:00'],
  ['jsonb', `'{"a":[1,null]}'::jsonb`, { a: [1, null] }],
  ['bytea', `'\\x00ff'::bytea`, Buffer.from([0, 255])],
  ['null', `null::timestamptz`, null],
])('a column of type %s', async (type, expression, value) => {
  expect(await database.query({ name: `type.${type}`, text: `select ${expression} as value` })).toEqual([{ value }]);
});

test('a statement is prepared once per connection, under its name', async () => {
  const text = `select name from pg_prepared_statements where name like 'prepared.%'`;
  const names = await database.transaction(async (sql) => {
    await sql.query({ name: 'prepared.once', text });
    return sql.query({ name: 'prepared.once', text });
  });
  expect(names).toEqual([{ name: 'prepared.once' }]);
});

test('one name for two texts is an error', async () => {
  await database.transaction(async (sql) => {
    await sql.query({ name: 'two.texts', text: 'select 1' });
    await expect(sql.query({ name: 'two.texts', text: 'select 2' })).rejects.toThrow(/two\.texts/);
  });
});

const PID = { name: 'pid', text: 'select pg_backend_pid() as pid' };

const SETTINGS = {
  name: 'settings',
  text: `select current_setting('timezone') as timezone, current_setting('enable_nestloop') as nested_loops`,
};

test('sessions run in UTC, and those for batches plan without nested loops', async () => {
  expect(await database.query(SETTINGS)).toEqual([{ timezone: 'UTC', nested_loops: 'on' }]);
  expect(await database.batch.query(SETTINGS)).toEqual([{ timezone: 'UTC', nested_loops: 'off' }]);
  expect(await database.batch.transaction((sql) => sql.query(SETTINGS))).toEqual([
    { timezone: 'UTC', nested_loops: 'off' },
  ]);
});

test('parameters of the URL stay beside our settings', async () => {
  const url = new URL(own.url);
  url.searchParams.set('options', '-c work_mem=5MB');
  const other = await openDatabase({ url: url.href, entities: [], migrations: [] });
  const text = `select current_setting('work_mem') as work_mem, current_setting('timezone') as timezone`;
  expect(await other.query({ name: 'both', text })).toEqual([{ work_mem: '5MB', timezone: 'UTC' }]);
  await other.close();
});

test('a statement, a lock and an idle transaction end at their time-outs', async () => {
  const timeouts = { statementMs: 300, lockMs: 50, idleInTransactionMs: 50 };
  const hasty = await openDatabase({ url: own.url, entities: [], migrations: [], timeouts });
  await expect(hasty.query({ name: 'sleep', text: 'select pg_sleep(60)' })).rejects.toMatchObject({ code: '57014' });
  await database.transaction(async (sql) => {
    await sql.query({ name: 'lock', text: 'lock interline.widget' });
    await expect(hasty.query({ name: 'wait', text: 'select from interline.widget' })).rejects.toMatchObject({
      code: '55P03',
    });
  });
  const lost = new Promise((resolve) => {
    hasty.pool.once('acquire', (connection) => connection.once('end', resolve));
  });
  const dawdling = hasty.transaction(async (sql) => {
    await lost;
    await sql.query({ name: 'one', text: 'select 1' });
  });
  await expect(dawdling).rejects.toThrow('not queryable');
  await hasty.close();
});

test('idle connections that the server ends take nothing down', async () => {
  const other = await openDatabase({ url: own.url, entities: [], migrations: [] });
  const [idle] = await other.query<{ pid: number }>(PID);
  const [idleBatch] = await other.batch.query<{ pid: number }>(PID);
  const removed = new Promise((resolve) => other.pool.once('remove', resolve));
  await database.query({ name: 'terminate', text: 'select pg_terminate_backend(pid) from unnest($1::int[]) as pid' }, [
    [idle?.pid, idleBatch?.pid],
  ]);
  await removed;

  const [next] = await other.query<{ pid: number }>(PID);
  expect(next?.pid).not.toBe(idle?.pid);
  await other.close();
});

test('the unit of work and the statements see the same rows, and times to the millisecond', async () => {
  const madeAt = new Date('2026-11-22T00:00:00.123Z');
  const id = randomUUID();
  const em = database.em();
  em.create(Widget, { id, name: 'lamp', detail: { colour: 'red' }, madeAt, archivedAt: null });
  await em.flush();

  const text = 'select name, detail, made_at from interline.widget where id = $1';
  expect(await database.query({ name: 'widget.read', text }, [id])).toEqual([
    { name: 'lamp', detail: { colour: 'red' }, made_at: madeAt },
  ]);
  const read = await database.em().findOneOrFail(Widget, id);
  expect(read.madeAt).toEqual(madeAt);
  expect(read.tx).toMatch(/^\d+$/);
});

const ONE = { name: 'one', text: 'select 1 as one' };

test('reserved connections answer while every other is held, and there are no more of them than told', async () => {
  const other = await openDatabase({ url: own.url, entities: [], migrations: [], poolSize: 2, reservedSize: 1 });
  const release = Promise.withResolvers<void>();
  const hold = (pool: Pick<PostgresDatabase, 'transaction'>) => {
    const held = Promise.withResolvers<void>();
    const ended = pool.transaction(async (sql) => {
      await sql.query(ONE);
      held.resolve();
      await release.promise;
    });
    return { held: held.promise, ended };
  };
  const all = [hold(other), hold(other), hold(other.batch), hold(other.batch)];
  await Promise.all(all.map(({ held }) => held));
  const waiting = other.query(ONE);
  expect(await other.reserved.query(ONE)).toEqual([{ one: 1 }]);
  const names = await Promise.all([1, 2, 3].map(() => other.reserved.transaction((sql) => sql.query(PID))));
  expect(new Set(names.map((rows) => JSON.stringify(rows))).size).toBe(1);
  release.resolve();
  await Promise.all([waiting, ...all.map(({ ended }) => ended)]);
  await other.close();
});

test('without reserved connections the pool’s are used', async () => {
  const other = await openDatabase({ url: own.url, entities: [], migrations: [], poolSize: 1 });
  expect(await other.reserved.query(PID)).toEqual(await other.query(PID));
  await other.close();
});

test.each([
  ['while it runs', false, ['A database connection was lost', 'Notification connection failed']],
  ['once it is told to stop', true, []],
])('a connection that the server ends %s', async (_, isStopping, warnings) => {
  const told: string[] = [];
  const logger = {
    debug() {},
    info() {},
    error() {},
    warn: (_fields: object, message: string) => void told.push(message),
  };
  const stop = new AbortController();
  const stopping = stop.signal;
  const clock = { schedule: () => () => {} };
  const other = await openDatabase({ url: own.url, entities: [], migrations: [], logger, stopping, clock });
  await other.listen('widgets', () => {});
  const [idle] = await other.query<{ pid: number }>(PID);
  const listening = await database.query<{ pid: number }>({
    name: 'listening',
    text: `select pid from pg_stat_activity where datname = current_database() and query = 'listen "widgets"'`,
  });
  if (isStopping) stop.abort();
  const removed = new Promise((resolve) => other.pool.once('remove', resolve));
  await database.query(
    { name: 'terminate.now', text: 'select pg_terminate_backend(pid, 5000) from unnest($1::int[]) as pid' },
    [[idle?.pid, ...listening.map(({ pid }) => pid)]],
  );
  await removed;
  await vi.waitFor(() => expect([...new Set(told)].sort()).toEqual(warnings));
  await other.close();
  expect([...new Set(told)].sort()).toEqual(warnings);
});
