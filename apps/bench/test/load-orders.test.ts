import type { PostgresDatabase } from '@interline/postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBenchPostgres } from '../src/bench-postgres.ts';
import type { BenchPostgres } from '../src/bench-postgres.ts';
import { openBenchDatabase } from '../src/hub-context.ts';
import { orderId, orderReference, shopId } from '../src/load-orders.ts';
import { shopOf } from '../src/reads/sample.ts';

let postgres: BenchPostgres;
let first: PostgresDatabase;
let again: PostgresDatabase;
let larger: PostgresDatabase;

beforeAll(async () => {
  postgres = await openBenchPostgres();
  const open = async (orders: number) => openBenchDatabase(await postgres.createDatabase(orders));
  [first, again, larger] = [await open(200), await open(200), await open(500)];
});

afterAll(async () => {
  for (const database of [first, again, larger]) await database.close();
  await postgres.close();
});

/** Everything that was loaded about the first 200 orders, but for the number of the transaction. */
async function content(database: PostgresDatabase): Promise<unknown> {
  const last = orderId(200);
  const result = await database.pool.query<{ hash: string; rows: string }>(
    `select md5(string_agg(line, ' ' order by line)) as hash, count(*) as rows from (
       select (to_jsonb(o) - 'recorded_at')::text as line from interline.orders o where id <= $1
       union all select i::text from interline.item i where order_id <= $1
       union all select t::text from interline.traveller t where order_id <= $1
       union all select (to_jsonb(e) - 'tx')::text from interline.order_event e where order_id <= $1
       union all select s::text from interline.shop s) as lines`,
    [last],
  );
  return result.rows[0];
}

it('gives the same rows for the same count, and begins a larger count with them', async () => {
  const expected = await content(first);
  expect(await content(again)).toEqual(expected);
  expect(await content(larger)).toEqual(expected);
});

it('spreads orders evenly over 50 shops and five statuses, with two items and four travellers on average', async () => {
  const result = await larger.pool.query(
    `select (select count(distinct (shop_id, status))::int from interline.orders) as lists,
            (select max(count)::int from (select count(*) from interline.orders group by shop_id, status) as each) as longest,
            (select count(*)::int from interline.item) as items, (select count(*)::int from interline.traveller) as travellers,
            (select count(*)::int from interline.order_event) as events`,
  );
  const [{ lists, longest, items, travellers, events }] = result.rows as [Record<string, number>];
  expect({ lists, longest, events }).toEqual({ lists: 250, longest: 2, events: 1_000 });
  expect(items).toBeCloseTo(1_000, -1);
  expect(travellers).toBeCloseTo(2_000, -2);
});

it('knows the ids of what it loaded', async () => {
  const result = await first.pool.query(
    `select o.id, o.shop_id, o.reference from interline.orders o join interline.shop s on s.id = o.shop_id
      where s.channel = 'vacation' and o.id = any($1) order by 1`,
    [[orderId(1), orderId(137)]],
  );
  expect(result.rows).toEqual([
    { id: orderId(1), shop_id: shopOf(1), reference: orderReference(1) },
    { id: orderId(137), shop_id: shopOf(137), reference: orderReference(137) },
  ]);
  expect(shopId(1)).toMatch(/^[0-9a-f-]{36}$/);
});
