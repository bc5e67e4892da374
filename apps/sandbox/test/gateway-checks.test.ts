import { formatTopTime } from '@interline/top-client/codec';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createSandbox } from '../src/index.ts';
import type { Sandbox } from '../src/index.ts';
import { call, signed } from './gateway-client.ts';
import type { CallParameters } from './gateway-client.ts';

const QUERY = 'alitrip.travel.trade.query';
let sandbox: Sandbox;
let orderId: string;

beforeAll(async () => {
  sandbox = await createSandbox();
  orderId = sandbox.control.createOrder().id;
});
afterAll(() => sandbox.close());

/** Faults of a request from the first check to the last; each line has this fault and every later one. */
const IN_ORDER: readonly [code: number, parameters: CallParameters][] = [
  [23, { format: 'yaml' }],
  [21, { method: undefined }],
  [28, { app_key: undefined }],
  [32, { v: undefined }],
  [24, { sign: undefined }],
  [31, { timestamp: '2001-01-01 00:00:00' }],
  [26, { session: undefined }],
  [40, { order_id: undefined }],
];

test.each(IN_ORDER.map(([code], index) => [code, index] as const))(
  'a request wrong from check %i on is answered with that code',
  async (code, index) => {
    const wrong = Object.assign({}, ...IN_ORDER.slice(index).map(([, parameters]) => parameters)) as CallParameters;
    const format = index === 0 ? {} : { format: 'json' };
    const text = await postRaw(signed(sandbox, { method: QUERY, order_id: orderId, ...wrong, ...format }));
    expect(text).toMatch(new RegExp(`"code":${code},|<code>${code}</code>`));
  },
);

test('flow control comes after the sign and before the session', async () => {
  sandbox.control.setFaults({ calls: [{ kind: 'throttle', method: QUERY, seconds: 5 }] });
  await expect(call(sandbox, QUERY, { session: undefined, sign: '0' })).resolves.toMatchObject({ code: 25 });
  await expect(call(sandbox, QUERY, { session: undefined })).resolves.toMatchObject({ code: 7 });
  sandbox.control.clearFaults();
});

test('the white list comes after the session and before the arguments', async () => {
  sandbox.control.setFaults({ whiteList: ['203.0.113.1'] });
  await expect(call(sandbox, QUERY, { session: 'nobody' })).resolves.toMatchObject({ code: 27 });
  await expect(call(sandbox, QUERY)).resolves.toMatchObject({
    code: 11,
    msg: 'Insufficient ISV Permissions',
    sub_code: 'isv.permission-ip-whitelist-limit',
  });
  sandbox.control.setFaults({ whiteList: ['127.0.0.1'] });
  await expect(call(sandbox, QUERY)).resolves.toMatchObject({ code: 40 });
  sandbox.control.clearFaults();
});

test.each([11, 12, 13, 42])(
  'a missing right, code %i, comes after the session and before the arguments',
  async (code) => {
    sandbox.control.setFaults({ calls: [{ kind: 'error', code, method: QUERY }] });
    await expect(call(sandbox, QUERY, { session: 'nobody' })).resolves.toMatchObject({ code: 27 });
    await expect(call(sandbox, QUERY)).resolves.toMatchObject({ code });
    sandbox.control.clearFaults();
  },
);

describe('each error says what is wrong', () => {
  test.each<[string, () => CallParameters, Record<string, unknown>]>([
    ['unknown method', () => ({ method: 'no.such.method' }), { code: 22, msg: 'Invalid Method' }],
    ['unknown app key', () => ({ app_key: '1' }), { code: 29, msg: 'Invalid App Key' }],
    ['malformed version', () => ({ v: 'two' }), { code: 33 }],
    ['other version', () => ({ v: '3.0' }), { code: 34 }],
    ['wrong sign', () => ({ sign: 'A'.repeat(64) }), { code: 25, msg: 'Invalid Signature' }],
    ['unknown sign method', () => ({ sign_method: 'crc32' }), { code: 25 }],
    ['missing timestamp', () => ({ timestamp: undefined }), { code: 30 }],
    ['malformed timestamp', () => ({ timestamp: '2026-02-30 00:00:00' }), { code: 31 }],
    ['11 minutes slow', () => ({ timestamp: minutesAway(-11) }), { code: 31, msg: 'Invalid Timestamp' }],
    ['11 minutes fast', () => ({ timestamp: minutesAway(11) }), { code: 31 }],
    ['unknown session', () => ({ session: 'nobody' }), { code: 27, sub_code: 'invalid-sessionkey' }],
    ['session of another app', () => ({ session: foreignSession() }), { code: 27, sub_code: 'invalid-sessionkey' }],
    ['missing argument', () => ({ order_id: '' }), { code: 40, sub_code: 'isv.missing-parameter:order_id' }],
    ['argument that is no id', () => ({ order_id: '12a' }), { code: 41, sub_code: 'isv.invalid-parameter:order_id' }],
    ['id beyond 64 bits', () => ({ order_id: '9223372036854775808' }), { code: 41 }],
  ])('%s', async (_name, wrong, error) => {
    await expect(call(sandbox, QUERY, { order_id: orderId, ...wrong() })).resolves.toMatchObject(error);
  });

  test('the sample of the missing session: a sub_msg, no sub_code', async () => {
    const error = await call(sandbox, QUERY, { session: undefined, order_id: orderId });
    expect(error).toMatchObject({ code: 26, msg: 'Missing Session', sub_msg: expect.any(String) as string });
    expect(error).not.toHaveProperty('sub_code');
  });

  test('9 minutes away is near enough', async () => {
    const answer = await call(sandbox, QUERY, { order_id: orderId, timestamp: minutesAway(-9) });
    expect(answer).toHaveProperty('first_result');
  });

  test('PUT is not an HTTP method of the gateway', async () => {
    const response = await fetch(sandbox.gatewayUrl, { method: 'PUT' });
    expect(response.status).toBe(200);
    expect(await response.text()).toContain('<code>9</code><msg>Http Action Not Allowed</msg>');
  });

  test.each(['multipart/form-data', 'multipart/form-data; boundary=x'])('a broken %s body is code 43', async (type) => {
    const init = { method: 'POST', headers: { 'content-type': type }, body: '--x\r\nContent-Disposition: form' };
    const response = await fetch(sandbox.gatewayUrl, init);
    expect(await response.text()).toContain('<code>43</code><msg>Parameter Error</msg>');
  });

  test('a body beyond 12 MB is refused and the next call is served', async () => {
    const body = new URLSearchParams({ ...signed(sandbox, { method: QUERY }), filler: 'x'.repeat(13_000_000) });
    const response = await fetch(sandbox.gatewayUrl, { method: 'POST', body });
    expect(await response.text()).toContain('the request body is larger than 12582912 bytes');
    await expect(call(sandbox, QUERY, { order_id: orderId })).resolves.toHaveProperty('first_result');
  });
});

describe('the parameters may sit anywhere', () => {
  test.each<[string, () => Promise<Response>]>([
    ['urlencoded body', () => fetch(sandbox.gatewayUrl, { method: 'POST', body: new URLSearchParams(parameters()) })],
    ['query string, GET', () => fetch(`${sandbox.gatewayUrl}?${new URLSearchParams(parameters())}`)],
    [
      'system parameters in the query string, the others in the body',
      () => {
        const entries = Object.entries(parameters());
        const query = new URLSearchParams(entries.filter(([name]) => isSystem(name)));
        const body = new URLSearchParams(entries.filter(([name]) => !isSystem(name)));
        return fetch(`${sandbox.gatewayUrl}?${query}`, { method: 'POST', body });
      },
    ],
    [
      'multipart with a file outside the sign',
      () => {
        const form = new FormData();
        for (const [name, value] of Object.entries(parameters())) form.set(name, value);
        form.set('attachment', new Blob(['bytes']), 'a.txt');
        return fetch(sandbox.gatewayUrl, { method: 'POST', body: form });
      },
    ],
  ])('%s', async (_layout, send) => {
    const text = await (await send()).text();
    expect(text).toContain(`"order_id_string":"${orderId}"`);
  });

  test('both ways of writing a space decode to a space', async () => {
    const close = signed(sandbox, {
      method: 'alitrip.travel.trade.close',
      sub_order_id: '1',
      close_reason: '缺 货 a&b=c',
    });
    const plus = new URLSearchParams(close).toString();
    for (const body of [plus, plus.replaceAll('+', '%20')]) {
      const headers = { 'content-type': 'application/x-www-form-urlencoded;charset=utf-8' };
      const response = await fetch(sandbox.gatewayUrl, { method: 'POST', headers, body });
      expect(await response.text()).toContain('isv.biz-error:INVALID_SUB_ORDER_ID');
    }
  });

  test('a raw JSON body is part of the sign', async () => {
    const query = new URLSearchParams(parameters());
    const send = (body: string) =>
      fetch(`${sandbox.gatewayUrl}?${query}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
      });
    expect(await (await send('')).text()).toContain('first_result');
    expect(await (await send('{}')).text()).toContain('"code":25');
  });
});

test.each(['md5', 'hmac', 'hmac-sha256'])('signs by %s are verified', async (signMethod) => {
  const answer = await call(sandbox, QUERY, { order_id: orderId, sign_method: signMethod });
  expect(answer).toHaveProperty('first_result');
});

async function postRaw(parameters: Record<string, string>): Promise<string> {
  const response = await fetch(sandbox.gatewayUrl, { method: 'POST', body: new URLSearchParams(parameters) });
  expect(response.status).toBe(200);
  return response.text();
}

function foreignSession(): string {
  return sandbox.control.shops().find(({ id }) => id === 'foreign')?.session ?? '';
}

function minutesAway(minutes: number): string {
  return formatTopTime(new Date(sandbox.clock.now().getTime() + minutes * 60_000));
}

function parameters(): Record<string, string> {
  return signed(sandbox, { method: QUERY, order_id: orderId });
}

function isSystem(name: string): boolean {
  return name !== 'order_id';
}
