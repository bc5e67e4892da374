import type { Statement } from '@interline/core/hub';
import { parse } from 'graphql';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { compileOperation, type GraphQLContext } from '../src/index.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

const ORDERS = 20_000;
const TICKETS = 2;
const PAGE = 50;

let hub: SchemaHub;
let shop: Awaited<ReturnType<SchemaHub['shop']>>;

beforeAll(async () => {
  hub = await schemaHub();
  shop = await hub.shop('a');
  await hub.rows(
    `insert into interline.orders (id, shop_id, channel, reference, direction, status, channel_status, confirmation, refund_status,
       currency, total_amount, paid_amount, item_count, created_at, modified_at, observed_at, version, search_text, detail, fingerprint)
     select gen_random_uuid(), $1, 'cruise', n::text, 'SALE', 'FULFILLED', '', 'NOT_REQUIRED', 'NONE', 'CNY', 1, 1, 1,
            at, at, at, 1, '', '{}', ''
       from generate_series(1, $2::int) n, lateral (select timestamptz '2024-01-01 00:00:00Z' + n * interval '1 minute') d (at)`,
    [shop.id, ORDERS],
  );
  await hub.rows(
    `insert into interline.item (id, order_id, shop_id, position, reference, status, channel_status, confirmation, refund_status,
       title, kind, quantity, unit_amount, total_amount, paid_amount, detail)
     select gen_random_uuid(), id, shop_id, 0, reference, status, '', confirmation, refund_status, '', '', 1, 1, 1, 1, '{}'
       from interline.orders`,
    [],
  );
  await hub.rows(
    `insert into interline.refund (id, order_id, item_id, shop_id, reference, status, channel_status, amount, requested_at, detail)
     select gen_random_uuid(), order_id, id, shop_id, 'R', 'REQUESTED', '', 1, null, '{}' from interline.item`,
    [],
  );
  await hub.rows(
    `insert into interline.change (id, order_id, item_id, shop_id, reference, status, channel_status, detail)
     select gen_random_uuid(), order_id, id, shop_id, 'C', 'REQUESTED', '', '{}' from interline.item`,
    [],
  );
  await hub.rows(
    `insert into interline.ticket (id, order_id, item_id, shop_id, position, reference, status, channel_status, kind, detail)
     select gen_random_uuid(), order_id, id, shop_id, place, 'T' || place, 'ISSUED', '', '', '{}'
       from interline.item, generate_series(0, $1::int - 1) place`,
    [TICKETS],
  );
  await hub.rows(
    `insert into interline.quote (id, shop_id, channel, name, kind, reference, precalculated, currency, expires_at, lines,
       terms_sealed, subject_hash, requested_by, created_at)
     select gen_random_uuid(), shop_id, channel, 'refund', 'REFUND', reference, true, 'CNY', created_at, '[]', '', '', '', created_at
       from interline.orders`,
    [],
  );
  await hub.rows('analyze', []);
}, 60_000);
afterAll(() => hub[Symbol.asyncDispose]());

const PARTS = `reference refunds { id itemReference } changes { id itemReference } tickets { id itemReference }
  quotes { id } items { reference tickets { id } }`;

interface PlanNode {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly PlanNode[];
}

test.each([
  // A page, one row that tells whether there is another, and before PostgreSQL 16 one that numbering reads ahead.
  ['a list', `{ orders(first: ${PAGE}) { nodes { ${PARTS} } } }`, PAGE + 2],
  ['one order', `{ order(channel: "cruise", reference: "77") { ${PARTS} } }`, 1],
])('%s with its parts reads their rows and no others, by an index each', async (_what, query, orders) => {
  const plan = await planOf(query);
  const read = readsOf(plan);
  // The items for themselves, and for what names its item; the tickets of the order and of its items.
  const most = {
    orders,
    refund: orders,
    change: orders,
    quote: orders,
    item: (3 + TICKETS) * orders,
    ticket: 2 * TICKETS * orders,
  };
  for (const [table, limit] of Object.entries(most)) {
    const reads = read.filter((each) => each.table === table);
    const rows = reads.reduce((sum, each) => sum + each.rows, 0);
    const scans = reads.filter(({ how }) => how === 'Seq Scan');
    expect({ table, scans, read: rows > 0, few: rows <= limit }).toEqual({ table, scans: [], read: true, few: true });
  }
});

async function planOf(query: string): Promise<PlanNode> {
  const context = hub.context(viewerOf([shop]));
  let asked: { statement: Statement; values: readonly unknown[] } | undefined;
  const watched: GraphQLContext['hub']['database']['query'] = (statement, values = []) => {
    asked = { statement, values };
    return context.hub.database.query(statement, values);
  };
  const database = { ...context.hub.database, query: watched };
  await compileOperation(hub.schema, parse(query))?.execute({ ...context, hub: { ...context.hub, database } }, {});
  if (asked === undefined) throw new Error('Nothing was asked of the database.');
  const plan = await hub.explain(asked.statement, asked.values);
  const [{ Plan }] = (typeof plan === 'string' ? JSON.parse(plan) : plan) as [{ Plan: PlanNode }];
  return Plan;
}

function readsOf(node: PlanNode): readonly { readonly table: string; readonly how: string; readonly rows: number }[] {
  const { 'Relation Name': table, 'Node Type': how, 'Actual Rows': kept, 'Actual Loops': loops } = node;
  const rows = (kept + (node['Rows Removed by Filter'] ?? 0)) * loops;
  return [...(table === undefined ? [] : [{ table, how, rows }]), ...(node.Plans ?? []).flatMap(readsOf)];
}
