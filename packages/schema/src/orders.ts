import { seesShop } from '@interline/core';
import type { OrderStatus, Viewer } from '@interline/core';
import type { InterlineBuilder } from './builder.ts';
import { connectionType, pageCost, type PageArguments } from './connection-types.ts';
import type { CursorOrder } from './cursor.ts';
import type { Enums } from './enums.ts';
import { addOrderFilter, among, type Condition, conditionsOf, type OrderFilter, shopOf } from './order-filter.ts';
import { addOrderOrder, type OrderOrder } from './order-order.ts';
import { orderPlace } from './order-row.ts';
import { pageArguments } from './page-arguments.ts';
import { bindPage, type BoundPage, pageOf } from './page-plan.ts';
import type { Bound, ConnectionPlan, Page, Site } from './plan/field-plan.ts';
import { loaded } from './plan/load.ts';
import type { Place } from './plan/place.ts';

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
 * How the rows are found. `direct`: one index scan gives them in order. `merged`: one scan per shop
 * and status, the best rows of which are merged.
 */
type Search =
  | { readonly kind: 'direct' }
  | {
      readonly kind: 'merged';
      readonly shops: 'viewer' | 'all' | null;
      readonly statuses: readonly OrderStatus[] | null;
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
  const statuses = filter.status == null ? null : [...new Set(filter.status)];
  const search = searchFor({ viewer, shop, statuses, filter, column });
  const splitsStatus = search.kind === 'merged' && search.statuses !== null;
  const conditions: Condition[] = [
    ...(shop === null
      ? []
      : [
          { key: 'shop', value: shop, cast: 'uuid', sql: (row: Place, p: string) => `${row.column('shop_id')} = ${p}` },
        ]),
    ...(splitsStatus ? [] : among('status', statuses)),
    ...conditionsOf(filter),
  ];
  const branchValues =
    search.kind === 'direct'
      ? []
      : [
          ...(search.shops === 'viewer' ? [[...new Set(viewer.shopIds)]] : []),
          ...(splitsStatus ? [search.statuses] : []),
        ];
  const ownShop = shop !== null && seesShop(viewer, shop);
  const searched = search.kind === 'direct' ? 'direct' : `merged ${search.shops} ${splitsStatus}`;
  return {
    shape: [page.shape, searched, ownShop, ...conditions.map(({ key }) => key)].join('|'),
    values: [...page.values, ...conditions.map(({ value }) => value), ...branchValues],
    detail: { page: page.detail, column, descending, order, conditions, search, ownShop } satisfies BoundOrders,
  };
}

/** Which way of searching keeps the cost per page flat, given the indexes of `interline.orders`. */
function searchFor(input: {
  viewer: Viewer;
  shop: string | null;
  statuses: readonly OrderStatus[] | null;
  filter: OrderFilter;
  column: string;
}): Search {
  const { viewer, shop, column } = input;
  if (column === 'deadline') {
    return { kind: 'direct' };
  }
  const statuses =
    column === 'created_at' && input.statuses !== null && input.statuses.length > 1 ? input.statuses : null;
  const oneShop = shop !== null || viewer.shopIds?.length === 1;
  const byIndexOfAll =
    viewer.shopIds === null &&
    column === 'created_at' &&
    input.statuses === null &&
    input.filter.reference == null &&
    input.filter.channel == null;
  const shops = oneShop || byIndexOfAll ? null : viewer.shopIds === null ? 'all' : 'viewer';
  return shops === null && statuses === null ? { kind: 'direct' } : { kind: 'merged', shops, statuses };
}

function pageOfOrders(site: Site, bound: BoundOrders): Page {
  const { page, column, descending, order, conditions, search, ownShop } = bound;
  const byBranches = search.kind === 'merged' && search.shops !== null;
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
      ...(byBranches || ownShop ? [] : [site.visible(row.column('shop_id'))]),
      ...(column === 'deadline' ? [`${row.column(column)} is not null`] : []),
      ...conditions.map(({ sql, cast }, at) => sql(row, site.param(page.count + at, cast))),
    ],
    branches: search.kind === 'direct' ? undefined : branchesOf(site, bound, search),
    node: orderPlace,
  };
}

function branchesOf(site: Site, bound: BoundOrders, search: Extract<Search, { kind: 'merged' }>): Page['branches'] {
  const first = bound.page.count + bound.conditions.length;
  const channel = bound.conditions.findIndex(({ key }) => key === 'channel');
  const ofChannel = channel < 0 ? '' : ` where channel = ${site.param(bound.page.count + channel, 'text')}`;
  const shops =
    search.shops === 'viewer'
      ? [`unnest(${site.param(first, 'uuid[]')}) in_shop (id)`]
      : search.shops === 'all'
        ? [`(select id from interline.shop${ofChannel}) in_shop`]
        : [];
  const statusAt = first + (search.shops === 'viewer' ? 1 : 0);
  const statuses = search.statuses === null ? [] : [`unnest(${site.param(statusAt, 'text[]')}) in_status (word)`];
  return {
    from: [...shops, ...statuses].join(' cross join '),
    where: (row) => [
      ...(search.shops === null ? [] : [`${row.column('shop_id')} = in_shop.id`]),
      ...(search.statuses === null ? [] : [`${row.column('status')} = in_status.word`]),
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
