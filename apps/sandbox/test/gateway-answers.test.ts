import { gunzipSync } from 'node:zlib';
import { request } from 'node:http';
import { XMLParser } from 'fast-xml-parser';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSandbox } from '../src/index.ts';
import type { OrderView, Sandbox } from '../src/index.ts';
import { call, callText, signed } from './gateway-client.ts';

const QUERY = 'alitrip.travel.trade.query';
let sandbox: Sandbox;
let order: OrderView;

beforeAll(async () => {
  sandbox = await createSandbox();
  order = sandbox.control.createOrder({ bizType: 1, subOrders: 2 });
});
afterAll(() => sandbox.close());

test('the root is the method name, and the request id lies inside it', async () => {
  const text = await callText(sandbox, QUERY, { order_id: order.id });
  expect(JSON.parse(text)).toMatchObject({
    alitrip_travel_trade_query_response: { first_result: {}, request_id: expect.stringMatching(/^\w{10,}$/) as string },
  });
});

test('a leading taobao. is dropped from the root', async () => {
  const text = await callText(sandbox, 'taobao.tmc.groups.get');
  expect(Object.keys(JSON.parse(text) as object)).toEqual(['tmc_groups_get_response']);
});

test('ids beyond 2^53 are bare numbers with a text twin', async () => {
  const text = await callText(sandbox, QUERY, { order_id: order.id });
  expect(BigInt(order.id)).toBeGreaterThan(2n ** 53n);
  expect(text).toContain(`"order_id":${order.id},"order_id_string":"${order.id}"`);
  for (const { id } of order.subOrders) expect(text).toContain(`"sub_order_id":${id},"sub_order_id_string":"${id}"`);
});

test('an array is wrapped in the name of its element type', async () => {
  expect(await call(sandbox, QUERY, { order_id: order.id })).toMatchObject({
    first_result: {
      sub_orders: { sub_order_info: [{ travellers: { traveller_info: expect.any(Array) as unknown[] } }, {}] },
    },
  });
  expect(await call(sandbox, 'alitrip.travel.trades.search', wholeDay())).toMatchObject({
    total_orders: 1,
    order_list: { number: [expect.any(Number)] },
    order_string_list: { string: [order.id] },
  });
});

test('simplify drops the root and the inner names', async () => {
  const answer: unknown = JSON.parse(await callText(sandbox, QUERY, { order_id: order.id, simplify: 'true' }));
  expect(answer).toMatchObject({
    first_result: { order_id_string: order.id, sub_orders: [{ travellers: expect.any(Array) as unknown[] }, {}] },
    request_id: expect.any(String) as string,
  });
});

test('simplify keeps the wrapper of an error', async () => {
  const answer: unknown = JSON.parse(await callText(sandbox, QUERY, { simplify: 'true' }));
  expect(answer).toMatchObject({ error_response: { code: 40 } });
});

test('without a format the answer is XML', async () => {
  const text = await callText(sandbox, QUERY, { order_id: order.id, format: undefined });
  const parser = new XMLParser({ ignoreAttributes: false, parseTagValue: false });
  expect(parser.parse(text)).toMatchObject({
    '?xml': { '@_encoding': 'utf-8' },
    alitrip_travel_trade_query_response: {
      first_result: {
        order_id: order.id,
        sub_orders: {
          sub_order_info: order.subOrders.map(({ id }) => ({ sub_order_id: id })),
        },
      },
    },
  });
});

test('an XML error has the same fields', async () => {
  const text = await callText(sandbox, QUERY, { format: 'xml' });
  expect(new XMLParser().parse(text)).toMatchObject({
    error_response: { code: 40, msg: 'Missing Required Arguments', sub_code: 'isv.missing-parameter:order_id' },
  });
});

test('text is escaped in XML', async () => {
  const text = await callText(sandbox, QUERY, { format: 'xml', method: 'a<b>&c' });
  const parsed = new XMLParser().parse(text) as { error_response: { sub_msg: string } };
  expect(parsed.error_response.sub_msg).toContain('a<b>&c');
});

test('a character that XML cannot carry is left out', async () => {
  const text = await callText(sandbox, QUERY, { format: 'xml', method: 'a\u0000\u0008\tb' });
  expect(text).toContain('不存在的方法名 a\tb</sub_msg>');
});

test.each([
  [undefined, undefined],
  ['identity', undefined],
  ['gzip, deflate', 'gzip'],
  ['deflate, gzip;q=0.5', 'gzip'],
  ['gzip;q=0, deflate', undefined],
])('with Accept-Encoding %s the encoding is %s', async (accepted, encoding) => {
  const { headers, body } = await rawPost(accepted);
  expect(headers['content-encoding']).toBe(encoding);
  const text = encoding === 'gzip' ? gunzipSync(body).toString() : body.toString();
  expect(text).toContain(order.id);
});

test('empty facts are left out rather than null', async () => {
  const text = await callText(sandbox, QUERY, { order_id: order.id });
  expect(text).not.toContain('null');
  expect(text).not.toContain('undefined');
});

function wholeDay(): { start_created_time: string; end_created_time: string } {
  return { start_created_time: '2000-01-01 00:00:00', end_created_time: '2100-01-01 00:00:00' };
}

/** A call by node:http, which adds no Accept-Encoding of its own. */
function rawPost(accepted: string | undefined): Promise<{ headers: NodeJS.Dict<string | string[]>; body: Buffer }> {
  const body = new URLSearchParams(signed(sandbox, { method: QUERY, order_id: order.id })).toString();
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    ...(accepted === undefined ? {} : { 'accept-encoding': accepted }),
  };
  return new Promise((resolve, reject) => {
    const outgoing = request(sandbox.gatewayUrl, { method: 'POST', headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => resolve({ headers: response.headers, body: Buffer.concat(chunks) }));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}
