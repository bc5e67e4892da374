import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';

import {
  authorizeUrl,
  exchangeCode,
  exchangeCodeThroughGateway,
  isExpired,
  refreshSession,
  refreshThroughGateway,
  TopSession,
} from '../src/index.ts';
import { createTestClient, failureOf } from './support/client.ts';
import { startAnswering, startHttpServer } from './support/http-server.ts';
import { ManualClock } from './support/manual-clock.ts';

const now = Date.parse('2017-02-02T04:00:00Z');
const token = {
  access_token: 'canary-access',
  token_type: 'Bearer',
  expires_in: 7200,
  refresh_token: 'canary-refresh',
  re_expires_in: 3600,
  r1_expires_in: 7200,
  r2_expires_in: 3600,
  w1_expires_in: 1800,
  w2_expires_in: 300,
  taobao_user_id: 3607242345,
  taobao_user_nick: '%E5%95%86%E5%AE%B6%E6%B5%8B%E8%AF%95%E5%B8%90%E5%8F%B752',
};

function options(url: string, clock = new ManualClock()) {
  const environment = { authorize: `${url}authorize`, token: `${url}token` };
  return { appKey: '12345678', appSecret: 'canary-secret', environment, clock };
}

function sessionWith(fields: { refreshToken?: string; refreshExpiresAt?: Date } = {}): TopSession {
  const end = new Date(now + 1000);
  const expiresAt = { access: end, r1: end, r2: end, w1: end, w2: end };
  return new TopSession({ accessToken: 'canary-access', expiresAt, userId: '1', userNick: 'n', ...fields });
}

describe('the authorise URL', () => {
  test.each([
    ['production', 'https://oauth.taobao.com/authorize'],
    ['sandbox', 'https://oauth.tbsandbox.com/authorize'],
  ] as const)('of %s carries app, callback and state', (environment, page) => {
    const redirectUri = 'https://hub.example/callback?shop=1&x=2';
    expect(authorizeUrl({ appKey: '12345678', redirectUri, state: 'a b', environment })).toBe(
      `${page}?response_type=code&client_id=12345678` +
        '&redirect_uri=https%3A%2F%2Fhub.example%2Fcallback%3Fshop%3D1%26x%3D2&state=a+b',
    );
  });

  test('may choose the layout', () => {
    const url = authorizeUrl({ appKey: '1', redirectUri: 'r', state: 's', environment: 'sandbox', view: 'wap' });
    expect(new URL(url).searchParams.get('view')).toBe('wap');
  });
});

describe('a code', () => {
  test('is exchanged for a session with an end per level and a readable nick', async () => {
    const platform = await startAnswering(token);
    const session = await exchangeCode({ ...options(platform.url), code: 'c-1', redirectUri: 'https://hub.example/' });
    expect(Object.fromEntries(platform.requests[0]!.parameters)).toEqual({
      grant_type: 'authorization_code',
      code: 'c-1',
      redirect_uri: 'https://hub.example/',
      client_id: '12345678',
      client_secret: 'canary-secret',
    });
    expect(session).toMatchObject({
      accessToken: 'canary-access',
      refreshToken: 'canary-refresh',
      refreshExpiresAt: new Date(now + 3_600_000),
      userId: '3607242345',
      userNick: '商家测试帐号52',
      expiresAt: {
        access: new Date(now + 7_200_000),
        r1: new Date(now + 7_200_000),
        r2: new Date(now + 3_600_000),
        w1: new Date(now + 1_800_000),
        w2: new Date(now + 300_000),
      },
    });
  });

  test('of a sub-account keeps the sub-account', async () => {
    const platform = await startAnswering({
      ...token,
      sub_taobao_user_id: '9007199254740993',
      sub_taobao_user_nick: 'a%3Ab',
    });
    const session = await exchangeCode({ ...options(platform.url), code: 'c', redirectUri: 'r' });
    expect(session.subUser).toEqual({ id: '9007199254740993', nick: 'a:b' });
  });

  test('that is refused asks for a new authorisation and keeps the secrets', async () => {
    const platform = await startHttpServer((_request, response) => {
      response.writeHead(400);
      response.end(
        JSON.stringify({ error: 'invalid_grant', error_description: 'authorize code expire c-12345 canary-secret' }),
      );
    });
    const failure = await failureOf(exchangeCode({ ...options(platform.url), code: 'c-12345', redirectUri: 'r' }));
    expect(failure).toMatchObject({ kind: 'session', subCode: 'invalid_grant' });
    expect(failure.message).toContain('authorize code expire [redacted] [redacted]');
    expect(failure.message).toContain('must authorise the app again');
    expect(inspect(failure) + JSON.stringify(failure)).not.toMatch(/canary|c-12345/);
  });

  test.each([
    ['truncated', '{"access_token":"canary'],
    ['incomplete', JSON.stringify({ ...token, taobao_user_id: undefined })],
    ['without an end', JSON.stringify({ ...token, expires_in: undefined })],
  ])('whose answer is %s is of unknown outcome', async (_name, text) => {
    const platform = await startAnswering(text);
    const failure = await failureOf(exchangeCode({ ...options(platform.url), code: 'c', redirectUri: 'r' }));
    expect(failure).toMatchObject({ kind: 'unknown-outcome' });
    expect(failure.message).not.toContain('canary');
  });

  test('is exchanged through the gateway, whose result is JSON inside JSON', async () => {
    const instants = {
      access_token: 'canary-access',
      expire_time: now + 1000,
      refresh_token: 'canary-refresh',
      refresh_token_valid_time: now + 2000,
      r1_valid: now + 1,
      r2_valid: now + 2,
      w1_valid: now + 3,
      w2_valid: now + 4,
      taobao_user_id: '3607242345',
      taobao_user_nick: 'plain%nick',
    };
    const gateway = await startAnswering({
      top_auth_token_create_response: { token_result: JSON.stringify(instants) },
    });
    const clock = new ManualClock();
    const session = await exchangeCodeThroughGateway(createTestClient(gateway.url), { code: 'c-1', clock });
    expect(gateway.requests[0]!.parameters.get('code')).toBe('c-1');
    expect(session).toMatchObject({
      userNick: 'plain%nick',
      refreshExpiresAt: new Date(now + 2000),
      expiresAt: { access: new Date(now + 1000), r1: new Date(now + 1), w2: new Date(now + 4) },
    });
  });
});

describe('a session', () => {
  test('is refreshed at the token endpoint and through the gateway', async () => {
    const session = sessionWith({ refreshToken: 'canary-refresh' });
    const platform = await startAnswering({ ...token, access_token: 'new' });
    expect((await refreshSession({ ...options(platform.url), session })).accessToken).toBe('new');
    expect(Object.fromEntries(platform.requests[0]!.parameters)).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'canary-refresh',
    });
    const gateway = await startAnswering({
      top_auth_token_refresh_response: { token_result: JSON.stringify(token) },
    });
    const refreshed = await refreshThroughGateway(createTestClient(gateway.url), { session, clock: new ManualClock() });
    expect(refreshed.accessToken).toBe('canary-access');
  });

  test('that may not be refreshed says so before anything is sent', async () => {
    const platform = await startAnswering({ ...token, re_expires_in: 0 });
    const session = await exchangeCode({ ...options(platform.url), code: 'c', redirectUri: 'r' });
    expect(session.refreshToken).toBeUndefined();
    expect(await failureOf(refreshSession({ ...options(platform.url), session }))).toMatchObject({
      kind: 'session',
      message: 'OAuth refresh: this app may not refresh its sessions. The seller must authorise the app again.',
    });
    const late = sessionWith({ refreshToken: 'canary-refresh', refreshExpiresAt: new Date(now) });
    const failure = await failureOf(refreshSession({ ...options(platform.url), session: late }));
    expect(failure.message).toContain('the refresh token ended at 2017-02-02T04:00:00.000Z');
    expect(platform.requests).toHaveLength(1);
  });

  test('ends level by level', async () => {
    const platform = await startAnswering(token);
    const clock = new ManualClock();
    const session = await exchangeCode({ ...options(platform.url, clock), code: 'c', redirectUri: 'r' });
    clock.advance(300_000);
    expect([isExpired(session, 'w2', clock), isExpired(session, 'w1', clock)]).toEqual([true, false]);
    clock.advance(7_000_000);
    expect([isExpired(session, 'access', clock), isExpired(session, 'r1', clock)]).toEqual([true, true]);
  });

  test('hides its tokens from JSON, inspect and spread', () => {
    const session = sessionWith({ refreshToken: 'canary-refresh' });
    const told = [
      JSON.stringify(session),
      inspect(session, { showHidden: true }),
      inspect({ ...session }),
      String(session),
    ];
    expect(told.join()).not.toContain('canary');
    expect(told[0]).toContain('"refreshable":true');
  });
});
