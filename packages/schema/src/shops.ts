import type { InterlineBuilder } from './builder.ts';
import type { RowsPlan } from './plan/field-plan.ts';
import { loaded } from './plan/load.ts';
import { rowPlace } from './plan/place.ts';

const plan: RowsPlan = {
  kind: 'rows',
  bind: ({ args }) =>
    args['channel'] == null ? { shape: 'all', values: [] } : { shape: 'channel', values: [args['channel']] },
  rows: (_parent, site) => {
    const row = rowPlace(site.alias('s'));
    return {
      from: `interline.shop ${row.alias}`,
      place: row,
      where: [
        site.visible(row.column('id')),
        ...(site.bound.shape === 'channel' ? [`${row.column('channel')} = ${site.param(0, 'text')}`] : []),
      ],
      orderBy: `${row.column('channel')}, ${row.column('name')}, ${row.column('id')}`,
    };
  },
};

/** Adds the query `shops`. */
export function addShops(builder: InterlineBuilder): void {
  builder.queryField('shops', (t) =>
    t.field({
      type: ['Shop'],
      description: 'The shops that the token sees, by channel and name.',
      args: { channel: t.arg.string({ description: 'Only of this channel.' }) },
      ...loaded(plan, 'orders:read'),
    }),
  );
}
