import { describe, expect, test } from 'vitest';

import { sign, tmcConnectSign, verifySign } from '../src/codec/index.ts';
import type { SignMethod } from '../src/codec/index.ts';

const system = { app_key: '12345678', format: 'json', v: '2.0' };
const item = {
  ...system,
  method: 'taobao.item.seller.get',
  session: 'test',
  timestamp: '2016-01-01 12:00:00',
  fields: 'num_iid,title,nick,price,num',
  num_iid: '11223344',
};
const query = {
  ...system,
  method: 'alitrip.travel.trade.query',
  session: 'test',
  timestamp: '2017-02-02 12:00:00',
  order_id: '12233',
};
const close = {
  ...system,
  method: 'alitrip.travel.trade.close',
  session: 'test',
  timestamp: '2017-02-02 12:00:00',
  sub_order_id: '2111',
  close_reason: '缺货',
  reason_desc: '房型已满 a&b=c',
};
const ship = {
  ...system,
  method: 'alitrip.ship.order.notify',
  timestamp: '2019-12-20 00:00:00',
  confirm_book_r_q: '{"agent_order_id":"1"}',
};

const vectors: [string, Record<string, string>, SignMethod, string][] = [
  ['V1', item, 'md5', '66987CB115214E59E6EC978214934FB8'],
  ['V1', item, 'hmac', 'D56D7858309C31B6251083A874D48273'],
  ['V1', item, 'hmac-sha256', '04DB15AD0774D5CFCE2C837DE43E3FCEA9011ED74F3038FB6AB5F3C4CEA119E8'],
  ['V2', query, 'md5', '270C2143B64D88D4A0D3D9395A7B5A78'],
  ['V2', query, 'hmac', '30193A34C4BC2ECCAC31787C00E14E6E'],
  ['V2', query, 'hmac-sha256', 'DD27F657E632B6D1090E2096DB875832818335025FE05E8E64E2BD37F67817E3'],
  ['V3', close, 'md5', '1129B45B4263AC6A79A1EF9C67E66428'],
  ['V3', close, 'hmac', '508B8236209C4491C879C181090BB5EF'],
  ['V3', close, 'hmac-sha256', '952EFE0EFBD76DD5155A81F668D67DDDF807F3EF4894C8AA4E1E97E85B76EAEC'],
  ['V4', ship, 'md5', '8FA6B235D38802EB114AE33C233A3AEB'],
];

describe('sign', () => {
  test.each(vectors)('%s with %s parameters and method %s', (_name, parameters, method, expected) => {
    const signed = { ...parameters, sign_method: method };
    expect(sign(signed, 'helloworld', method)).toBe(expected);
    expect(verifySign(expected, Object.entries(signed), 'helloworld', method)).toBe(true);
    expect(verifySign(expected, signed, 'hello', method)).toBe(false);
  });

  test('leaves out the sign itself and empty values', () => {
    expect(sign({ ...query, sign_method: 'md5', sign: 'X', remark: '' }, 'helloworld', 'md5')).toBe(
      '270C2143B64D88D4A0D3D9395A7B5A78',
    );
  });

  test('appends the body of a raw-body request', () => {
    expect(sign(query, 'secret', 'hmac', '{"a":1}')).not.toBe(sign(query, 'secret', 'hmac'));
    expect(sign({ a: '1' }, 'secret', 'md5', '23')).toBe(sign({ a: '123' }, 'secret', 'md5'));
  });

  test('a sign over empty values, as the npm SDKs make it, verifies too', () => {
    // `b` carries no value, so its name alone joins the text: a1b, which equals the pair a=1b.
    const npmSign = sign({ a: '1b' }, 'secret', 'hmac-sha256');
    expect(verifySign(npmSign, { a: '1', b: '' }, 'secret', 'hmac-sha256')).toBe(true);
    expect(verifySign(npmSign.toLowerCase(), { a: '1', b: '' }, 'secret', 'hmac-sha256')).toBe(true);
    expect(verifySign('short', { a: '1', b: '' }, 'secret', 'hmac-sha256')).toBe(false);
  });

  test('of a TMC CONNECT', () => {
    expect(tmcConnectSign('12345678', 'helloworld', 'default', 1_500_000_000_000)).toBe(
      '910DF40DB961892C14F887902578CF2C',
    );
  });
});
