import { seesShop } from '@interline/core/hub';
import type { Viewer } from '@interline/core/hub';
import type { InterlineBuilder } from './builder.ts';
import { connectionType, pageCost, type PageArguments } from './connection-types.ts';
import type { CursorOrder } from './cursor.ts';
import type { Enums } from './enums.ts';
import {
  addOrderFilter,
  among,
  type Condition,
  conditionsOf,
  equal,
  type OrderFilter,
  shopOf,
} from './order-filter.ts';
import { addOrderOrder, type OrderOrder } from './order-order.ts';
import { orderPlace } from './order-row.ts';
import { pageArguments } from './page-arguments.ts';
import { bindPage, type BoundPage, pageOf } from './page-plan.ts';
import type { Bound, ConnectionPlan, Page, Site } from './plan/field-plan.ts';
import { loaded } from './plan/load.ts';
import { type Place, rowPlace } from './plan/place.ts';

interface OrdersArguments extends PageArguments {
  readonly filter?: OrderFilter | null;
  readonly orderBy?: OrderOrder | null;
}

/** What the shape of a bound list tells its statement. */
interface BoundOrders {
  readonly page: BoundPage;
  readonly column: string;
  readonly descending: boolean;
  readonly order: CursorOrder;
  readonly conditions: readonly Condition[];
  readonly search: Search;
  /** Whether the list is of one shop that the viewer was seen to have, so that the rows need not be asked. */
  readonly ownShop: boolean;
}

/**
 * How the rows are found: by one index scan per place and word, the best rows of which are merged, so
 * that no scan walks past orders of other shops or with other words.
 */
interface Search {
  /** `unnested`: the viewer's shops. `listed`: shops as the table of shops has them. Null: conditions name the one shop. */
  readonly places: 'channels' | 'unnested' | 'listed' | null;
  /** The column whose words are searched one by one. */
  readonly split: { readonly column: keyof typeof INDEXED_WORDS; readonly words: readonly string[] } | null;
  /** Conditions on the shops that are listed, or on their channels. */
  readonly listing: readonly Condition[];
}

/** The columns whose words have an index, with what that index leaves out and the words do not say by themselves. */
const INDEXED_WORDS = {
  status: (): readonly string[] => [],
  refund_status: (row: Place): readonly string[] => [`${row.column('refund_status')} <> 'NONE'`],
  // No "is not null": the planner would count it as one more condition, expect too few rows, and sort them all.
  change_status: (): readonly string[] => [],
};

/** Adds the query `orders`. */
export function addOrders(builder: InterlineBuilder, enums: Enums): void {
  const connection = connectionType(builder, 'Order', 'Order', 'orders');
  const filter = addOrderFilter(builder, enums);
  const orderBy = addOrderOrder(builder);
  builder.queryField('orders', (t) =>
    t.field({
      type: connection,
      description: 'Orders of the token’s shops, page by page; the newest first unless `orderBy` says otherwise.',
      args: {
        filter: t.arg({ type: filter, description: 'Which orders; all when absent.' }),
        orderBy: t.arg({ type: orderBy, description: 'In which order; `CREATED_AT` descending when absent.' }),
        ...pageArguments(t.arg),
      },
      complexity: pageCost,
      ...loaded(plan, 'orders:read'),
    }),
  );
}

const plan: ConnectionPlan = {
  kind: 'connection',
  bind: ({ args, context }) => bindOrders(args as OrdersArguments, context.viewer),
  page: (_parent, site) => pageOfOrders(site, site.bound.detail as BoundOrders),
};

function bindOrders(args: OrdersArguments, viewer: Viewer): Bound {
  const filter = args.filter ?? {};
  const { column, tag, name, descending } = readOrder(args.orderBy ?? null);
  const order: CursorOrder = { tag, name, keys: ['instant', 'uuid'] };
  const page = bindPage(args, order);
  const shop = shopOf(filter);
  const search = searchFor(filter, shop, column, viewer);
  const { places, split, listing } = search;
  const conditions: Condition[] = [
    ...(places === 'listed' ? [] : equal('shop_id', shop, 'uuid')),
    ...(split?.column === 'status' ? [] : among('status', filter.status)),
    ...(split?.column === 'refund_status' ? [] : among('refund_status', filter.refundStatus)),
    ...(split?.column === 'change_status' ? [] : among('change_status', filter.changeStatus)),
    ...conditionsOf(filter),
  ];
  const ownShop = shop !== null && seesShop(viewer, shop);
  return {
    shape: [
      page.shape,
      places,
      ownShop,
      split?.column,
      ...listing.map(({ key }) => `in ${key}`),
      ...conditions.map(({ key }) => key),
    ].join('|'),
    values: [
      ...page.values,
      ...[...conditions, ...listing].map(({ value }) => value),
      ...(places === 'unnested' ? [[...new Set(viewer.shopIds)]] : []),
      ...(split === null ? [] : [split.words]),
    ],
    detail: { page: page.detail, column, descending, order, conditions, search, ownShop } satisfies BoundOrders,
  };
}

/** Which way of searching keeps the cost per page flat, given the indexes of `interline.orders`. */
function searchFor(filter: OrderFilter, shop: string | null, column: string, viewer: Viewer): Search {
  const split = splitFor(filter, column);
  const ofChannel = equal('channel', filter.channel);
  const { status, refundStatus, changeStatus, reference } = filter;
  const chooses = split !== null || [status, refundStatus, changeStatus, reference].some((chosen) => chosen != null);
  if (viewer.shopIds === null && shop === null && column === 'created_at' && !chooses) {
    return { places: 'channels', split, listing: ofChannel };
  }
  if (ofChannel.length > 0) {
    return { places: 'listed', split, listing: [...ofChannel, ...equal('id', shop, 'uuid')] };
  }
  if (shop !== null || viewer.shopIds?.length === 1) {
    return { places: null, split, listing: [] };
  }
  return { places: viewer.shopIds === null ? 'listed' : 'unnested', split, listing: [] };
}

function splitFor({ status, refundStatus, changeStatus }: OrderFilter, column: string): Search['split'] {
  if (column === 'created_at' && refundStatus != null && !refundStatus.includes('NONE')) {
    return { column: 'refund_status', words: [...new Set(refundStatus)] };
  }
  if (column === 'created_at' && changeStatus != null) {
    return { column: 'change_status', words: [...new Set(changeStatus)] };
  }
  // A single status is an ordinary condition. A list by change has no index by status: it looks through the changes.
  return column === 'modified_at' || status == null || status.length < 2
    ? null
    : { column: 'status', words: [...new Set(status)] };
}

function pageOfOrders(site: Site, bound: BoundOrders): Page {
  const { page, column, descending, order, conditions, search, ownShop } = bound;
  return {
    ...pageOf(site, page, ['timestamptz', 'uuid']),
    table: 'interline.orders',
    keys: [
      { column, cast: 'timestamptz' },
      { column: 'id', cast: 'uuid' },
    ],
    descending,
    cursorTag: order.tag,
    where: (row) => [
      ...(search.places === null && !ownShop ? [site.visible(row.column('shop_id'))] : []),
      ...(column === 'deadline' ? [`${row.column(column)} is not null`] : []),
      ...(search.split === null ? [] : INDEXED_WORDS[search.split.column](row)),
      ...conditions.map(({ sql, cast }, at) => sql(row, site.param(page.count + at, cast))),
    ],
    branches: branchesOf(site, bound),
    node: orderPlace,
  };
}

function branchesOf(site: Site, { page, conditions, search }: BoundOrders): Page['branches'] {
  const { places, split, listing } = search;
  if (places === null && split === null) {
    return undefined;
  }
  const first = page.count + conditions.length;
  const listed = rowPlace('s');
  const where = [
    ...(places === 'listed' ? [site.visible(listed.column('id'))] : []),
    ...listing.map(({ sql, cast }, at) => sql(listed, site.param(first + at, cast))),
  ];
  const from = `from interline.shop s${where.length === 0 ? '' : ` where ${where.join(' and ')}`}`;
  const sources = {
    channels: () => [`(select distinct s.channel ${from}) in_place (key)`],
    listed: () => [`(select s.id ${from}) in_place (key)`],
    unnested: () => [`unnest(${site.param(first, 'uuid[]')}) in_place (key)`],
  };
  const wordsAt = first + listing.length + (places === 'unnested' ? 1 : 0);
  const words = split === null ? [] : [`unnest(${site.param(wordsAt, 'text[]')}) in_words (word)`];
  return {
    from: [...(places === null ? [] : sources[places]()), ...words].join(' cross join '),
    where: (row) => [
      ...(places === null ? [] : [`${row.column(places === 'channels' ? 'channel' : 'shop_id')} = in_place.key`]),
      ...(split === null ? [] : [`${row.column(split.column)} = in_words.word`]),
    ],
  };
}

function readOrder(orderBy: OrderOrder | null): { column: string; tag: string; name: string; descending: boolean } {
  const field = orderBy?.field ?? 'CREATED_AT';
  const descending = (orderBy?.direction ?? 'DESC') === 'DESC';
  const { column, letter } = ORDER_FIELDS[field];
  return {
    column,
    tag: `${letter}${descending ? 'd' : 'a'}`,
    name: `${field} ${descending ? 'DESC' : 'ASC'}`,
    descending,
  };
}

const ORDER_FIELDS = {
  CREATED_AT: { column: 'created_at', letter: 'c' },
  MODIFIED_AT: { column: 'modified_at', letter: 'm' },
  DEADLINE: { column: 'deadline', letter: 'd' },
} as const;
