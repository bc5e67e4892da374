import type { Statement } from '@interline/core';
import { parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileOperation, type GraphQLContext } from '../src/index.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

let hub: SchemaHub;
let shops: Awaited<ReturnType<SchemaHub['shop']>>[];
const ORDERS = 20_000;
const FIRST_MINUTE = Date.parse('2026-01-01T00:00:00Z');

beforeAll(async () => {
  hub = await schemaHub();
  shops = [await hub.shop('a'), await hub.shop('b'), await hub.shop('c'), await hub.shop('d')];
  // One order a minute, round the shops; straight into the table, because only reading is looked at.
  await hub.rows(
    `insert into interline.orders (id, shop_id, channel, reference, direction, status, channel_status, confirmation, refund_status,
       currency, total_amount, paid_amount, item_count, created_at, modified_at, observed_at, version, search_text, detail, fingerprint)
     select gen_random_uuid(), ($1::uuid[])[1 + n % 4], 'cruise', n::text, 'SALE',
       case when n % 100 < 4 then 'AWAITING_FULFILMENT' when n % 100 < 8 then 'FULFILLED' else 'COMPLETED' end,
       '', 'NOT_REQUIRED', 'NONE', 'CNY', 1, 1, 0, at, at, at, 1, '', '{}', ''
     from generate_series(1, ${ORDERS}) n, lateral (select timestamptz '2026-01-01 00:00:00Z' + n * interval '1 minute') d (at)`,
    [shops.map(({ id }) => id)],
  );
  await hub.rows('analyze interline.orders');
});
afterAll(() => hub[Symbol.asyncDispose]());

const LIST =
  compileOperationOf(`query ($filter: OrderFilter, $orderBy: OrderOrder, $after: String, $before: String, $first: Int, $last: Int) {
  orders(filter: $filter, orderBy: $orderBy, after: $after, before: $before, first: $first, last: $last) {
    edges { cursor node { id reference status } } pageInfo { hasNextPage hasPreviousPage endCursor } } }`);

function compileOperationOf(query: string) {
  return (context: GraphQLContext, variables: Record<string, unknown>) =>
    compileOperation(hub.schema, parse(query))?.execute(context, variables);
}

interface PlanNode {
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

/** How many rows of the orders' table the page reads. */
async function rowsRead(viewer: ReturnType<typeof viewerOf>, variables: Record<string, unknown>): Promise<number> {
  const context = hub.context(viewer);
  let asked: { statement: Statement; values: readonly unknown[] } | undefined;
  const query: GraphQLContext['hub']['database']['query'] = (statement, values = []) => {
    asked = { statement, values };
    return context.hub.database.query(statement, values);
  };
  const answer = await LIST(
    { ...context, hub: { ...context.hub, database: { ...context.hub.database, query } } },
    variables,
  );
  expect(JSON.parse(answer ?? 'null')).toMatchObject({ orders: { edges: expect.arrayContaining([]) } });
  const [row] = await hub.rows<{ 'QUERY PLAN': string | [{ Plan: PlanNode }] }>(
    `explain (analyze, format json) ${asked?.statement.text}`,
    asked?.values,
  );
  const plan = row?.['QUERY PLAN'];
  const [{ Plan }] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as [{ Plan: PlanNode }];
  return ordersRead(Plan);
}

function ordersRead(node: PlanNode): number {
  const own =
    node['Relation Name'] === 'orders'
      ? (node['Actual Rows'] + (node['Rows Removed by Filter'] ?? 0)) * node['Actual Loops']
      : 0;
  return (node.Plans ?? []).reduce((sum, each) => sum + ordersRead(each), own);
}

const cursorAt = (tag: string, share: number): string =>
  `${tag}.${FIRST_MINUTE + Math.floor(ORDERS * share) * 60_000}.80000000-0000-4000-8000-000000000000`;

const VIEWERS = { 'one shop': [0], 'several shops': [0, 1, 2], 'every shop': null } as const;
const QUERIES: Record<string, Record<string, unknown>> = {
  'the newest': {},
  'one status': { filter: { status: ['AWAITING_FULFILMENT'] } },
};

for (const [who, sees] of Object.entries(VIEWERS)) {
  for (const [what, variables] of Object.entries(QUERIES)) {
    test(`a page of ${what} for ${who} reads some dozens of rows, wherever it lies`, async () => {
      const viewer = viewerOf(sees === null ? null : sees.flatMap((at) => shops[at] ?? []));
      for (const place of [
        { first: 20 },
        { first: 20, after: cursorAt('cd', 0.5) },
        { first: 20, after: cursorAt('cd', 0.01) },
        { last: 20 },
        { last: 20, before: cursorAt('cd', 0.5) },
      ]) {
        // At most one page per shop, and what the planner finds cheaper to skip than to look up.
        expect(await rowsRead(viewer, { ...variables, ...place })).toBeLessThan(4 * 21 * 4);
      }
    });
  }
  test(`a page by change for ${who} reads some dozens of rows, wherever it lies`, async () => {
    const viewer = viewerOf(sees === null ? null : sees.flatMap((at) => shops[at] ?? []));
    const orderBy = { field: 'MODIFIED_AT', direction: 'ASC' };
    for (const place of [{ first: 20 }, { first: 20, after: cursorAt('ma', 0.9) }, { last: 20 }]) {
      expect(await rowsRead(viewer, { orderBy, ...place })).toBeLessThan(4 * 21 * 2);
    }
  });
}
