import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { sign } from '../src/codec/index.ts';
import { createTestClient } from './support/client.ts';
import { startAnswering, startHttpServer } from './support/http-server.ts';

describe('a call', () => {
  test('is signed, urlencoded and stamped in GMT+8', async () => {
    const gateway = await startAnswering({ alitrip_travel_trade_query_response: {} });
    const client = createTestClient(gateway.url);
    const parameters = { order_id: 12233, remark: undefined, close_reason: '房型已满 a&b=c' };
    await client.call('alitrip.travel.trade.query', parameters, { kind: 'read', session: 'test' });
    const [request] = gateway.requests;
    const { sign: given, ...sent } = Object.fromEntries(request!.parameters);
    expect(request!.headers['content-type']).toMatch('application/x-www-form-urlencoded');
    expect(sent).toEqual({
      method: 'alitrip.travel.trade.query',
      app_key: '12345678',
      session: 'test',
      timestamp: '2017-02-02 12:00:00',
      v: '2.0',
      format: 'json',
      sign_method: 'hmac-sha256',
      order_id: '12233',
      close_reason: '房型已满 a&b=c',
    });
    expect(given).toBe(sign(sent, 'helloworld', 'hmac-sha256'));
  });

  test.each([
    ['md5', '270C2143B64D88D4A0D3D9395A7B5A78'],
    ['hmac', '30193A34C4BC2ECCAC31787C00E14E6E'],
    ['hmac-sha256', 'DD27F657E632B6D1090E2096DB875832818335025FE05E8E64E2BD37F67817E3'],
  ] as const)('can be signed with %s', async (signMethod, expected) => {
    const gateway = await startAnswering({ alitrip_travel_trade_query_response: {} });
    const client = createTestClient(gateway.url, { signMethod });
    await client.call('alitrip.travel.trade.query', { order_id: '12233' }, { kind: 'read', session: 'test' });
    expect(gateway.requests[0]!.parameters.get('sign')).toBe(expected);
  });

  test('with a file is multipart, the file outside the sign', async () => {
    const gateway = await startAnswering({ tmc_message_produce_response: { is_success: true } });
    const client = createTestClient(gateway.url, { signMethod: 'md5' });
    const file = { name: 'ticket.png', bytes: Uint8Array.from(Buffer.from('PNG!')), type: 'image/png' };
    await client.call('taobao.tmc.message.produce', { topic: 't' }, { kind: 'write', files: { media_content: file } });
    const { headers, body } = gateway.requests[0]!;
    const expected = sign(
      {
        method: 'taobao.tmc.message.produce',
        app_key: '12345678',
        timestamp: '2017-02-02 12:00:00',
        v: '2.0',
        format: 'json',
        sign_method: 'md5',
        topic: 't',
      },
      'helloworld',
      'md5',
    );
    expect(headers['content-type']).toMatch('multipart/form-data; boundary=');
    expect(body).toContain(`name="sign"\r\n\r\n${expected}`);
    expect(body).toMatch(/name="media_content"; filename="ticket.png"\r\nContent-Type: image\/png\r\n\r\nPNG!/);
  });

  test('a file’s name cannot add to the part’s header', async () => {
    const gateway = await startAnswering({ tmc_message_produce_response: { is_success: true } });
    const name = 'a"; filename="b.png"\r\nx-forged: 1\r\n\r\n诊断.png';
    const file = { name, bytes: Uint8Array.from(Buffer.from('PNG!')), type: 'image/png' };
    const client = createTestClient(gateway.url);
    await client.call('taobao.tmc.message.produce', { topic: 't' }, { kind: 'write', files: { media_content: file } });
    const { headers, body } = gateway.requests[0]!;
    expect(body).not.toContain('\r\nx-forged');
    const form = await new Response(body, { headers: { 'content-type': String(headers['content-type']) } }).formData();
    expect([...form.keys()].filter((field) => field === 'media_content')).toHaveLength(1);
  });

  test('answers the content of the root, arrays unwrapped and ids intact', async () => {
    const text =
      '{"alitrip_travel_trade_query_response":{"first_result":{"order_id":9007199254740993,' +
      '"sub_orders":{"sub_order_info":[{"sub_order_id":1188515074720535309}]}},"request_id":"r-1"}}';
    const gateway = await startAnswering(text);
    const client = createTestClient(gateway.url);
    expect(await client.call('alitrip.travel.trade.query', {}, { kind: 'read' })).toEqual({
      data: {
        first_result: { order_id: '9007199254740993', sub_orders: [{ sub_order_id: '1188515074720535309' }] },
        request_id: 'r-1',
      },
      raw: text,
      requestId: 'r-1',
    });
  });

  test('with simplify reads plain arrays and an object that has only one', async () => {
    const gateway = await startAnswering({
      first_result: { sub_orders: [{ sub_order_id: 1 }] },
      request_id: 'r-1',
    });
    const client = createTestClient(gateway.url);
    const { data } = await client.call('alitrip.travel.trade.query', {}, { kind: 'read', simplify: true });
    expect(gateway.requests[0]!.parameters.get('simplify')).toBe('true');
    expect(data['first_result']).toEqual({ sub_orders: [{ sub_order_id: 1 }] });
  });

  test('a root with one array as its only field stays an object', async () => {
    const gateway = await startAnswering({ tmc_messages_consume_response: { messages: { tmc_message: [] } } });
    const client = createTestClient(gateway.url);
    const { data } = await client.call('taobao.tmc.messages.consume', {}, { kind: 'read' });
    expect(data).toEqual({ messages: [] });
  });

  test('to an address that is no URL is refused when the client is made', () => {
    expect(() => createTestClient('eco.taobao.com')).toThrow('gatewayUrl is not a URL: eco.taobao.com');
  });

  test('refuses a parameter that only the client may set', async () => {
    const client = createTestClient('http://127.0.0.1:1/');
    await expect(client.call('a.b', { session: 'x' }, { kind: 'read' })).rejects.toThrow(
      'a.b: session is set by the client',
    );
  });

  test('an answer larger than the cap is refused with the remedy', async () => {
    const gateway = await startHttpServer((_request, response) => response.end('x'.repeat(2000)));
    const client = createTestClient(gateway.url, { maxResponseBytes: 1000 });
    await expect(client.call('a.b', {}, { kind: 'read' })).rejects.toMatchObject({
      kind: 'refused',
      message: 'a.b: the answer is larger than 1000 bytes. Ask for less, or raise maxResponseBytes.',
    });
    await expect(client.call('a.b', {}, { kind: 'write' })).rejects.toMatchObject({ kind: 'unknown-outcome' });
  });

  test('asks for gzip and reads the answer as it is sent, zipped or not', async () => {
    const plain = JSON.stringify({ a_b_response: { 名: 1 } });
    const gateway = await startHttpServer((_request, response, index) => {
      if (index === 0) response.setHeader('content-encoding', 'gzip');
      response.end(index === 0 ? gzipSync(plain) : plain);
    });
    const client = createTestClient(gateway.url);
    for (const _form of ['zipped', 'plain']) {
      expect((await client.call('a.b', {}, { kind: 'read' })).data).toEqual({ 名: 1 });
    }
    expect(gateway.requests.map(({ headers }) => headers['accept-encoding'])).toEqual(['gzip', 'gzip']);
  });

  test('an answer that unzips beyond the cap is not unzipped further', async () => {
    const gateway = await startHttpServer((_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(10 << 20)));
    });
    const client = createTestClient(gateway.url, { maxResponseBytes: 100_000 });
    await expect(client.call('a.b', {}, { kind: 'read' })).rejects.toMatchObject({
      message: 'a.b: the answer is larger than 100000 bytes. Ask for less, or raise maxResponseBytes.',
    });
  });

  test('gzip that breaks off leaves a write of unknown outcome', async () => {
    const gateway = await startHttpServer((_request, response) => {
      response.setHeader('content-encoding', 'gzip').end(gzipSync('{"a_b_response":{}}').subarray(0, 12));
    });
    const call = createTestClient(gateway.url).call('a.b', {}, { kind: 'write' });
    await expect(call).rejects.toMatchObject({ kind: 'unknown-outcome' });
  });
});
