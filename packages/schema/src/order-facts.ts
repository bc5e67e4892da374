import type { Place } from './plan/place.ts';

/** The JSON of an order as a command's `allowed` may look at it (the core's `OrderFacts`). */
export function orderFactsSql(order: Place): string {
  const parts = PARTS.map(({ key, table, columns, orderBy }) => {
    const members = columns.map(([name, column]) => `'${name}', ${column}`).join(', ');
    const rows = `select json_agg(json_build_object(${members}) order by ${orderBy}) from interline.${table} f where f.order_id = ${order.column('id')}`;
    return `'${key}', coalesce((${rows}), '[]')`;
  });
  const own = [
    ...SHARED.map(([key, column]) => `'${key}', ${order.column(column)}`),
    `'currency', ${order.column('currency')}`,
    `'totalAmount', ${order.column('total_amount')}::text`,
    `'paidAmount', ${order.column('paid_amount')}::text`,
  ];
  return `json_build_object(${[...own, ...parts].join(', ')})`;
}

const SHARED = [
  ['reference', 'reference'],
  ['status', 'status'],
  ['channelStatus', 'channel_status'],
  ['confirmation', 'confirmation'],
  ['refundStatus', 'refund_status'],
  ['detail', 'detail'],
] as const;

const OF_AN_ITEM = [
  ['reference', 'f.reference'],
  ['itemReference', '(select x.reference from interline.item x where x.id = f.item_id)'],
  ['status', 'f.status'],
  ['detail', 'f.detail'],
] as const;

/** What an order has several of, in the order in which the core gives them. */
const PARTS = [
  {
    key: 'items',
    table: 'item',
    columns: [...SHARED.map(([key, column]) => [key, `f.${column}`] as const), ['kind', 'f.kind'] as const],
    orderBy: 'f.position',
  },
  { key: 'refunds', table: 'refund', columns: OF_AN_ITEM, orderBy: 'f.reference' },
  { key: 'changes', table: 'change', columns: OF_AN_ITEM, orderBy: 'f.reference' },
  { key: 'tickets', table: 'ticket', columns: OF_AN_ITEM, orderBy: 'f.position' },
] as const;
