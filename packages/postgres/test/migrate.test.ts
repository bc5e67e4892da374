import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDatabase, type Migration, type PostgresDatabase } from '../src/index.ts';
import { createTestDatabase, type TestDatabase } from '../src/testing.ts';
import { WIDGET_MIGRATION } from './widget.ts';

const SECOND: Migration = {
  name: '2026-12-01-label',
  statements: [
    `create table interline.label (text text default 'what?')`,
    'insert into interline.label default values',
  ],
};
const BROKEN: Migration = {
  name: '2026-12-02-broken',
  statements: ['create table interline.half (id int)', 'create table interline.label (id int)'],
};
const DONE = { name: 'done', text: 'select name from interline.migration order by id' };

let empty: TestDatabase;
const opened: PostgresDatabase[] = [];

beforeEach(async () => {
  empty = await createTestDatabase({ entities: [], migrations: [] });
});
afterEach(async () => {
  await Promise.all(opened.splice(0).map((database) => database.close()));
  await empty.drop();
});

async function open(...migrations: Migration[]): Promise<PostgresDatabase> {
  const database = await openDatabase({ url: empty.url, entities: [], migrations });
  opened.push(database);
  return database;
}

test('migrations run once, in order, and a statement may hold a question mark', async () => {
  const database = await open(WIDGET_MIGRATION, SECOND);
  await database.migrate();
  await database.migrate();
  expect(await database.query(DONE)).toEqual([{ name: WIDGET_MIGRATION.name }, { name: SECOND.name }]);
  expect(await database.query({ name: 'label', text: 'select text from interline.label' })).toEqual([
    { text: 'what?' },
  ]);
});

test('a later program runs only what is new', async () => {
  await (await open(WIDGET_MIGRATION)).migrate();
  const later = await open(WIDGET_MIGRATION, SECOND);
  await later.migrate();
  expect(await later.query(DONE)).toHaveLength(2);
});

test('of programs that migrate at the same time one does it and all succeed', async () => {
  const programs = await Promise.all(Array.from({ length: 4 }, () => open(WIDGET_MIGRATION, SECOND)));
  await Promise.all(programs.map((program) => program.migrate()));
  expect(await empty.database.query(DONE)).toHaveLength(2);
});

test('a failing migration leaves the database as it was', async () => {
  await expect((await open(WIDGET_MIGRATION, SECOND, BROKEN)).migrate()).rejects.toThrow('already exists');
  const text = `select relname from pg_class where relname in ('widget', 'half')`;
  expect(await empty.database.query({ name: 'tables', text })).toEqual([]);

  await (await open(WIDGET_MIGRATION, SECOND)).migrate();
  expect(await empty.database.query(DONE)).toHaveLength(2);
});

test('an earlier program refuses a database that a later one migrated, and says what to do', async () => {
  await (await open(WIDGET_MIGRATION, SECOND)).migrate();
  const earlier = await open(WIDGET_MIGRATION);
  await expect(earlier.migrate()).rejects.toMatchObject({
    code: 'NEWER_THAN_PROGRAM',
    message: expect.stringMatching(/is newer than this program.*"2026-12-01-label".*Upgrade this program/),
  });
});
