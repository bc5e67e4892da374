import { defineEntity, p } from '@mikro-orm/core';
import type { Migration } from '../src/index.ts';

const WidgetSchema = defineEntity({
  name: 'Widget',
  tableName: 'widget',
  schema: 'interline',
  properties: {
    id: p.uuid().primary(),
    name: p.text(),
    tx: p.string().columnType('xid8').defaultRaw('pg_current_xact_id()'),
    detail: p.json<{ colour?: string }>(),
    madeAt: p.datetime(3),
    archivedAt: p.datetime(3).nullable(),
  },
  indexes: [
    { name: 'widget_made', expression: 'create index widget_made on interline.widget (made_at desc, id desc)' },
    {
      name: 'widget_archived',
      expression: 'create index widget_archived on interline.widget (archived_at) where archived_at is not null',
    },
  ],
});

/** The table these tests use, in the style of the entities of `@interline/core`. */
export class Widget extends WidgetSchema.class {}
WidgetSchema.setClass(Widget);

export const WIDGET_MIGRATION: Migration = {
  name: '2026-11-22-widget',
  statements: [
    'create schema if not exists interline',
    `create table interline.widget (
      id uuid primary key,
      name text not null,
      tx xid8 not null default pg_current_xact_id(),
      detail jsonb not null,
      made_at timestamptz(3) not null,
      archived_at timestamptz(3)
    )`,
    'create index widget_made on interline.widget (made_at desc, id desc)',
    'create index widget_archived on interline.widget (archived_at) where archived_at is not null',
  ],
};
