import { createHash } from 'node:crypto';
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

/** Databases that ran these are out there. What changes them runs nowhere: add a migration instead. */
const LANDED: Readonly<Record<string, string>> = {
  '2026-11-22-1-tenants': 'ae4f982fa910614b',
  '2026-11-22-2-orders': 'aa3f0ac06a0ca18c',
  '2026-11-22-3-inbox': '0f842428615195da',
  '2026-11-22-4-reconciliation': 'fb2afdec6c18a0cf',
  '2026-11-22-5-commands': '68e83dd81f7a41dd',
  '2026-11-22-6-purchases': '30d61a1c8b0ecd72',
  '2026-11-22-7-dossiers': '8a1248563a3b9c73',
};

test('no migration that has run somewhere is changed', () => {
  const digests = MIGRATIONS.map(({ name, statements }) => {
    return [name, createHash('sha256').update(statements.join('\n')).digest('hex').slice(0, 16)] as const;
  });
  expect(Object.fromEntries(digests)).toMatchObject(LANDED);
});
