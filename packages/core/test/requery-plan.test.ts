import { expect, test } from 'vitest';
import { REQUERY_STATEMENT } from '../src/reconcile/requery-open-orders.ts';
import { orderHub } from './support/order-hub.ts';
import type { OrderHub } from './support/order-hub.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

test('a sweep of a large table reads what is due, by index', async () => {
  await using hub = await orderHub();
  await hub.deliver(hub.channel.change('1'));
  await hub.sync();
  const now = hub.clock.now();
  const ago = (ms: number): Date => new Date(now.getTime() - ms);
  // Of every 100 orders 49 are closed, 50 flown long ago, and one is on its way; few of each kind are due.
  await hub.rows(
    `insert into interline.orders
       (id, shop_id, channel, reference, direction, status, channel_status, confirmation, refund_status, currency,
        total_amount, paid_amount, item_count, travel_end, created_at, modified_at, observed_at, version, search_text,
        detail, fingerprint)
     select gen_random_uuid(), shop_id, channel, 'many-' || n, direction,
            case when n % 100 < 49 then 'COMPLETED' else 'FULFILLED' end, channel_status, confirmation, refund_status,
            currency, 0, 0, 1,
            case when n % 100 = 99 then $1::timestamptz + interval '10 days' else $1::timestamptz - interval '1 hour' * (n % 20000) end,
            created_at, $1::timestamptz - interval '1 hour' * (n % 20000),
            case when n % 1000 > 900 then $1::timestamptz - interval '30 hours' else $1::timestamptz end,
            1, '', '{}', ''
       from interline.orders cross join generate_series(1, 60000) as n
      where reference = '1'`,
    [now],
  );
  await hub.rows('analyze interline.orders');
  const values = [hub.shop.id, 'demo', now, ago(HOUR), ago(HOUR), ago(90 * DAY), ago(DAY), 200, ago(3 * DAY)];
  for (const mode of ['force_custom_plan', 'force_generic_plan']) {
    const read = await readsOfOrders(hub, mode, values);
    expect(new Set(read.map(({ index }) => index))).toEqual(new Set(['orders_open_rest', 'orders_closed_ended']));
    expect(read.filter(({ rows }) => rows > 1_000)).toEqual([]);
  }
});

/** How the sweep comes to orders: by which index, and how many of them it looks at. */
async function readsOfOrders(
  { database }: OrderHub,
  mode: string,
  values: readonly unknown[],
): Promise<readonly { readonly index: string; readonly rows: number }[]> {
  const [row] = await database.transaction(async (sql) => {
    await sql.query({ name: `test.${mode}`, text: `set local plan_cache_mode = ${mode}` });
    const text = `explain (analyze, format json) ${REQUERY_STATEMENT.text}`;
    const plans = await sql.query<{ 'QUERY PLAN': readonly { readonly Plan: PlanNode }[] }>(
      { name: `test.explain_${mode}`, text },
      values,
    );
    await sql.query({ name: 'test.unasked', text: 'delete from interline.sync_task' });
    return plans;
  });
  return (row?.['QUERY PLAN'] ?? []).flatMap(({ Plan }) => ordersNodes(Plan));
}

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

function ordersNodes(node: PlanNode): { readonly index: string; readonly rows: number }[] {
  const { 'Node Type': kind, 'Relation Name': table, 'Index Name': index = kind, Plans: plans = [] } = node;
  const below = plans.flatMap(ordersNodes);
  const isOfOrders = kind === 'Bitmap Index Scan' ? index.startsWith('orders_') : table === 'orders';
  if (!isOfOrders || kind === 'Bitmap Heap Scan') return below;
  return [...below, { index, rows: node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0) }];
}
