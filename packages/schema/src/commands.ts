import type { InterlineBuilder } from './builder.ts';
import { commandRow } from './command.ts';
import { connectionType, pageCost, type PageArguments } from './connection-types.ts';
import type { CursorOrder } from './cursor.ts';
import { rowIdOf } from './global-id.ts';
import { pageArguments } from './page-arguments.ts';
import { bindPage, type BoundPage, pageOf } from './page-plan.ts';
import type { ConnectionPlan } from './plan/field-plan.ts';
import { loaded } from './plan/load.ts';

const NEWEST_FIRST: CursorOrder = {
  tag: 'xd',
  name: 'when the commands were asked for, the latest first',
  keys: ['uuid'],
};

const plan: ConnectionPlan = {
  kind: 'connection',
  bind: ({ args }) => bindPage(args as PageArguments, NEWEST_FIRST),
  page: (_parent, site) => ({
    ...pageOf(site, site.bound.detail as BoundPage, ['uuid']),
    table: 'interline.command',
    // Ids are UUIDs of version 7: later ones sort later.
    keys: [{ column: 'id', cast: 'uuid' }],
    descending: true,
    cursorTag: NEWEST_FIRST.tag,
    where: (row) => [site.visible(row.column('shop_id'))],
  }),
};

/** Adds the queries `command` and `commands`. */
export function addCommandQueries(builder: InterlineBuilder): void {
  const connection = connectionType(builder, 'Command', 'Command', 'commands');
  builder.queryFields((t) => ({
    command: t.field({
      type: 'Command',
      nullable: true,
      description: 'A command by its id; null when there is none, or not for this token.',
      args: { id: t.arg.id({ required: true, description: 'The command’s id.' }) },
      ...loaded(
        {
          kind: 'rows',
          bind: ({ args }) => ({ shape: '', values: [rowIdOf('id', 'command', String(args['id']))] }),
          rows: (_parent, site) => commandRow(site, site.param(0, 'text')),
        },
        'orders:read',
      ),
    }),
    commands: t.field({
      type: connection,
      description: 'What was asked for through the hub, the latest first.',
      args: pageArguments(t.arg),
      complexity: pageCost,
      ...loaded(plan, 'orders:read'),
    }),
  }));
}
