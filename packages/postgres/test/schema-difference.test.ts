import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, schemaDifference, type TestDatabase } from '../src/testing.ts';
import { Widget, WIDGET_MIGRATION } from './widget.ts';

let own: TestDatabase;

beforeEach(async () => {
  own = await createTestDatabase({ entities: [Widget], migrations: [WIDGET_MIGRATION] });
});
afterEach(() => own.drop());

test('entities and migrations that agree have no difference, and comparing changes nothing', async () => {
  expect(await schemaDifference(own.database)).toBe('');
  expect(await schemaDifference(own.database)).toBe('');
});

test.each([
  ['a column that is missing', 'alter table interline.widget drop column name', /add "name" text not null/],
  ['a column that is too many', 'alter table interline.widget add column size int', /drop column "size"/],
  ['another type', 'alter table interline.widget alter column made_at type timestamptz', /alter column "made_at" type/],
  ['another nullability', 'alter table interline.widget alter column name drop not null', /"name" set not null/],
  ['a table that is too many', 'create table interline.extra (id int)', /drop table.*"extra"/],
  ['an index that is missing', 'drop index interline.widget_made', /create index widget_made/],
  ['an index that is too many', 'create index extra on interline.widget (name)', /drop index.*"extra"/],
  [
    'an index of another order',
    'drop index interline.widget_made; create index widget_made on interline.widget (made_at, id)',
    /drop index interline\.widget_made;\s+CREATE INDEX widget_made .*\(made_at DESC, id DESC\)/,
  ],
  [
    'an index of another condition',
    'drop index interline.widget_archived; create index widget_archived on interline.widget (archived_at)',
    /CREATE INDEX widget_archived .* WHERE \(archived_at IS NOT NULL\)/,
  ],
])('%s is a difference', async (_what, change, difference) => {
  await own.database.pool.query(change);
  expect(await schemaDifference(own.database)).toMatch(difference);
});
