import { sign } from '@interline/top-client/codec';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { ManualClock, Sandbox } from '../src/index.ts';
import { call } from './gateway-client.ts';

const CALLBACK = 'http://127.0.0.1:4000/oauth/callback?a=b';
let clock: ManualClock;
let sandbox: Sandbox;

beforeEach(async () => {
  clock = manualClock();
  sandbox = await createSandbox({ clock });
});
afterEach(() => sandbox.close());

describe('authorise', () => {
  test('without a shop the page offers the shops of the application, escaped', async () => {
    const page = await (await authorize({ shop: '' })).text();
    expect(page).toContain('西湖旅行专营店');
    expect(page).not.toContain('远方的店');
    expect(page).toContain('shop=west-lake"');
  });

  test('comes back with code and state, and keeps the callback’s own query', async () => {
    const location = new URL((await authorize({ state: 'a b&c' })).headers.get('location') ?? '');
    expect(location.searchParams.get('state')).toBe('a b&c');
    expect(location.searchParams.get('a')).toBe('b');
    expect(location.searchParams.get('code')).toMatch(/^\w+$/);
  });

  test.each([
    [{ client_id: '1' }, 'client_id'],
    [{ redirect_uri: 'https://example.com/' }, 'redirect_uri'],
    [{ redirect_uri: 'javascript:alert(1)' }, 'redirect_uri'],
    [{ response_type: 'password' }, 'response_type'],
  ])('%j is refused on a page that names %s', async (wrong, name) => {
    const response = await authorize(wrong);
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(name);
  });

  test('the client-side flow gives a signed token in the fragment', async () => {
    const location = new URL((await authorize({ response_type: 'token', state: 's' })).headers.get('location') ?? '');
    const values = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    const { top_sign: signature, ...rest } = values;
    expect(signature).toBe(sign(rest, sandbox.app.secret, 'md5'));
    expect(rest).toMatchObject({ access_token: expect.any(String) as string, state: 's' });
  });
});

describe('token', () => {
  test('a code becomes a session that works', async () => {
    const token = await exchange({ code: await code(), state: 'x' });
    expect(token).toMatchObject({
      token_type: 'Bearer',
      expires_in: 180 * 86_400,
      taobao_user_id: '3607242345',
      taobao_user_nick: encodeURIComponent('西湖旅行专营店'),
      state: 'x',
    });
    for (const level of ['r1', 'r2', 'w1', 'w2']) expect(token[`${level}_expires_in`]).toBe(180 * 86_400);
    const { id } = sandbox.control.createOrder();
    const session = String(token['access_token']);
    expect(await call(sandbox, 'alitrip.travel.trade.query', { order_id: id, session })).toHaveProperty('first_result');
  });

  test('a code works once', async () => {
    const once = await code();
    expect(await exchange({ code: once })).toHaveProperty('access_token');
    expect(await exchange({ code: once })).toMatchObject({ error_description: 'authorize code expire' });
  });

  test('a code lives 30 minutes', async () => {
    const [young, old] = [await code(), await code()];
    clock.advance(29 * 60_000);
    expect(await exchange({ code: young })).toHaveProperty('access_token');
    clock.advance(60_000);
    expect(await exchange({ code: old })).toMatchObject({ error: 'invalid_grant' });
  });

  test.each([
    [{ client_secret: 'wrong' }, 'client_secret is invalidate'],
    [{ redirect_uri: 'http://localhost/other' }, 'redirect_uri is invalidate'],
    [{ grant_type: 'password' }, 'grant_type must be'],
    [{ code: 'none' }, 'authorize code expire'],
  ])('%j is refused', async (wrong, reason) => {
    const answer = await exchange({ code: await code(), ...wrong });
    expect(answer).toMatchObject({ error: expect.any(String) as string });
    expect(String(answer['error_description'])).toContain(reason);
  });

  test('a body beyond 64 kB is refused as JSON', async () => {
    expect(await exchange({ code: 'x'.repeat(65_536) })).toEqual({
      error: 'invalid_request',
      error_description: 'the request body is larger than 65536 bytes',
    });
  });

  test('a refresh makes the old refresh token and session useless', async () => {
    const first = await exchange({ code: await code() });
    const refresh = { grant_type: 'refresh_token', refresh_token: String(first['refresh_token']) };
    const second = await exchange(refresh);
    expect(second['access_token']).not.toBe(first['access_token']);
    expect(await exchange(refresh)).toMatchObject({ error: 'invalid_grant' });
    const session = String(first['access_token']);
    expect(await call(sandbox, 'taobao.tmc.user.permit', { session })).toMatchObject({ code: 27 });
  });

  test('a session ends with its time', async () => {
    const session = sandbox.control.shops()[0]?.session ?? '';
    clock.advance(180 * 86_400_000);
    expect(await call(sandbox, 'taobao.tmc.user.permit', { session })).toMatchObject({
      code: 27,
      sub_code: 'invalid-sessionkey',
    });
  });
});

describe('through the gateway', () => {
  test('token.create answers a JSON text with ends in epoch milliseconds', async () => {
    const answer = await call(sandbox, 'taobao.top.auth.token.create', { code: await code(), session: undefined });
    const result = JSON.parse(String(answer['token_result'])) as Record<string, unknown>;
    const end = clock.now().getTime() + 180 * 86_400_000;
    expect(result).toMatchObject({ expire_time: end, r1_valid: end, w2_valid: end, taobao_user_id: '3607242345' });
  });

  test('token.refresh changes a refresh token once', async () => {
    const { refresh_token: token } = await exchange({ code: await code() });
    const refresh = () => call(sandbox, 'taobao.top.auth.token.refresh', { refresh_token: String(token) });
    expect(await refresh()).toHaveProperty('token_result');
    expect(await refresh()).toMatchObject({ code: 41, sub_code: 'isv.invalid-parameter:refresh_token' });
  });
});

function authorize(parameters: Record<string, string> = {}): Promise<Response> {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: sandbox.app.key,
    redirect_uri: CALLBACK,
    shop: 'west-lake',
    ...parameters,
  });
  return fetch(`${sandbox.authorizeUrl}?${query}`, { redirect: 'manual' });
}

async function code(): Promise<string> {
  const location = (await authorize()).headers.get('location') ?? '';
  return new URL(location).searchParams.get('code') ?? '';
}

async function exchange(parameters: Record<string, string>): Promise<Record<string, unknown>> {
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    client_id: sandbox.app.key,
    client_secret: sandbox.app.secret,
    redirect_uri: CALLBACK,
    ...parameters,
  });
  const response = await fetch(sandbox.tokenUrl, { method: 'POST', body });
  return (await response.json()) as Record<string, unknown>;
}
