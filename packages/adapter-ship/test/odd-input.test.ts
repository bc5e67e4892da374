import { afterAll, beforeAll, describe, expect, test } from 'vitest';

import { openQimenHub } from './qimen-hub.ts';
import type { QimenHub } from './qimen-hub.ts';
import { about, CREATE, METHOD, PEOPLE } from './ship-calls.ts';

let ship: QimenHub;
beforeAll(async () => {
  ship = await openQimenHub({ defaultPolicy: { mode: 'automatic' } });
});
afterAll(() => ship.close());

describe('what only looks bad is taken for what it is:', () => {
  let number = 0;
  const taken = async (bytes: (text: string) => string | Uint8Array, headers = {}, content: object = {}) => {
    number += 1;
    const reference = `taken-${number}`;
    const whole = { ...CREATE, alitrip_order_id: reference, ...content };
    const given = bytes(JSON.stringify(whole));
    expect(await ship.call(METHOD.create, {}, { body: given, headers })).toMatchObject({
      success: true,
      ret_code: '0',
    });
    const [entry] = await ship.dossiers.read(String(whole.alitrip_order_id));
    return { order: await ship.order(String(whole.alitrip_order_id)), entry: JSON.stringify(entry?.content) };
  };
  const replaced = (from: string, to: string) => (text: string) => {
    expect(text).toContain(from);
    return text.replace(from, to);
  };

  test('a byte order mark', async () => {
    const { order } = await taken((text) => `\uFEFF${text}`);
    expect(order.anomalies).toEqual([]);
  });
  test('JSON of another content type', async () => {
    const { order } = await taken((text) => text, { 'content-type': 'image/png' });
    expect(order.anomalies).toEqual([]);
  });
  test('JSON in GBK that says so', async () => {
    // "张" in GBK is D5 C5.
    const gbk = (text: string): Uint8Array => {
      const ascii = text.replaceAll(/[^\0-\x7F]+/g, '@');
      return Uint8Array.from([...Buffer.from(ascii)].flatMap((byte) => (byte === 0x40 ? [0xd5, 0xc5] : [byte])));
    };
    const { entry } = await taken(gbk, { 'content-type': 'application/json;charset=GBK' });
    expect(entry).toContain('"name":"张"');
  });
  test('whole fen, however they are written', async () => {
    for (const written of ['18000.0', '1.8e4', '180.00E+2', '"18000"']) {
      const { entry } = await taken(replaced('"order_amount":18000', `"order_amount":${written}`));
      expect(entry).toContain('"total":"18000"');
    }
  });
  test('an id beyond 2^53, digit by digit', async () => {
    const id = '9007199254740993';
    const { order } = await taken(replaced(`"${id}"`, id), {}, { alitrip_order_id: id });
    expect(order.status).toBe('AWAITING_CONFIRMATION');
    expect(await ship.dossiers.read('9007199254740992')).toEqual([]);
  });
  test('an empty list of passengers: an order that names nobody', async () => {
    const { order } = await taken((text) => text, {}, { passenger_list: [] });
    expect(order.anomalies).toEqual([]);
  });
  test('both spellings of a name that say the same', async () => {
    const { order } = await taken((text) => text, {}, { goodsId: CREATE.goods_id });
    expect(order.anomalies).toEqual([]);
  });
  test('a word that nobody knows, reported as UNKNOWN_VALUE, and fields, as UNKNOWN_FIELD', async () => {
    const [first, second] = PEOPLE;
    const passengers = [{ ...first, passenger_type: '7', nick: '小张' }, second];
    const { order, entry } = await taken((text) => text, {}, { passenger_list: passengers, deck: '2' });
    expect(order.anomalies).toEqual([
      { code: 'UNKNOWN_FIELD', path: 'deck', value: '' },
      { code: 'UNKNOWN_FIELD', path: 'passenger_list[0].nick', value: '' },
      { code: 'UNKNOWN_VALUE', path: 'passenger_list[0].passenger_type', value: '7' },
    ]);
    expect(entry).toContain('小张');
  });
  test('names that every object has, which pollute none', async () => {
    const names = '"__proto__":{"polluted":"1"},"constructor":{"prototype":{"polluted":"1"}},"toString":"1"';
    const { order } = await taken((text) => text.replace('{', `{${names},`));
    expect(order.anomalies.map(({ path }) => path)).toEqual(['__proto__', 'constructor', 'to_string']);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
  test('NUL and half a character in a field that nobody knows', async () => {
    const { order } = await taken((text) => text.replace('{', String.raw`{"a\u0000b\ud800":"c\u0000\ud800",`));
    expect(order.anomalies).toMatchObject([{ code: 'UNKNOWN_FIELD', path: expect.stringMatching(/^a.*b/) }]);
  });
  test('XML with characters by their number, and with CDATA', async () => {
    const { passenger_list: people, ...rest } = { ...CREATE, alitrip_order_id: 'taken-xml' };
    const fields = (each: object): string =>
      Object.entries(each)
        .map(([name, value]) => `<${name}>${String(value)}</${name}>`)
        .join('');
    const [first, second] = people;
    const names = ['&#24352;&#x4F1F; &lt;&amp;&gt;', '<![CDATA[<李> & &#20234;]]>'];
    const list = [first, second].map((each, index) => fields({ ...each, passenger_name: names[index] }));
    const xml = `<request>${fields(rest)}<passenger_list>${list.map((each) => `<passenger>${each}</passenger>`).join('')}</passenger_list></request>`;
    expect(await ship.call(METHOD.create, {}, { body: xml })).toMatchObject({ success: true });
    const [entry] = await ship.dossiers.read('taken-xml');
    expect(JSON.stringify(entry?.content['request'])).toContain('"name":"张伟 <&>"');
    expect(JSON.stringify(entry?.content['request'])).toContain('"name":"<李> & &#20234;"');
  });
});

test('the configuration gives calls a secret of their own, and refusals the codes of the channel', async () => {
  const codes = { orderUnknown: '1001', signature: '27' };
  const own = await openQimenHub({ qimenSecret: 'of calls', answerCodes: codes });
  try {
    expect(await own.call(METHOD.query, about('1'))).toMatchObject({ success: false, ret_code: '27' });
    const bySecret = await own.call(METHOD.query, about('1'), { secret: 'of calls' });
    expect(bySecret).toMatchObject({ success: false, ret_code: '1001' });
  } finally {
    await own.close();
  }
});
