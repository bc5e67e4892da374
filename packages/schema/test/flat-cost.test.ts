import type { Statement } from '@interline/core/hub';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compileOperation, type GraphQLContext } from '../src/index.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

let hub: SchemaHub;
let shops: Awaited<ReturnType<SchemaHub['shop']>>[];
const FIRST_MINUTE = Date.parse('2024-01-01T00:00:00Z');

beforeAll(async () => {
  hub = await schemaHub();
  shops = [await hub.shop('a'), await hub.shop('b'), await hub.shop('c'), await hub.shop('rare')];
});
afterAll(() => hub[Symbol.asyncDispose]());

/** One order a minute, straight into the table, because only reading is looked at. */
async function fill(from: number, to: number): Promise<void> {
  await hub.rows(
    `insert into interline.orders (id, shop_id, channel, reference, direction, status, channel_status, confirmation, refund_status,
       change_status, currency, total_amount, paid_amount, item_count, deadline, created_at, modified_at, observed_at, version, search_text, detail, fingerprint)
     select gen_random_uuid(), ($1::uuid[])[case when n % 500 = 0 then 4 else 1 + n % 3 end], 'cruise', n::text, 'SALE',
       case when n <= 90 then 'PARTLY_FULFILLED' when n % 100 < 4 then 'AWAITING_FULFILMENT' when n % 100 < 8 then 'FULFILLED' else 'COMPLETED' end,
       '', 'NOT_REQUIRED', case when n % 40 = 1 then 'REQUESTED' when n % 40 = 2 then 'REFUSED' else 'NONE' end,
       case when n % 50 = 1 then 'AWAITING_PAYMENT' when n % 50 = 2 then 'SUCCEEDED' end, 'CNY', 1, 1, 0,
       case when n <= 90 or n % 100 < 4 then at + interval '3 days' end, at, at, at, 1, '', '{}', ''
     from generate_series($2::int, $3::int) n, lateral (select timestamptz '2024-01-01 00:00:00Z' + n * interval '1 minute') d (at)`,
    [shops.map(({ id }) => id), from, to],
  );
  await hub.rows('analyze interline.orders');
}

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
  if (asked === undefined) {
    throw new Error('Nothing was asked of the database.');
  }
  const plan = await hub.explain(asked.statement, asked.values);
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

const VIEWERS = { 'one shop': [0], 'a rare shop': [3], 'several shops': [0, 1, 3], 'every shop': null } as const;
const BY_DEADLINE = { field: 'DEADLINE', direction: 'ASC' };
const CHANGED = { field: 'MODIFIED_AT', direction: 'DESC' };
/** What a desk asks for; the tag of its cursors, and how many words are searched one by one. */
const QUERIES: Record<string, { variables: object; tag: string; words?: number }> = {
  'the newest': { variables: {}, tag: 'cd' },
  'one channel': { variables: { filter: { channel: 'cruise' } }, tag: 'cd' },
  'a span of time': { variables: { filter: { created: { from: '2024-01-02T00:00:00Z' } } }, tag: 'cd' },
  'one status': { variables: { filter: { status: ['AWAITING_FULFILMENT'] } }, tag: 'cd' },
  'a status of old orders': { variables: { filter: { status: ['PARTLY_FULFILLED'] } }, tag: 'cd' },
  'several statuses': {
    variables: {
      filter: { channel: 'cruise', status: ['AWAITING_FULFILMENT', 'PARTLY_FULFILLED', 'PAYMENT_PENDING'] },
    },
    tag: 'cd',
    words: 3,
  },
  'open refunds': { variables: { filter: { refundStatus: ['REQUESTED', 'REFUSED'] } }, tag: 'cd', words: 2 },
  'open changes': { variables: { filter: { changeStatus: ['REQUESTED', 'AWAITING_PAYMENT'] } }, tag: 'cd', words: 2 },
  'the most urgent': { variables: { orderBy: BY_DEADLINE }, tag: 'da' },
  'the most urgent of some statuses': {
    variables: { orderBy: BY_DEADLINE, filter: { status: ['PARTLY_FULFILLED', 'AWAITING_CONFIRMATION'] } },
    tag: 'da',
    words: 2,
  },
  'the last changed': { variables: { orderBy: CHANGED }, tag: 'md' },
};

describe.each([20_000, 200_000])('of %i orders', (orders) => {
  beforeAll(() => fill(orders === 20_000 ? 1 : 20_001, orders), 60_000);

  const cursorAt = (tag: string, share: number): string =>
    `${tag}.${FIRST_MINUTE + Math.floor(orders * share) * 60_000}.80000000-0000-4000-8000-000000000000`;

  describe.each(Object.entries(VIEWERS))('for %s', (_who, sees) => {
    test.each(Object.entries(QUERIES))('a page of %s reads no more than it may show', async (_what, query) => {
      const { variables, tag, words = 1 } = query;
      const viewer = viewerOf(sees === null ? null : sees.flatMap((at) => shops[at] ?? []));
      const scans = (sees ?? shops).length * words;
      for (const place of [
        { first: 20 },
        { first: 20, after: cursorAt(tag, 0.5) },
        { first: 20, after: cursorAt(tag, 0.01) },
        { first: 20, after: cursorAt(tag, 0.99) },
        { last: 20 },
        { last: 20, before: cursorAt(tag, 0.5) },
      ]) {
        const rows = await rowsRead(viewer, { ...variables, ...place });
        // Each scan gives a page and one row more, and one row behind the cursor; before PostgreSQL 16 numbering reads
        // one row ahead.
        expect({ ...place, few: rows <= scans * 23 }).toEqual({ ...place, few: true });
      }
    });
  });
});
