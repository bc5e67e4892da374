import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../src/testing.ts';
import { Widget, WIDGET_MIGRATION } from './widget.ts';

const options = { entities: [Widget], migrations: [WIDGET_MIGRATION] };
const COUNT = { name: 'widget.count', text: 'select count(*) from interline.widget' };

test('each test database is migrated, empty and apart from the others', async () => {
  const [one, two] = await Promise.all([createTestDatabase(options), createTestDatabase(options)]);
  await one.database.query(
    { name: 'widget.insert', text: `insert into interline.widget values ($1, 'a', default, '{}', now())` },
    [randomUUID()],
  );

  expect(await one.database.query(COUNT)).toEqual([{ count: '1' }]);
  expect(await two.database.query(COUNT)).toEqual([{ count: '0' }]);
  await Promise.all([one.drop(), two.drop()]);
});

test('a dropped test database is gone', async () => {
  const { database, url, drop } = await createTestDatabase(options);
  const [row] = await database.query<{ name: string }>({ name: 'name', text: 'select current_database() as name' });
  expect(new URL(url).pathname).toBe(`/${row?.name}`);
  await drop();

  const other = await createTestDatabase(options);
  const FIND = { name: 'find', text: 'select from pg_database where datname = $1' };
  expect(await other.database.query(FIND, [row?.name])).toEqual([]);
  await other.drop();
});
