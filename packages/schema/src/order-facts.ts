import type { Place } from './plan/place.ts';

/** The JSON of an order as a command's `allowed` may look at it (the core's `OrderFacts`). */
export function orderFactsSql(order: Place): string {
  const own = FACTS.map(([key, column]) => `'${key}', ${order.column(column)}`);
  const item = [...FACTS, ['kind', 'kind'] as const].map(([key, column]) => `'${key}', f.${column}`);
  const items = `coalesce((select json_agg(json_build_object(${item.join(', ')}) order by f.position) from interline.item f where f.order_id = ${order.column('id')}), '[]')`;
  return `json_build_object(${own.join(', ')}, 'items', ${items})`;
}

const FACTS = [
  ['reference', 'reference'],
  ['status', 'status'],
  ['channelStatus', 'channel_status'],
  ['confirmation', 'confirmation'],
  ['refundStatus', 'refund_status'],
  ['detail', 'detail'],
] as const;
