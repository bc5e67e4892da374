import { seesShop } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import { rowIdOf } from './global-id.ts';
import { orderPlace } from './order-row.ts';
import type { RowsPlan } from './plan/field-plan.ts';
import { loaded } from './plan/load.ts';
import { rowPlace } from './plan/place.ts';

/** Adds the query `order`. */
export function addOrderQuery(builder: InterlineBuilder): void {
  builder.queryField('order', (t) =>
    t.field({
      type: 'Order',
      nullable: true,
      description: 'The order with an id of the channel; null when the token’s shops have none.',
      args: {
        channel: t.arg.string({ required: true, description: 'The channel’s name, for example `vacation`.' }),
        reference: t.arg.string({ required: true, description: 'The channel’s own id of the order.' }),
        shop: t.arg.id({
          description:
            'The shop, by the hub’s id; needed only when two shops of the token have an order with the same reference (then the newest is given without it).',
        }),
      },
      ...loaded(plan, 'orders:read'),
    }),
  );
}

const plan: RowsPlan = {
  kind: 'rows',
  bind: ({ args, context }) => {
    const { channel, reference, shop } = args as { channel: string; reference: string; shop?: string | null };
    if (shop == null) {
      return { shape: context.viewer.shopIds === null ? 'all' : 'own', values: [channel, reference] };
    }
    const shopId = rowIdOf('shop', 'shop', shop);
    return { shape: seesShop(context.viewer, shopId) ? 'ownShop' : 'shop', values: [channel, reference, shopId] };
  },
  rows: (_parent, site) => {
    const row = rowPlace(site.alias('o'));
    // Always by the unique index of shop and reference, asked once for each shop that may have it.
    const visible = (): string => site.visible(row.column('shop_id'));
    const isShop = (): string => `${row.column('shop_id')} = ${site.param(2, 'uuid')}`;
    const shops = {
      ownShop: () => [isShop()],
      shop: () => [visible(), isShop()],
      all: () => [
        visible(),
        `${row.column('shop_id')} in (select id from interline.shop where channel = ${site.param(0, 'text')})`,
      ],
      own: () => [visible()],
    }[site.bound.shape as 'ownShop' | 'shop' | 'all' | 'own'];
    return {
      from: `interline.orders ${row.alias}`,
      place: orderPlace(row),
      where: [
        `${row.column('channel')} = ${site.param(0, 'text')}`,
        `${row.column('reference')} = ${site.param(1, 'text')}`,
        ...shops(),
      ],
      orderBy: `${row.column('created_at')} desc`,
      limit: '1',
    };
  },
};
