import { expect, test } from 'vitest';
import { plainTree } from '../src/gateway/encode.ts';
import { seededRandom } from '../src/random.ts';
import { DEMO_SHOPS } from '../src/shops.ts';
import { inventOrder } from '../src/vacation/generator.ts';
import { createIdentities } from '../src/vacation/identities.ts';
import type { VacationOrder } from '../src/vacation/order.ts';
import { tripOrderResult } from '../src/vacation/wire.ts';

/** Every field of `first_result` in alitrip.travel.trade.query (28564), the newer metadata included. */
const PERSON =
  'name name_pinyin surname_pinyin given_name_pinyin sex birthday phone email credential_type credential_no valid_date ' +
  'nationality issue_country issue_place post_province post_city post_area post_address extend_attributes ' +
  'extend_attributes_json';
const DOCUMENTED: Readonly<Record<string, string>> = {
  '': 'order_id order_id_string created_time modified_time end_time status type pay_info seller_info buyer_info promotion_details sub_orders order_with_depo post_fee cancel_reason score_details rate_content',
  'score_details[].': 'content score dimension_name',
  'pay_info.': 'alipay_no pay_time discount_fee received_payment step_paid_fee step_trade_status',
  'seller_info.':
    'seller_can_rate seller_rate seller_email seller_name seller_nick seller_phone seller_shop seller_memo seller_flag',
  'buyer_info.': 'buyer_email buyer_message buyer_nick buyer_phone buyer_rate',
  'promotion_details[].': 'id promotion_id promotion_name promotion_desc discount_fee',
  'sub_orders[].':
    'sub_order_id sub_order_id_string status order_type confirm_status biz_type payment total_fee discount_fee adjust_fee refund_id refund_status expire_time end_time process_time extend_attributes buy_item_info contactor travellers',
  'sub_orders[].buy_item_info.':
    'item_id item_title category_id sku_id sku_properties out_product_id out_sku_id num price trip_start_date trip_end_date category_ext_infos category_ext_infos_json item_image fs_start_time fs_end_time',
  'sub_orders[].contactor.': PERSON,
  'sub_orders[].travellers[].': PERSON,
};
/** Those of them that the table declares as Number or Boolean; the others are String or Date, which is text here. */
const NUMBERS = new Set(
  (
    'order_id post_fee pay_info.discount_fee pay_info.received_payment pay_info.step_paid_fee seller_info.seller_flag ' +
    'promotion_details[].id sub_orders[].sub_order_id sub_orders[].order_type sub_orders[].confirm_status ' +
    'sub_orders[].biz_type sub_orders[].payment sub_orders[].total_fee sub_orders[].discount_fee ' +
    'sub_orders[].adjust_fee sub_orders[].refund_id sub_orders[].buy_item_info.item_id ' +
    'sub_orders[].buy_item_info.category_id sub_orders[].buy_item_info.sku_id sub_orders[].buy_item_info.num ' +
    'sub_orders[].buy_item_info.price sub_orders[].contactor.sex sub_orders[].contactor.credential_type ' +
    'sub_orders[].travellers[].sex sub_orders[].travellers[].credential_type'
  ).split(' '),
);
const BOOLEANS = new Set(
  'order_with_depo seller_info.seller_can_rate seller_info.seller_rate buyer_info.buyer_rate'.split(' '),
);

test('the answer has every documented field, and none that no document names', () => {
  const documented = Object.entries(DOCUMENTED).flatMap(([place, fields]) =>
    fields.split(' ').map((field) => place + field),
  );
  const seen = new Set(orders(400).flatMap((order) => fieldsOf(wireOf(order)).map(([path]) => path)));
  expect([...seen].toSorted()).toEqual(documented.toSorted());
});

test('every field has the type that the table declares', () => {
  const wrong = orders(400)
    .flatMap((order) => fieldsOf(wireOf(order)))
    .filter(([, value]) => typeof value !== 'object')
    .filter(([path, value]) => typeOf(value) !== declaredType(path))
    .map(([path]) => path);
  expect(new Set(wrong)).toEqual(new Set());
});

test('the amounts of pay_info have two decimals, those of a sub-order none', () => {
  const [order] = orders(1);
  const { pay_info: pay, sub_orders: subs } = tripOrderResult(order!, DEMO_SHOPS[0]!);
  expect(pay).toMatchObject({ discount_fee: { text: expect.stringMatching(/^\d+\.00$/) as string } });
  expect(subs).toMatchObject({ items: [{ payment: expect.any(Number) as number }] });
});

test('process_time has no separators, the other times are GMT+8 with separators', () => {
  const [order] = orders(1);
  const text = JSON.stringify(wireOf(order!), (_key, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value,
  );
  expect(text).toContain('"process_time":"20261122120000"');
  expect(text).toContain('"created_time":"2026-11-22 12:00:00"');
});

/** Orders with every fact that a life can bring, so that every field has a value. */
function orders(count: number): VacationOrder[] {
  const now = Date.parse('2026-11-22T04:00:00Z');
  const identities = createIdentities(now);
  const random = seededRandom(1);
  return Array.from({ length: count }, (_, index) => {
    const birth = { shop: 'west-lake', createdAt: now, random: random.fork(String(index)), identities };
    const order = inventOrder(birth, { subOrders: 1, staged: index % 2 === 0 });
    Object.assign(order, { status: 'TRADE_FINISHED', endedAt: now, paidAt: now, alipayNo: '1', cancelReason: '测试' });
    for (const sub of order.subOrders) {
      const refund = { id: identities.nextRefund(), status: 'CLOSED' };
      Object.assign(sub, { confirmStatus: 3, refund, expireAt: now, processedAt: now, endedAt: now });
    }
    return order;
  });
}

function wireOf(order: VacationOrder): unknown {
  return plainTree(tripOrderResult(order, DEMO_SHOPS[0]!));
}

/** Every field with its path and value, whatever it holds. */
function fieldsOf(value: unknown, place = ''): [path: string, value: unknown][] {
  if (Array.isArray(value)) return value.flatMap((item) => fieldsOf(item, `${place.slice(0, -1)}[].`));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, member]) => [
    [place + name, member],
    ...fieldsOf(member, `${place}${name}.`),
  ]);
}

function declaredType(path: string): string {
  if (NUMBERS.has(path)) return 'number';
  return BOOLEANS.has(path) ? 'boolean' : 'string';
}

/** The JSON type; ids are bigints before they are written. */
function typeOf(value: unknown): string {
  return typeof value === 'bigint' ? 'number' : typeof value;
}
