import { getIntrospectionQuery } from 'graphql';
import { describe, expect, test } from 'vitest';
import { connect } from './support/socket.ts';
import { codesOf, send, startServer, TOKEN } from './support/test-server.ts';
import type { GraphQLAnswer, TestServer } from './support/test-server.ts';

const ADMIN = 'token-of-the-admin';

/** How one operation is sent, over each transport. */
const TRANSPORTS: Record<string, (server: TestServer, query: string, token?: string) => Promise<GraphQLAnswer>> = {
  HTTP: async (server, query, token = TOKEN) =>
    (await server.post({ query }, { authorization: `Bearer ${token}` })).json,
  WebSocket: async (server, query, token = TOKEN) => {
    const raw = await connect(server, token);
    raw.send({ type: 'subscribe', id: '1', payload: { query } });
    const { type, payload = {} } = await raw.next();
    return type === 'error' ? { errors: payload as NonNullable<GraphQLAnswer['errors']> } : payload;
  },
};

const repeated = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, i) => text(i)).join(' ');
const nested = (depth: number) => `${'{ parent '.repeat(depth)}{ id }${' }'.repeat(depth)}`;

const production = async (): Promise<TestServer> => {
  const server = await startServer({ production: true });
  server.grant(ADMIN, { scopes: new Set(['admin']) });
  return server;
};

describe.each(Object.entries(TRANSPORTS))('over %s', (_name, run) => {
  test.each([
    ['alias overload', `{ ${repeated(101, (i) => `a${i}: hello`)} }`, /Aliases limit/],
    [
      'directive overload',
      `{ hello ${repeated(25, () => '@skip(if: false)')} }`,
      /Directives limit|can only be used once/,
    ],
    ['many directives on many fields', `{ ${repeated(25, () => 'hello @skip(if: false)')} }`, /Directives limit/],
    ['deep nesting', `{ order ${nested(20)} }`, /depth limit/],
    ['deep nesting in fragments', `{ order { ...F } } fragment F on Order ${nested(14)}`, /depth limit/],
    ['a document with a long comment', `{ hello }\n#${'x'.repeat(40_000)}`, /longer than 32768/],
    ['a document of many tokens', `{ ${repeated(2_500, () => 'hello')} }`, /Token limit/],
    ['field duplication', `{ ${repeated(2_001, () => '__typename')} }`, /Token limit/],
    [
      'circular introspection',
      `{ __schema { types { fields { type { fields { type { fields { type { fields { name } } } } } } } } } }`,
      /introspection depth/i,
    ],
    ['a circular fragment', '{ order { ...F } } fragment F on Order { parent { ...F } }', /within itself|depth|cost/i],
    [
      'large pages within pages',
      '{ orders(first: 1000) { edges { node { items { items { items { items { id } } } } } } } }',
      /costs/,
    ],
    [
      'a large page by variable default',
      'query ($n: Int = 100000) { orders(first: $n) { edges { node { id } } } }',
      /costs/,
    ],
  ])('%s is refused', async (_attack, query, message) => {
    const server = await production();
    const { data, errors } = await run(server, query, TOKEN);
    expect({ data, message: errors?.[0]?.message }).toEqual({
      data: undefined,
      message: expect.stringMatching(message) as string,
    });
  });

  test('introspection is for admins in production, whoever asked the same before', async () => {
    const server = await production();
    for (const query of [getIntrospectionQuery(), '{ __type(name: "Query") { name } }']) {
      expect((await run(server, query, ADMIN)).data).toBeTruthy();
      expect(codesOf(await run(server, query, TOKEN))).toEqual(['INTROSPECTION_DISABLED']);
    }
    expect((await run(await startServer(), getIntrospectionQuery())).data).toBeTruthy();
  });

  test.each([
    ['a field', '{ helo }'],
    ['an enum value', '{ color(is: GREE) }'],
    ['an argument', '{ hello(nam: "a") }'],
    ['a type', '{ ... on Quer { hello } }'],
  ])('no name of %s is suggested in production, but it is in development', async (_what, query) => {
    const hint = /Did you mean/;
    expect((await run(await production(), query)).errors?.[0]?.message).not.toMatch(hint);
    expect((await run(await startServer(), query)).errors?.[0]?.message).toMatch(hint);
  });

  test('no tracing and no other extension is given away', async () => {
    const answer = await run(await production(), '{ hello }');
    expect(Object.keys(answer)).toEqual(['data']);
  });

  test('an answer costs by its variables too', async () => {
    const server = await production();
    const query = 'query ($n: Int) { orders(first: $n) { edges { node { id } } } }';
    const raw = await connect(server);
    raw.send({ type: 'subscribe', id: '1', payload: { query, variables: { n: 1_000_000 } } });
    expect(await raw.next()).toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'OPERATION_TOO_COSTLY' } }],
    });
    expect(codesOf((await server.post({ query, variables: { n: 1_000_000 } })).json)).toEqual(['OPERATION_TOO_COSTLY']);
  });
});

test('batches are refused over HTTP and close a WebSocket', async () => {
  const server = await production();
  const { status, json } = await server.post([{ query: '{ hello }' }, { query: '{ hello }' }]);
  expect({ status, data: json.data, errors: json.errors?.length }).toEqual({ status: 400, data: undefined, errors: 1 });
  const raw = await connect(server);
  raw.send([{ type: 'subscribe', id: '1', payload: { query: '{ hello }' } }]);
  expect(await raw.closed).toMatchObject({ code: 4400 });
});

test('a mutation by GET does nothing', async () => {
  const server = await production();
  const url = `${server.url}?query=${encodeURIComponent('mutation { rename(title: "x") }')}`;
  const { status } = await send(url, {
    headers: { authorization: `Bearer ${TOKEN}`, 'graphql-require-preflight': '1' },
  });
  expect({ status, renames: server.backstage.renames }).toEqual({ status: 405, renames: 0 });
});

test('a query by GET needs a header that other sites cannot send', async () => {
  const server = await production();
  const url = `${server.url}?query=${encodeURIComponent('{ hello }')}`;
  const { status, json } = await send(url, { headers: { authorization: `Bearer ${TOKEN}` } });
  expect({ status, codes: codesOf(json) }).toEqual({ status: 403, codes: ['FORGERY_PREVENTED'] });
});

test.each([
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain',
  'text/plain; application/json',
])('a form post as %s does nothing', async (type) => {
  const server = await production();
  const body = new URLSearchParams({ query: 'mutation { rename(title: "x") }' }).toString();
  const { status } = await server.post(body, { 'content-type': type });
  const forced = await server.post(body, { 'content-type': type, 'graphql-require-preflight': '1' });
  expect([status, forced.status, server.backstage.renames]).toEqual([403, 415, 0]);
});

test('there is no GraphiQL in production', async () => {
  const server = await startServer({ production: true, graphiql: { defaultToken: TOKEN, tabs: ['{ hello }'] } });
  const { status, text } = await send(server.url, { headers: { accept: 'text/html' } });
  expect(status).toBe(401);
  expect(text).not.toMatch(/graphiql|token-of-the-desk/i);
});

test('no origin is allowed unless it is listed', async () => {
  const server = await startServer({ allowedOrigins: ['https://desk.example'] });
  const allowed = async (origin: string, method: string) =>
    (await send(server.url, { method, headers: { origin, 'access-control-request-method': 'POST' } })).headers.get(
      'access-control-allow-origin',
    );
  for (const method of ['OPTIONS', 'POST']) {
    expect(await allowed('https://evil.example', method)).toBeNull();
    expect(await allowed('https://desk.example', method)).toBe('https://desk.example');
  }
});

test('a body over 256 KB is refused, announced or not, before it is read', async () => {
  const server = await production();
  const body = JSON.stringify({ query: `{ hello(name: "${'x'.repeat(256 * 1024)}") }` });
  const announced = await server.post(body);
  expect({ status: announced.status, codes: codesOf(announced.json) }).toEqual({
    status: 413,
    codes: ['REQUEST_TOO_LARGE'],
  });
  const chunked = await send(server.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
    body: new Blob([body]).stream(),
    duplex: 'half',
  } as RequestInit);
  expect(chunked.status).toBe(413);
});
