import { afterEach, beforeEach, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { Sandbox } from '../src/index.ts';
import { call } from './gateway-client.ts';
import type { CallParameters, Fields } from './gateway-client.ts';

const SEARCH = 'alitrip.travel.trades.search';
const EVERYTHING = { start_created_time: '2000-01-01 00:00:00', end_created_time: '2100-01-01 00:00:00' };

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await createSandbox({ clock: manualClock(new Date('2026-11-22T04:00:00.500Z')) });
});
afterEach(() => sandbox.close());

test('finds orders created in the window, both ends included, newest first', async () => {
  const [old, middle, young] = ['2026-11-20T00:00:00Z', '2026-11-21T00:00:00Z', '2026-11-22T00:00:00Z'].map(
    (createdAt) => sandbox.control.createOrder({ createdAt }),
  );
  const both = await call(sandbox, SEARCH, window('2026-11-20 08:00:00', '2026-11-21 08:00:00'));
  expect(idsOf(both)).toEqual([middle?.id, old?.id]);
  const last = await call(sandbox, SEARCH, window('2026-11-21 08:00:01', '2026-11-22 12:00:00'));
  expect(idsOf(last)).toEqual([young?.id]);
});

test('a status change of an old order is not found by a short window', async () => {
  const order = sandbox.control.createOrder({ createdAt: '2026-09-22T00:00:00Z' });
  sandbox.control.advanceOrder(order.id, { to: 'pay' });
  const answer = await call(sandbox, SEARCH, window('2026-11-22 00:00:00', '2026-11-23 00:00:00'));
  expect(answer).toMatchObject({ total_orders: 0 });
  expect(answer).not.toHaveProperty('order_list');
});

test.each([
  [1, 'WAIT_BUYER_PAY'],
  [2, 'WAIT_SELLER_SEND_GOODS'],
  [3, 'WAIT_BUYER_CONFIRM_GOODS'],
  [4, 'TRADE_CLOSED'],
  [6, 'TRADE_FINISHED'],
  [8, 'TRADE_CLOSED_BY_TAOBAO'],
])('order_status %i finds %s and nothing else', async (number, status) => {
  for (const advance of ['create-payment', 'pay', 'deliver', 'close', 'finish', 'close-unpaid'] as const) {
    sandbox.control.createOrder({ confirmation: 'manual', staged: false, withoutPayment: true, advance });
  }
  const answer = await call(sandbox, SEARCH, { ...EVERYTHING, order_status: String(number) });
  expect(idsOf(answer).map((id) => sandbox.control.order(id).status)).toEqual([status]);
});

test('pages cover every hit once', async () => {
  sandbox.control.createOrders({ count: 45 });
  const pages = await Promise.all(
    ['1', '2', '3', '4'].map((page) => call(sandbox, SEARCH, { ...EVERYTHING, current_page: page })),
  );
  expect(pages.map((page) => idsOf(page).length)).toEqual([20, 20, 5, 0]);
  expect(new Set(pages.flatMap(idsOf)).size).toBe(45);
  expect(pages[0]).toMatchObject({ total_orders: 45 });
});

test.each([
  ['page_size', '101'],
  ['page_size', '0'],
  ['order_status', '5'],
  ['order_status', '7'],
  ['start_created_time', '2026-11-22'],
  ['current_page', '-1'],
])('%s=%s is refused by name', async (name, value) => {
  const answer = await call(sandbox, SEARCH, { ...EVERYTHING, [name]: value });
  expect(answer).toMatchObject({ code: 41, sub_code: `isv.invalid-parameter:${name}` });
});

test('shows only the orders of the session’s shop', async () => {
  sandbox.control.createOrder({ shop: 'masked' });
  expect(await call(sandbox, SEARCH, EVERYTHING)).toMatchObject({ total_orders: 0 });
});

function window(from: string, to: string): CallParameters {
  return { start_created_time: from, end_created_time: to };
}

function idsOf(answer: Fields): string[] {
  return (answer['order_string_list'] as { string: string[] } | undefined)?.string ?? [];
}
