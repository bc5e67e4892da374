import * as fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';

import {
  asArray,
  encodeParameter,
  formatTopTime,
  idText,
  parseTopJson,
  parseTopTime,
  responseRoot,
  stringifyTopJson,
  unwrapArrays,
  wireName,
  wrapArray,
} from '../src/codec/index.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('times', () => {
  test.each(['UTC', 'Asia/Shanghai', 'America/New_York'])('are GMT+8 in a process in %s', (zone) => {
    vi.stubEnv('TZ', zone);
    expect(formatTopTime(new Date('2016-12-31T16:00:00.999Z'))).toBe('2017-01-01 00:00:00');
    expect(parseTopTime('2017-01-01 00:00:00')).toEqual(new Date('2016-12-31T16:00:00Z'));
  });

  test.each([
    '2017-02-29 00:00:00',
    '2017-13-01 00:00:00',
    '2017-01-01 24:00:00',
    '2017-01-01 00:00:60',
    '2017-01-01',
    '2017-1-1 0:00:00',
    '2017-01-01T00:00:00',
    '',
  ])('%s is refused', (text) => {
    expect(() => parseTopTime(text)).toThrow(RangeError);
  });

  test('an instant that has no four-digit year is refused', () => {
    expect(() => formatTopTime(new Date(NaN))).toThrow(RangeError);
    expect(() => formatTopTime(new Date(8.64e15))).toThrow(RangeError);
  });
});

describe('JSON', () => {
  test('integers beyond 2^53 become text, everything else stays', () => {
    expect(
      parseTopJson(
        '{"a":9007199254740993,"b":-9007199254740993,"c":9007199254740991,"d":1.5,"e":"9007199254740993","f":[1188515074720535309],"g":1e20}',
      ),
    ).toEqual({
      a: '9007199254740993',
      b: '-9007199254740993',
      c: 9007199254740991,
      d: 1.5,
      e: '9007199254740993',
      f: ['1188515074720535309'],
      g: 1e20,
    });
  });

  test('bigints are written as bare numbers', () => {
    expect(stringifyTopJson({ order_id: 2n ** 53n + 1n, order_id_string: '9007199254740993' })).toBe(
      '{"order_id":9007199254740993,"order_id_string":"9007199254740993"}',
    );
  });

  test('no integer loses a digit, whatever its size', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }), (id) => {
        const { order_id } = parseTopJson(stringifyTopJson({ order_id: id })) as { order_id: unknown };
        expect(idText(order_id)).toBe(id.toString());
      }),
    );
  });

  test('truncated JSON is a SyntaxError', () => {
    expect(() => parseTopJson('{"order_id":11885150747205')).toThrow(SyntaxError);
    expect(() => parseTopJson('{"order_id":1188515074720535309,')).toThrow(SyntaxError);
  });

  test('an id is text in every form', () => {
    expect([idText('1'), idText(12), idText(2n ** 60n), idText(1.5), idText(''), idText(null)]).toEqual([
      '1',
      '12',
      '1152921504606846976',
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe('answers', () => {
  test.each([
    ['alitrip.travel.trade.query', 'alitrip_travel_trade_query_response'],
    ['taobao.tmc.messages.consume', 'tmc_messages_consume_response'],
    ['taobao.alitrip.travel.trade.memo.add', 'alitrip_travel_trade_memo_add_response'],
  ])('root of %s', (method, root) => {
    expect(responseRoot(method)).toBe(root);
  });

  test('array envelopes become arrays, objects that hold one envelope stay objects', () => {
    expect(
      unwrapArrays({
        first_result: { sub_orders: { sub_order_info: [{ travellers: { traveller_info: [{ name: 'a' }] } }] } },
        refund_list: { refund_list: [] },
        order_string_list: { string: ['1', '2'] },
        plain: [{ order_list: { number: [1] } }],
      }),
    ).toEqual({
      first_result: { sub_orders: [{ travellers: [{ name: 'a' }] }] },
      refund_list: [],
      order_string_list: ['1', '2'],
      plain: [{ order_list: [1] }],
    });
  });

  test('a hostile field name stays a field', () => {
    expect(Object.keys(unwrapArrays(JSON.parse('{"__proto__":{"a":1},"b":2}')) as object)).toEqual(['__proto__', 'b']);
  });

  test('nesting without end is refused', () => {
    const deep = JSON.parse(`${'{"a":['.repeat(300)}${']}'.repeat(300)}`);
    expect(() => unwrapArrays(deep)).toThrow('nested deeper than 200');
  });

  test('asArray reads every shape of a list and refuses others', () => {
    expect([asArray([1]), asArray({ number: [1] }), asArray({}), asArray(''), asArray(undefined)]).toEqual([
      [1],
      [1],
      [],
      [],
      [],
    ]);
    expect(() => asArray({ a: 1, b: 2 })).toThrow('expected an array or an array envelope, got an object with 2');
    expect(() => asArray('text')).toThrow('got string');
  });

  test('wrapArray names the declared type', () => {
    expect(wrapArray('FlightInfoDTO', [1])).toEqual({ flight_info_d_t_o: [1] });
    expect(wireName('confirmBookRQ')).toBe('confirm_book_r_q');
  });
});

describe('application parameters', () => {
  test.each([
    ['text', '缺货', '缺货'],
    ['a number', 2.5, '2.5'],
    ['a large number', 1e21, '1000000000000000000000'],
    ['a bigint', 1188515074720535309n, '1188515074720535309'],
    ['a boolean', false, 'false'],
    ['a time', new Date('2017-02-02T04:00:00Z'), '2017-02-02 12:00:00'],
    ['a list', ['1', 2, 3n], '1,2,3'],
    [
      'an object',
      { agent_order_id: '1', at: new Date('2017-02-02T04:00:00Z'), id: 9007199254740993n },
      '{"agent_order_id":"1","at":"2017-02-02 12:00:00","id":9007199254740993}',
    ],
    ['a list of objects', [{ a: 1 }], '[{"a":1}]'],
    ['nothing', undefined, undefined],
    ['null', null, undefined],
    ['an empty text', '', undefined],
    ['an empty list', [], undefined],
  ])('%s', (_name, value, expected) => {
    expect(encodeParameter(value)).toBe(expected);
  });

  test.each([[NaN], [Infinity], [1e-9], [['a,b']]])('%s is refused', (value) => {
    expect(() => encodeParameter(value)).toThrow(TypeError);
  });
});
