import type { FieldRef } from '@pothos/core';
import type { BuilderTypes, InterfaceFields, InterlineBuilder } from './builder.ts';
import { connectionType, pageCost } from './connection-types.ts';
import type { CursorOrder } from './cursor.ts';
import { pageArguments } from './page-arguments.ts';
import { bindPage, type BoundPage, pageOf } from './page-plan.ts';
import { type ConnectionPlan, planned } from './plan/field-plan.ts';

export type TimelineConnection = ReturnType<typeof addTimeline>;

/** Adds the connection type of an order's timeline. */
export function addTimeline(builder: InterlineBuilder) {
  return connectionType(builder, 'OrderTimeline', 'OrderEvent', 'events of an order');
}

const OLDEST_FIRST: CursorOrder = {
  tag: 'ea',
  name: 'the order in which the hub recorded the events',
  keys: ['integer'],
};

const plan: ConnectionPlan = {
  kind: 'connection',
  bind: ({ args }) => bindPage(args, OLDEST_FIRST),
  page: (order, site) => ({
    ...pageOf(site, site.bound.detail as BoundPage, ['bigint']),
    table: 'interline.order_event',
    keys: [{ column: 'seq', cast: 'bigint' }],
    descending: false,
    cursorTag: OLDEST_FIRST.tag,
    where: (row) => [`${row.column('order_id')} = ${order.column('id')}`],
  }),
};

/** The field with an order's timeline. */
export function timeline(
  t: InterfaceFields,
  connection: TimelineConnection,
): FieldRef<BuilderTypes, unknown, 'Interface'> {
  return t.field({
    type: connection,
    description: 'Everything that happened to the order, the oldest first.',
    args: pageArguments(t.arg),
    complexity: pageCost,
    ...planned(plan),
  });
}
