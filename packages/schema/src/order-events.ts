import { type OrderStatus } from '@interline/core';
import {
  checkCursor,
  CursorError,
  type FeedEvent,
  feedHead,
  type OrderEventType,
  type Viewer,
} from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import type { GraphQLContext } from './context.ts';
import type { Enums } from './enums.ts';
import { rowIdOf } from './global-id.ts';
import { inputError } from './input-error.ts';
import type { FeedFilter } from './live-feed.ts';
import { orderRow } from './order-row.ts';
import { type FieldPlan, planned, value } from './plan/field-plan.ts';
import { quoted } from './plan/fragment.ts';
import { loaded } from './plan/load.ts';
import { rowPlace, withColumns } from './plan/place.ts';
import type { Planned } from './planned.ts';

interface OrderEventFilter {
  readonly channel?: string | null | undefined;
  readonly shop?: string | null | undefined;
  readonly order?: string | null | undefined;
  readonly types?: readonly OrderEventType[] | null | undefined;
  readonly status?: readonly OrderStatus[] | null | undefined;
}

/** The event, its order and its cursor in one statement. */
const plan: FieldPlan = {
  kind: 'rows',
  bind: ({ parent }) => ({ shape: '', values: [(parent as FeedEvent).id, (parent as FeedEvent).cursor] }),
  rows: (_parent, site) => {
    const row = rowPlace(site.alias('e'));
    return {
      from: `interline.order_event ${row.alias}`,
      place: withColumns({ cursor: () => site.param(1, 'text') }, row),
      where: [`${row.column('seq')} = ${site.param(0, 'bigint')}`, site.visible(row.column('shop_id'))],
    };
  },
};

/** Adds the subscriptions `orderEvents` and `orderStatusChanged`. */
export function addOrderEvents(builder: InterlineBuilder, enums: Enums): void {
  const message = builder.objectRef<Planned>('OrderEventMessage').implement({
    description: 'An event with its order, as the feed tells it.',
    fields: (t) => ({
      cursor: t.string({
        description:
          'The place after this event: pass it as `after` to go on from here, missing and repeating nothing.',
        ...value((row) => quoted(row.column('cursor'))),
      }),
      event: t.field({
        type: 'OrderEvent',
        description: 'What changed.',
        ...planned({ kind: 'object', place: (row) => row }),
      }),
      order: t.field({
        type: 'Order',
        description: 'The order as it is when the message is sent; at least as new as the event.',
        ...planned({ kind: 'rows', rows: (row, site) => orderRow(site, row.column('order_id')) }),
      }),
    }),
  });
  const filter = builder.inputRef<OrderEventFilter>('OrderEventFilter').implement({
    description: 'Which events. Every condition narrows; an absent one does not.',
    fields: (t) => ({
      channel: t.string({ description: 'Of orders of this channel.' }),
      shop: t.id({ description: 'Of orders of this shop, by the hub’s id.' }),
      order: t.id({ description: 'Of this order, by the hub’s id.' }),
      types: t.field({ type: [enums.orderEventType], description: 'Of one of these types.' }),
      status: t.field({ type: [enums.orderStatus], description: 'That led to one of these statuses.' }),
    }),
  });
  builder.subscriptionFields((t) => ({
    orderEvents: t.field({
      type: message,
      description:
        'Every change of every order of the token’s shops, in order and once. With `after`, first everything since then.',
      args: {
        after: t.arg.string({
          description: 'The cursor of the last message you have; absent starts with what happens from now on.',
        }),
        filter: t.arg({ type: filter, description: 'Which events; all when absent.' }),
      },
      subscribe: (_root, args, context) =>
        watch(context, args.after ?? null, feedFilter(context.viewer, args.filter ?? {})),
      ...loaded(plan, 'orders:read'),
    }),
    orderStatusChanged: t.field({
      type: message,
      description:
        'Each change of an order’s status from now on (and each new order): `orderEvents` for who needs no more.',
      args: { filter: t.arg({ type: filter, description: 'Which changes; all when absent. `types` is ignored.' }) },
      subscribe: (_root, args, context) =>
        watch(
          context,
          null,
          feedFilter(context.viewer, { ...args.filter, types: ['ORDER_CREATED', 'STATUS_CHANGED'] }),
        ),
      ...loaded(plan, 'orders:read'),
    }),
  }));
}

function feedFilter(viewer: Viewer, filter: OrderEventFilter): FeedFilter {
  const shop = filter.shop == null ? null : rowIdOf('filter.shop', 'shop', filter.shop);
  const allowed = shop === null ? viewer.shopIds : (viewer.shopIds ?? [shop]).filter((id) => id === shop);
  return {
    shopIds: allowed,
    channel: filter.channel ?? undefined,
    orderId: filter.order == null ? undefined : rowIdOf('filter.order', 'order', filter.order),
    types: filter.types ?? undefined,
    statuses: filter.status ?? undefined,
  };
}

/** Starts at the place where the feed is now, so that nothing is missed once the client is answered. */
async function watch(
  { feed, hub }: GraphQLContext,
  after: string | null,
  filter: FeedFilter,
): Promise<AsyncIterable<FeedEvent>> {
  if (after === null) {
    return feed.subscribe({ after: await feedHead(hub.database), filter });
  }
  try {
    await checkCursor(hub.database, after);
  } catch (error) {
    throw error instanceof CursorError ? inputError('after', error.message) : error;
  }
  return feed.subscribe({ after, filter });
}
