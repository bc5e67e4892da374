import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PostgresDatabase, Sql } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing.ts';

const ACCOUNT_MIGRATION = {
  name: '2026-11-22-account',
  statements: ['create table account (id int primary key, amount int not null)'],
};
const ADD = { name: 'account.add', text: 'update account set amount = amount + $2 where id = $1' };
const PID = { name: 'pid', text: 'select pg_backend_pid() as pid' };
const FAIL = { name: 'fail', text: 'select 1 / 0' };

let own: TestDatabase;
let database: PostgresDatabase;
let nextId = 1;

beforeAll(async () => {
  own = await createTestDatabase({ entities: [], migrations: [ACCOUNT_MIGRATION] });
  ({ database } = own);
});
afterAll(() => own.drop());

/** A new account with 100. */
async function openAccount(): Promise<number> {
  const id = nextId;
  nextId += 1;
  await database.query({ name: 'account.open', text: 'insert into account values ($1, 100)' }, [id]);
  return id;
}

async function amountOf(id: number): Promise<number | undefined> {
  const text = 'select amount from account where id = $1';
  const [row] = await database.query<{ amount: number }>({ name: 'account.amount', text }, [id]);
  return row?.amount;
}

test('what is done in a transaction is seen by all once it resolves, and the result comes back', async () => {
  const id = await openAccount();
  const result = await database.transaction(async (sql) => {
    await sql.query(ADD, [id, 5]);
    expect(await amountOf(id), 'not yet').toBe(100);
    return 'done';
  });
  expect(result).toBe('done');
  expect(await amountOf(id)).toBe(105);
});

test('a transaction whose work rejects leaves nothing behind', async () => {
  const id = await openAccount();
  const failing = database.transaction(async (sql) => {
    await sql.query(ADD, [id, 5]);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(await amountOf(id)).toBe(100);
});

test('a transaction that hides the failure of a statement is no success', async () => {
  const id = await openAccount();
  const hiding = database.transaction(async (sql) => {
    await sql.query(ADD, [id, 5]);
    await sql.query(FAIL).catch(() => {});
  });
  await expect(hiding).rejects.toThrow('rolled back');
  expect(await amountOf(id)).toBe(100);
});

test('statements that are asked for together run one after the other, and each sees what was committed before it', async () => {
  const id = await openAccount();
  const lock = { name: 'account.lock', text: 'select pg_advisory_xact_lock($1)' };
  const read = { name: 'account.read', text: 'select amount from account where id = $1' };
  const held = Promise.withResolvers<void>();
  const waited = Promise.withResolvers<void>();
  const holder = database.transaction(async (sql) => {
    await sql.query(lock, [id]);
    held.resolve();
    await waited.promise;
    await sql.query(ADD, [id, 5]);
  });
  await held.promise;
  const seen = database.transaction(
    async (sql) => {
      const [, [row]] = await Promise.all([sql.query(lock, [id]), sql.query<{ amount: number }>(read, [id])]);
      return row?.amount;
    },
    { locksFirst: true },
  );
  const waiting = {
    name: 'account.waiting',
    text: `select 1 from pg_locks where locktype = 'advisory' and objid = $1::int::oid and not granted
             and database = (select oid from pg_database where datname = current_database())`,
  };
  while ((await database.query(waiting, [id])).length === 0);
  waited.resolve();
  await holder;
  expect(await seen).toBe(105);
});

test.each([false, true])(
  'locksFirst %s: of statements that are asked for together all count, or none',
  async (locksFirst) => {
    const id = await openAccount();
    const failing = database.transaction(
      (sql) => Promise.all([sql.query(ADD, [id, 5]), sql.query(FAIL), sql.query(ADD, [id, 7])]),
      { locksFirst },
    );
    await expect(failing).rejects.toMatchObject({ code: '22012' });
    expect(await amountOf(id)).toBe(100);
  },
);

test('what goes on when its transaction has ended asks for nothing more', async () => {
  const id = await openAccount();
  const late = Promise.withResolvers<unknown>();
  const failing = database.transaction(async (sql) => {
    const goesOn = sql.query(PID).then(() => sql.query(ADD, [id, 5]));
    goesOn.catch(late.resolve);
    throw new Error('changed my mind');
  });
  await expect(failing).rejects.toThrow('changed my mind');
  expect(String(await late.promise)).toContain('after its transaction had ended');
  expect(await amountOf(id)).toBe(100);
});

test('a connection lost within a transaction fails it and is not used again', async () => {
  const seen: number[] = [];
  const remember = async (sql: Sql): Promise<void> => {
    const [row] = await sql.query<{ pid: number }>(PID);
    seen.push(row?.pid ?? 0);
  };
  const lost = database.transaction(async (sql) => {
    await remember(sql);
    await sql.query({ name: 'suicide', text: 'select pg_terminate_backend(pg_backend_pid())' });
  });
  await expect(lost).rejects.toMatchObject({ code: '57P01' });
  await Promise.all(Array.from({ length: 8 }, () => database.transaction(remember)));
  expect(seen.slice(1)).not.toContain(seen[0]);
});

test('two transactions that deadlock both succeed when they may be retried', async () => {
  const [one, two] = [await openAccount(), await openAccount()];
  const bothHoldOne = Promise.withResolvers<void>();
  let holding = 0;
  const move = (from: number, to: number): Promise<void> =>
    database.transaction(
      async (sql) => {
        await sql.query(ADD, [from, -10]);
        holding += 1;
        if (holding === 2) bothHoldOne.resolve();
        await bothHoldOne.promise;
        await sql.query(ADD, [to, 10]);
      },
      { retries: 3 },
    );
  await Promise.all([move(one, two), move(two, one)]);
  expect(holding, 'one of them ran again').toBeGreaterThan(2);
  expect([await amountOf(one), await amountOf(two)]).toEqual([100, 100]);
});

const CONFLICT = { name: 'conflict', text: `do $$ begin raise exception using errcode = '40001'; end $$` };

test.each([
  [undefined, 1],
  [0, 1],
  [2, 3],
])('with retries %s, work that always conflicts runs %i times', async (retries, times) => {
  let runs = 0;
  const conflicting = database.transaction(
    (sql) => {
      runs += 1;
      return sql.query(CONFLICT);
    },
    retries === undefined ? {} : { retries },
  );
  await expect(conflicting).rejects.toMatchObject({ code: '40001' });
  expect(runs).toBe(times);
});

test('other failures are not retried', async () => {
  let runs = 0;
  const failing = database.transaction(
    (sql) => {
      runs += 1;
      return sql.query(FAIL);
    },
    { retries: 3 },
  );
  await expect(failing).rejects.toMatchObject({ code: '22012' });
  expect(runs).toBe(1);
});
