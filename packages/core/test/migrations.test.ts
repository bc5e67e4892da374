import { createTestDatabase, schemaDifference } from '@interline/postgres/testing';
import { expect, test } from 'vitest';
import { ENTITIES } from '../src/entities.ts';
import { MIGRATIONS } from '../src/migrations/index.ts';

test('the migrations make exactly the tables that the entities describe', async () => {
  const { database, drop } = await createTestDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  try {
    expect(await schemaDifference(database)).toBe('');
  } finally {
    await drop();
  }
});

test('migrations have names that sort in the order in which they run', () => {
  const names = MIGRATIONS.map(({ name }) => name);
  expect(names).toEqual([...new Set(names)].toSorted());
});
