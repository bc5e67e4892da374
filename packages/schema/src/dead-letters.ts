import type { InterlineBuilder } from './builder.ts';
import { connectionType, pageCost, type PageArguments } from './connection-types.ts';
import type { CursorOrder } from './cursor.ts';
import { pageArguments } from './page-arguments.ts';
import { bindPage, type BoundPage, pageOf } from './page-plan.ts';
import type { ConnectionPlan } from './plan/field-plan.ts';
import { loaded } from './plan/load.ts';

const NEWEST_FIRST: CursorOrder = {
  tag: 'ld',
  name: 'when the hub gave up, the latest first',
  keys: ['instant', 'uuid'],
};

interface BoundLetters {
  readonly page: BoundPage;
  readonly open: boolean;
}

const plan: ConnectionPlan = {
  kind: 'connection',
  bind: ({ args }) => {
    const open = args['includeResolved'] !== true;
    const page = bindPage(args as PageArguments, NEWEST_FIRST);
    return {
      shape: `${page.shape} ${open}`,
      values: page.values,
      detail: { page: page.detail, open } satisfies BoundLetters,
    };
  },
  page: (_parent, site) => {
    const { page, open } = site.bound.detail as BoundLetters;
    return {
      ...pageOf(site, page, ['timestamptz', 'uuid']),
      table: 'interline.dead_letter',
      keys: [
        { column: 'created_at', cast: 'timestamptz' },
        { column: 'id', cast: 'uuid' },
      ],
      descending: true,
      cursorTag: NEWEST_FIRST.tag,
      // A message that no shop was found for has no shop: only who sees all shops sees it.
      where: (row) => [site.visible(row.column('shop_id')), ...(open ? [`${row.column('resolved_at')} is null`] : [])],
    };
  },
};

/** Adds the query `deadLetters`. */
export function addDeadLetters(builder: InterlineBuilder): void {
  const connection = connectionType(builder, 'DeadLetter', 'DeadLetter', 'dead letters');
  builder.queryField('deadLetters', (t) =>
    t.field({
      type: connection,
      description:
        'What could not be processed, the latest first. Messages without a shop are shown only to tokens that see every shop.',
      args: {
        includeResolved: t.arg.boolean({
          description: 'Also those that were replayed or came right by themselves; false when absent.',
        }),
        ...pageArguments(t.arg),
      },
      complexity: pageCost,
      ...loaded(plan, 'orders:read'),
    }),
  );
}
