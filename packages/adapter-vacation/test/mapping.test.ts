import { isTopObject, parseTopJson, unwrapArrays } from '@interline/top-client/codec';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';

import { ChannelError } from '@interline/core';
import type { OrderSnapshot } from '@interline/core';
import { mapTradeAnswer } from '../src/mapping.ts';
import { answerOf, answerWith, sample, SAMPLES } from './samples.ts';
import type { WireObject } from './samples.ts';

/** Every field name of API document alitrip.travel.trade.query (28564), in the 2017 text and in the newer metadata. */
const DOCUMENTED = `
  order_id order_id_string created_time modified_time end_time status type pay_info seller_info buyer_info
  promotion_details sub_orders order_with_depo post_fee cancel_reason score_details rate_content
  alipay_no pay_time discount_fee received_payment step_paid_fee step_trade_status
  seller_can_rate seller_rate seller_email seller_name seller_nick seller_phone seller_shop seller_memo seller_flag
  buyer_email buyer_message buyer_nick buyer_phone buyer_rate
  id promotion_id promotion_name promotion_desc content score dimension_name
  sub_order_id sub_order_id_string order_type confirm_status biz_type payment total_fee adjust_fee refund_id
  refund_status expire_time process_time extend_attributes buy_item_info contactor travellers
  item_id item_title category_id sku_id sku_properties out_product_id out_sku_id num price trip_start_date
  trip_end_date category_ext_infos category_ext_infos_json item_image fs_start_time fs_end_time
  name name_pinyin surname_pinyin given_name_pinyin sex birthday phone email credential_type credential_no valid_date
  nationality issue_country issue_place post_province post_city post_area post_address extend_attributes_json
`
  .trim()
  .split(/\s+/);

/** Twins say what another field says; leaving one of the pair out changes nothing. */
const TWINS = new Set(['order_id', 'order_id_string', 'sub_order_id', 'sub_order_id_string']);

describe('every field of the document', () => {
  const order = wireOrder(sample('complete'));
  const places = leavesOf(order);

  it('is in the complete sample and is known', () => {
    expect(new Set(places.flatMap((path) => path.filter((name) => typeof name === 'string')))).toEqual(
      new Set(DOCUMENTED),
    );
    expect(mapTradeAnswer(sample('complete')).anomalies).toEqual([]);
  });

  // The second sub-order only makes the order a partly delivered one.
  const told = places.filter((path) => !TWINS.has(String(path.at(-1))) && path[1] !== 1);
  test.each(told.map((path) => [path.join('.'), path] as const))('%s is told in the snapshot', (_name, path) => {
    expect(facts(mapTradeAnswer(answerWith(without(order, path))))).not.toEqual(
      facts(mapTradeAnswer(answerWith(order))),
    );
  });

  test.each([
    ['order_id', ['order_id']],
    ['order_id_string', ['order_id_string']],
    ['sub_order_id', ['sub_orders', 0, 'sub_order_id']],
    ['sub_order_id_string', ['sub_orders', 0, 'sub_order_id_string']],
  ])('%s may be missing when its twin is there', (_name, path) => {
    expect(facts(mapTradeAnswer(answerWith(without(order, path))))).toEqual(facts(mapTradeAnswer(answerWith(order))));
  });
});

describe('the documented sample', () => {
  const snapshot = mapTradeAnswer(sample('documented'));

  it('is read', () => {
    expect(snapshot).toMatchObject({
      reference: '1233',
      direction: 'SALE',
      status: 'AWAITING_FULFILMENT',
      channelStatus: 'WAIT_SELLER_SEND_GOODS',
      modifiedAt: new Date('2017-02-02T04:00:00Z'),
      currency: 'CNY',
      totalAmount: 2333n,
      paidAmount: 223n,
      buyerNick: 'buyer1',
    });
    expect(snapshot.items[0]).toMatchObject({ reference: '2111', title: '商品标题', kind: 'TOUR', unitAmount: 111n });
  });

  it('contradicts itself in the places that are reported', () => {
    expect(snapshot.anomalies).toEqual([
      { code: 'MALFORMED_VALUE', path: 'pay_info.step_paid_fee', value: '122.22阶段付款的已付金额' },
      { code: 'MALFORMED_VALUE', path: 'order_id_string', value: '1234' },
      { code: 'MALFORMED_VALUE', path: 'sub_orders[0].sub_order_id_string', value: '1234' },
    ]);
  });
});

describe('persons', () => {
  it('carry what identifies them nowhere but in their personal data', () => {
    const { travellers, raw: _raw, buyerNick: _nick, ...rest } = mapTradeAnswer(sample('complete'));
    const elsewhere = JSON.stringify(
      [rest, travellers.map(({ personal: _personal, ...other }) => other)],
      bigintsAsText,
    );
    const secrets = travellers.flatMap(({ personal }) => Object.values(personal)).filter((value) => value.length > 3);
    expect(secrets.length).toBeGreaterThan(20);
    expect(secrets.filter((secret) => elsewhere.includes(secret))).toEqual([]);
  });

  it('are the buyer, and the contact and travellers of each item', () => {
    const persons = mapTradeAnswer(sample('complete')).travellers;
    expect(persons.map(({ role, itemReference }) => [role, itemReference])).toEqual([
      ['BUYER', null],
      ['CONTACT', '1188515074720535310'],
      ['TRAVELLER', '1188515074720535310'],
    ]);
  });

  it('of the merchant are kept with the buyer, encrypted like him', () => {
    const buyer = mapTradeAnswer(sample('complete')).travellers.find(({ role }) => role === 'BUYER');
    expect(buyer?.personal).toEqual({
      email: 'ouyang@example.com',
      phone: '13976048428',
      message: '请安排靠窗座位',
      attributes:
        'sellerName:林经理;sellerPhone:0571-88155188;sellerEmail:desk@westlake.example.com;sellerMemo:客人要靠窗',
    });
  });

  it('of a shop that gets masked values come masked', () => {
    const { travellers } = mapTradeAnswer(sample('masked-shop'));
    expect(travellers.find(({ role }) => role === 'TRAVELLER')?.personal.phone).toMatch(/^\d{3}\*{4}\d{4}$/);
  });
});

describe('what the document does not know', () => {
  it('is kept in the raw answer and reported by its path, without its value', () => {
    const raw = answerOf({ colour: 'red' }, { contactor: { shoe_size: 44 } });
    const snapshot = mapTradeAnswer(raw);
    expect(snapshot.raw).toBe(raw);
    expect(snapshot.anomalies).toEqual([
      { code: 'UNKNOWN_FIELD', path: 'sub_orders[].contactor.shoe_size', value: 'a value of type number' },
      { code: 'UNKNOWN_FIELD', path: 'colour', value: 'a value of type string' },
    ]);
  });

  it('tells one answer from another also where it stands alone; the id of the request does not', () => {
    const digest = (colour: string, request: string): string | undefined =>
      mapTradeAnswer(answerOf({ colour }).replace('"test"', `"${request}"`)).rawDigest;
    expect(digest('red', 'a')).toBe(digest('red', 'b'));
    expect(digest('red', 'a')).not.toBe(digest('blue', 'a'));
  });

  it('never quotes a personal value that is malformed', () => {
    const { anomalies } = mapTradeAnswer(answerOf({}, { contactor: { sex: '王伟', name: ['王伟'] } }));
    expect(anomalies).toEqual([
      { code: 'MALFORMED_VALUE', path: 'sub_orders[0].contactor.name', value: 'a list' },
      { code: 'MALFORMED_VALUE', path: 'sub_orders[0].contactor.sex', value: 'a value of type string' },
    ]);
  });
});

describe('an answer without an order', () => {
  test.each([
    ['cut off', sample('complete').slice(0, 500)],
    ['empty', ''],
    ['no object', '[]'],
    ['without first_result', '{"alitrip_travel_trade_query_response":{"request_id":"1"}}'],
    ['without an order id', answerWith({ status: 'TRADE_FINISHED' })],
    ['nested without end', answerWith(JSON.parse(`${'{"a":'.repeat(300)}1${'}'.repeat(300)}`))],
  ])('%s is unreadable', (_name, raw) => {
    expect(() => mapTradeAnswer(raw)).toThrow(expect.objectContaining({ name: 'ChannelError', kind: 'unreadable' }));
  });
});

it('maps whatever an order may hold, or says that it is unreadable', () => {
  const orders = SAMPLES.map(({ raw }) => wireOrder(raw));
  const changed = fc
    .constantFrom(...orders)
    .chain((order) =>
      fc
        .array(fc.tuple(fc.constantFrom(...branchesOf(order)), WILD_VALUE), { minLength: 1, maxLength: 4 })
        .map((changes) => changes.reduce<unknown>((result, [path, value]) => replaced(result, path, value), order)),
    );
  fc.assert(
    fc.property(changed, (order) => {
      const raw = answerWith(order);
      try {
        const snapshot = mapTradeAnswer(raw);
        expect(mapTradeAnswer(raw)).toEqual(snapshot);
        expect(storable(snapshot)).toBe(true);
      } catch (error) {
        if (!(error instanceof ChannelError && error.kind === 'unreadable')) throw error;
      }
    }),
    { seed: 20261122, numRuns: 300 },
  );
});

const WILD_VALUE = fc.oneof(
  fc.jsonValue(),
  fc.constantFrom<unknown>(
    null,
    '',
    0,
    -1,
    2 ** 31,
    1e300,
    0.5,
    'NaN',
    '\0',
    '\ud800',
    '2026-02-30 00:00:00',
    {},
    [],
    [[]],
  ),
  fc.string({ unit: 'binary' }),
);

/** What PostgreSQL would refuse: NUL, half a surrogate pair, a number that is none, a date that is none. */
function storable(snapshot: OrderSnapshot): boolean {
  const { raw: _raw, ...rest } = snapshot;
  const text = JSON.stringify(rest, bigintsAsText);
  return (
    !/\\u0000|\\ud[89a-f]/i.test(text) &&
    !text.includes('Invalid') &&
    rest.items.every(({ quantity }) => Number.isInteger(quantity))
  );
}

function bigintsAsText(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function facts({ raw: _raw, rawDigest: _digest, ...rest }: OrderSnapshot): Omit<OrderSnapshot, 'raw' | 'rawDigest'> {
  return rest;
}

type Path = readonly (string | number)[];

function wireOrder(raw: string): WireObject {
  const answer = parseTopJson(raw) as Record<string, { readonly first_result: unknown }>;
  return unwrapArrays(answer['alitrip_travel_trade_query_response']?.first_result) as WireObject;
}

function leavesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return value === '' ? [] : [path];
  const isList = Array.isArray(value);
  return Object.entries(value).flatMap(([name, member]) => leavesOf(member, [...path, isList ? Number(name) : name]));
}

function branchesOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path];
  const isList = Array.isArray(value);
  const deeper = Object.entries(value).flatMap(([name, member]) =>
    branchesOf(member, [...path, isList ? Number(name) : name]),
  );
  return path.length === 0 ? deeper : [path, ...deeper];
}

function without(value: unknown, path: Path): unknown {
  return replaced(value, path, undefined);
}

/** A copy with another value at the path; a path that an earlier change cut off changes nothing. */
function replaced(value: unknown, [name, ...deeper]: Path, other: unknown): unknown {
  if (name === undefined) return other;
  if (Array.isArray(value))
    return value.map((member, index) => (index === name ? replaced(member, deeper, other) : member));
  return isTopObject(value) ? { ...value, [name]: replaced(value[name], deeper, other) } : value;
}
