import type { Pool } from 'pg';

/** How many shops the orders are spread over, evenly. */
export const SHOPS = 50;

/** Each shop's orders take these in turn, so that a shop has as many orders of each. */
export const STATUSES = ['AWAITING_CONFIRMATION', 'AWAITING_FULFILMENT', 'FULFILLED', 'COMPLETED', 'REFUNDED'] as const;

const CHANNEL_STATUSES = [
  'WAIT_SELLER_SEND_GOODS',
  'WAIT_SELLER_SEND_GOODS',
  'WAIT_BUYER_CONFIRM_GOODS',
  'TRADE_FINISHED',
  'TRADE_CLOSED',
];
const TITLES = [
  '三亚5日自由行 "海景房"',
  '上海迪士尼度假区 1日票',
  '日本随身Wi-Fi 7天',
  '皇家加勒比邮轮 4晚',
  '泰国签证',
];
const KINDS = ['TOUR', 'ADMISSION', 'WIFI', 'CRUISE', 'VISA'];
const SURNAMES = ['张', '欧阳', '李', '王', '陈'];

const SHOP = '0000';
const ORDER = '0001';
const ITEM = '0002';
const TRAVELLER = '0003';

/** The id of shop `number`, from 1. */
export function shopId(number: number): string {
  return rowId(SHOP, number);
}

/** The id of order `number`, from 1: the higher, the later it was placed. */
export function orderId(number: number): string {
  return rowId(ORDER, number);
}

/** The upstream id of order `number`, beyond 2^53 as on the channel. */
export function orderReference(number: number): string {
  return String(1188515074720000000n + BigInt(number));
}

function rowId(kind: string, number: number): string {
  const hex = number.toString(16);
  const digits = `${kind}${hex.padStart(12, '0')}70008000${hex.padStart(8, '0')}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The same in SQL. */
function rowIdSql(kind: string, number: string): string {
  return `('${kind}' || lpad(to_hex(${number}), 12, '0') || '70008000' || lpad(to_hex(${number}), 8, '0'))::uuid`;
}

function pick(words: readonly string[], index: string): string {
  return `(array[${words.map((word) => `'${word}'`).join(', ')}])[1 + ${index} % ${words.length}]`;
}

// Facts of order n, item k of it (from 0) and traveller t of that (from 0), as SQL.
const SHOP_ID = rowIdSql(SHOP, `(1 + (n % ${SHOPS}) * 19 % ${SHOPS})`);
const ORDER_ID = rowIdSql(ORDER, 'n');
const ITEM_ID = rowIdSql(ITEM, '(n * 4 + k)');
const TURN = `(n / ${SHOPS} % ${STATUSES.length})`;
const STATUS = pick(STATUSES, TURN);
const CHANNEL_STATUS = pick(CHANNEL_STATUSES, TURN);
const CONFIRMATION = `case when ${TURN} = 0 then 'AWAITING' else 'NOT_REQUIRED' end`;
const REFUND_STATUS = `case when ${TURN} = 4 then 'SUCCEEDED' else 'NONE' end`;
const DEADLINE = `case when ${TURN} < 2 then timestamptz '2026-01-03' + make_interval(secs => n) end`;
const TRAVEL_START = `timestamptz '2026-02-01' + make_interval(mins => n)`;
const TRAVEL_END = `timestamptz '2026-02-04' + make_interval(mins => n)`;
const ITEM_AMOUNT = '(5000 + n * (k + 1) % 90000)';
const ORDER_AMOUNT = `(select sum(${ITEM_AMOUNT}) from generate_series(0, n % 3) k)`;
const TITLE = pick(TITLES, '(n + k)');
const placedAfter = (seconds: number): string =>
  `timestamptz '2025-01-01' + make_interval(secs => n * 20 + ${seconds})`;

const orders = (count: number): string => `generate_series(1, ${count}) n`;
const items = (count: number): string => `${orders(count)} cross join lateral generate_series(0, n % 3) k`;
const travellers = (count: number): string => `${items(count)} cross join lateral generate_series(0, (n + k) % 3) t`;

function statements(count: number): string[] {
  return [
    `insert into interline.shop (id, channel, name, account_id, account_nick, created_at)
     select ${rowIdSql(SHOP, 'n')}, 'vacation', 'Shop ' || n, (3607000000 + n)::text, '旅行专营店' || n, timestamptz '2025-01-01'
       from generate_series(1, ${SHOPS}) n`,
    `insert into interline.orders (id, shop_id, channel, reference, direction, status, channel_status, confirmation,
       refund_status, currency, total_amount, paid_amount, buyer_nick, item_count, travel_start, travel_end, deadline,
       created_at, paid_at, modified_at, observed_at, version, search_text, detail, fingerprint)
     select ${ORDER_ID}, ${SHOP_ID}, 'vacation', (1188515074720000000 + n)::text, 'SALE', ${STATUS}, ${CHANNEL_STATUS},
       ${CONFIRMATION}, ${REFUND_STATUS}, 'CNY', ${ORDER_AMOUNT}, ${ORDER_AMOUNT}, 'buyer' || n % 5000, 1 + n % 3,
       ${TRAVEL_START}, ${TRAVEL_END}, ${DEADLINE}, ${placedAfter(0)}, ${placedAfter(60)}, ${placedAfter(90)}, ${placedAfter(95)}, 2,
       (select string_agg(${TITLE}, ' ') from generate_series(0, n % 3) k) || ' buyer' || n % 5000, '{}', decode(md5(n::text), 'hex')
       from ${orders(count)}`,
    `insert into interline.item (id, order_id, shop_id, position, reference, status, channel_status, confirmation,
       refund_status, title, kind, quantity, unit_amount, total_amount, paid_amount, travel_start, travel_end, deadline, detail)
     select ${ITEM_ID}, ${ORDER_ID}, ${SHOP_ID}, k, (1188515075720000000 + n * 4 + k)::text, ${STATUS}, ${CHANNEL_STATUS},
       ${CONFIRMATION}, ${REFUND_STATUS}, ${TITLE}, ${pick(KINDS, '(n + k)')}, 1, ${ITEM_AMOUNT}, ${ITEM_AMOUNT}, ${ITEM_AMOUNT},
       ${TRAVEL_START}, ${TRAVEL_END}, ${DEADLINE}, '{}'
       from ${items(count)}`,
    `insert into interline.traveller (id, order_id, item_id, shop_id, role, position, name, phone, document_number,
       masked, document_type, detail, sealed)
     select ${rowIdSql(TRAVELLER, '((n * 4 + k) * 4 + t)')}, ${ORDER_ID}, ${ITEM_ID}, ${SHOP_ID}, 'TRAVELLER', t,
       ${pick(SURNAMES, '(n + k + t)')} || '*', '138****' || lpad((n % 10000)::text, 4, '0'), '3301**************', '{}',
       'ID_CARD', '{}', decode(md5(n::text) || md5(k::text) || md5(t::text), 'hex')
       from ${travellers(count)}`,
    `insert into interline.order_event (order_id, shop_id, channel, type, from_value, to_value, version, cause,
       occurred_at, recorded_at, data)
     select ${ORDER_ID}, ${SHOP_ID}, 'vacation', (array['ORDER_CREATED', 'STATUS_CHANGED'])[e],
       case when e = 2 then 'AWAITING_PAYMENT' end, case when e = 1 then 'AWAITING_PAYMENT' else ${STATUS} end, e, 'MESSAGE',
       ${placedAfter(0)} + make_interval(secs => e * 30), ${placedAfter(0)} + make_interval(secs => e * 31), '{}'
       from ${orders(count)} cross join generate_series(1, 2) e order by n, e`,
  ];
}

/**
 * Fills the core's empty tables with `count` orders: 50 shops, five statuses, 1 to 3 items each (2 on
 * average) with 1 to 3 travellers (2 on average), two events. The same count gives the same rows, and
 * the first rows of a larger count are those of a smaller one. Rows that refer to others are not
 * checked one by one, for which the user must be a superuser.
 */
export async function loadOrders(pool: Pool, count: number): Promise<void> {
  const connection = await pool.connect();
  try {
    await connection.query('set session_replication_role = replica');
    for (const statement of statements(count)) await connection.query(statement);
    await connection.query(`vacuum analyze`);
  } finally {
    connection.release(true);
  }
}
