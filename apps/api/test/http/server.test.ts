import { expect, test } from 'vitest';
import { createHttpServer } from '../../src/http/server.ts';
import { openSocket } from './support/socket.ts';
import { codesOf, send, startServer, TOKEN } from './support/test-server.ts';

test('a query with a token is answered', async () => {
  const server = await startServer();
  const answer = await server.post({ query: '{ hello(name: "you") whoami }' });
  expect(answer).toMatchObject({ status: 200, json: { data: { hello: 'hello you', whoami: 'desk' } } });
  expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
});

test('health needs no token, everything else does', async () => {
  const server = await startServer();
  const at = (path: string) => send(new URL(path, server.url).href, {});
  expect((await at('/healthz')).status).toBe(200);
  expect(await at('/readyz')).toMatchObject({ status: 200, json: { ok: true, checks: { database: true } } });
  for (const path of ['/graphql', '/', '/metrics', '/graphql/stream']) {
    const { status, json, headers } = await at(path);
    expect({ path, status }).toEqual({ path, status: 401 });
    expect(json.errors?.[0]?.message).toContain('Authorization: Bearer');
    expect(headers.get('www-authenticate')).toContain('Bearer');
  }
});

test('readiness is refused while a check fails or throws', async () => {
  const failing = await startServer({
    ready: async () => ({ ok: false, checks: { database: true, migrations: false } }),
  });
  expect(await send(new URL('/readyz', failing.url).href, {})).toMatchObject({
    status: 503,
    json: { ok: false, checks: { database: true, migrations: false } },
  });
  const throwing = await startServer({ ready: () => Promise.reject(new Error('no database')) });
  expect((await send(new URL('/readyz', throwing.url).href, {})).status).toBe(503);
});

test.each(['Bearer unknown', 'Basic abc', 'Bearer', 'Bearer a b', TOKEN])(
  '"%s" is no way in',
  async (authorization) => {
    const server = await startServer();
    const { status, json } = await server.post({ query: '{ hello }' }, { authorization });
    expect({ status, codes: codesOf(json) }).toEqual({ status: 401, codes: ['UNAUTHENTICATED'] });
  },
);

test('a token past its end is refused, and a revoked one within seconds', async () => {
  const server = await startServer();
  server.grant('short', { expiresAt: new Date(server.clock.now().getTime() + 1_000) });
  const ask = () => server.post({ query: '{ hello }' }, { authorization: 'Bearer short' });
  expect((await ask()).status).toBe(200);
  server.clock.advance(1_000);
  expect((await ask()).status).toBe(401);

  expect((await server.post({ query: '{ hello }' })).status).toBe(200);
  server.revoke(TOKEN);
  server.clock.advance(2_000);
  expect((await server.post({ query: '{ hello }' })).status).toBe(401);
});

test('requests in one moment look a token up once', async () => {
  const server = await startServer();
  await Promise.all(Array.from({ length: 5 }, () => server.post({ query: '{ hello }' })));
  expect(server.lookups).toBe(1);
});

test('a path that does not exist is named to whoever has a token', async () => {
  const server = await startServer();
  const { status, json } = await send(new URL('/nothing', server.url).href, {
    headers: { authorization: `Bearer ${TOKEN}` },
  });
  expect({ status, codes: codesOf(json) }).toEqual({ status: 404, codes: ['NOT_FOUND'] });
});

test('a taken port is named together with PORT', async () => {
  const { port } = await startServer();
  const second = createHttpServer({
    schema: (await import('graphql')).buildSchema('type Query { a: Int }'),
    context: () => {
      throw new Error('nobody asks');
    },
    authenticate: async () => null,
    clock: { now: () => new Date(0), schedule: () => () => {} },
    logger: { debug() {}, info() {}, warn() {}, error() {} },
    production: true,
    ready: async () => ({ ok: true, checks: {} }),
  });
  await expect(second.listen(port, '127.0.0.1')).rejects.toThrow(new RegExp(`Port ${port} .* set PORT`));
});

test('while tokens cannot be checked, the answer is to try again', async () => {
  const server = await startServer({ authenticate: () => Promise.reject(new Error('the database is away')) });
  const { status, json, headers } = await server.post({ query: '{ hello }' });
  expect({ status, codes: codesOf(json) }).toEqual({ status: 503, codes: ['UNAVAILABLE'] });
  expect(headers.get('retry-after')).toBe('5');
  const raw = openSocket(server);
  raw.send({ type: 'connection_init', payload: { token: TOKEN } });
  expect(await raw.closed).toMatchObject({ code: 1013 });
});
