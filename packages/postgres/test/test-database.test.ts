import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createTestDatabase, lendTestDatabase } from '../src/testing.ts';
import { dropDatabasesOf, TEST_RUN } from '../src/testing/test-database.ts';
import { Widget, WIDGET_MIGRATION } from './widget.ts';

const options = { entities: [Widget], migrations: [WIDGET_MIGRATION] };
/** With a row that a migration made, numbers that count, and one table that refers to another. */
const PARTS = {
  name: 'part',
  statements: [
    'create table interline.whole (id uuid primary key)',
    'insert into interline.whole values (gen_random_uuid())',
    'create table interline.part (number bigserial primary key, of bigint references interline.part)',
  ],
};
const NAME = { name: 'name', text: 'select current_database() as name' };
const INSERT = {
  name: 'widget.insert',
  text: `insert into interline.widget values ($1, 'a', default, '{}', now())`,
};
const COUNT = { name: 'widget.count', text: 'select count(*) from interline.widget' };

test('each test database is migrated, empty and apart from the others', async () => {
  const [one, two] = await Promise.all([createTestDatabase(options), createTestDatabase(options)]);
  await one.database.query(INSERT, [randomUUID()]);

  expect(await one.database.query(COUNT)).toEqual([{ count: '1' }]);
  expect(await two.database.query(COUNT)).toEqual([{ count: '0' }]);
  await Promise.all([one.drop(), two.drop()]);
});

test('a dropped test database is gone', async () => {
  const { database, url, drop } = await createTestDatabase(options);
  const [row] = await database.query<{ name: string }>(NAME);
  expect(new URL(url).pathname).toBe(`/${row?.name}`);
  await drop();

  const other = await createTestDatabase(options);
  const FIND = { name: 'find', text: 'select from pg_database where datname = $1' };
  expect(await other.database.query(FIND, [row?.name])).toEqual([]);
  await other.drop();
});

test('a lent database comes back empty and migrated, whoever still held a connection', async () => {
  const first = await lendTestDatabase(options);
  const second = await lendTestDatabase(options);
  const names = await Promise.all([first, second].map(({ database }) => database.query(NAME)));
  expect(names[0]).not.toEqual(names[1]);
  await second.drop();

  const left = new Client({ connectionString: first.url });
  const ended = new Promise((resolve) => left.on('error', resolve));
  await left.connect();
  await left.query('begin');
  await left.query(INSERT.text, [randomUUID()]);
  await first.database.query(INSERT, [randomUUID()]);
  await first.drop();
  await expect(ended).resolves.toMatchObject({ code: '57P01' });

  const again = await lendTestDatabase(options);
  expect(await again.database.query(NAME)).toEqual(names[0]);
  expect(await again.database.query(COUNT)).toEqual([{ count: '0' }]);
  await again.database.migrate();
  await again.drop();
});

test('a lent database counts from one again, and keeps what the migrations put into it', async () => {
  const migrations = [WIDGET_MIGRATION, PARTS];
  const LOOK = {
    name: 'look',
    text: 'select (select id from interline.whole), (select count(*) from interline.part) as parts',
  };
  const first = await lendTestDatabase({ entities: [], migrations });
  const before = await first.database.query(LOOK);
  const ADD = { name: 'add', text: 'insert into interline.part (of) values ($1) returning number' };
  await first.database.query(ADD, [null]);
  expect(await first.database.query(ADD, ['1'])).toEqual([{ number: '2' }]);
  await first.drop();

  const again = await lendTestDatabase({ entities: [], migrations });
  expect(await again.database.query(LOOK)).toEqual(before);
  expect(await again.database.query(ADD, [null])).toEqual([{ number: '1' }]);
  await again.drop();
});

test('databases of a run are removed at its end, and no others', async () => {
  const run = process.env[TEST_RUN];
  process.env[TEST_RUN] = 'over';
  const over = await createTestDatabase(options).finally(() => {
    if (run === undefined) delete process.env[TEST_RUN];
    else process.env[TEST_RUN] = run;
  });
  const other = await createTestDatabase(options);
  await over.database.close();
  await dropDatabasesOf('over', other.url);

  const FIND = { name: 'find', text: 'select datname from pg_database where datname = any($1)' };
  const names = [over.url, other.url].map((url) => new URL(url).pathname.slice(1));
  expect(await other.database.query(FIND, [names])).toEqual([{ datname: names[1] }]);
  await other.drop();
});
