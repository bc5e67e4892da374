import { OperationTypeNode, getOperationAST } from 'graphql';
import { expect, test } from 'vitest';
import type { Compile } from '../../src/http/options.ts';
import { codesOf, send, startServer, TOKEN } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

interface Watched {
  readonly compile: Compile;
  compilations: number;
  executions: number;
}

/** Answers every query by itself, except those that say so in their name. */
function watched(): Watched {
  const seen: Watched = {
    compilations: 0,
    executions: 0,
    compile: (_schema, document, operationName) => {
      const operation = getOperationAST(document, operationName);
      if (operation?.operation !== OperationTypeNode.QUERY || operation.name?.value === 'Slow') return null;
      seen.compilations += 1;
      return {
        execute: async (_context, variables) => {
          seen.executions += 1;
          if (operation.name?.value === 'Broken') throw new Error('canary: the database is away');
          return variables['name'] === 5 ? null : '{"hello":"hello from the fast path"}';
        },
      };
    },
  };
  return seen;
}

const fast = { data: { hello: 'hello from the fast path' } };

async function start(): Promise<{ server: TestServer; seen: Watched }> {
  const seen = watched();
  return {
    server: await startServer({ compile: seen.compile, production: true, limits: { costPerMinute: 40 } }),
    seen,
  };
}

test('a compiled query is answered past the resolvers, and compiled once', async () => {
  const { server, seen } = await start();
  for (let time = 0; time < 3; time += 1) expect((await server.post({ query: '{ hello }' })).json).toEqual(fast);
  expect(seen).toMatchObject({ compilations: 1, executions: 3 });
});

test.each([
  ['application/json', 'application/json; charset=utf-8'],
  ['application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
  ['*/*', 'application/json; charset=utf-8'],
])('accept %s gets the same headers from both ways', async (accept, type) => {
  const { server } = await start();
  const both = [
    await server.post({ query: '{ hello }' }, { accept }),
    await server.post({ query: 'query Slow { hello }' }, { accept }),
  ];
  const names = both.map(({ headers }) => [...headers.keys()].filter((name) => name !== 'date'));
  expect(both.map(({ headers }) => headers.get('content-type'))).toEqual([type, type]);
  expect(names[0]).toEqual(names[1]);
});

test('what it cannot answer, and what fails in it, the resolvers answer', async () => {
  const { server, seen } = await start();
  const slow = await server.post({ query: 'query Slow { hello }' });
  const broken = await server.post({ query: 'query Broken { hello }' });
  expect([slow.json, broken.json]).toEqual([{ data: { hello: 'hello world' } }, { data: { hello: 'hello world' } }]);
  const coercion = await server.post({
    query: 'query ($name: String!) { hello(name: $name) }',
    variables: { name: 5 },
  });
  expect(coercion.json.errors?.[0]?.message).toContain('got invalid value 5');
  expect(seen.executions).toBe(2);
  expect(JSON.stringify(server.log)).not.toContain('canary');
});

test('every rule holds before it', async () => {
  const { server, seen } = await start();
  const body = { query: '{ hello }' };
  const refused = [
    await server.post(body, { authorization: 'Bearer wrong' }),
    await server.post(body, { 'content-type': 'text/plain' }),
    await server.post({ ...body, variables: { filler: 'x'.repeat(300_000) } }),
    await server.post([body]),
    await server.post({ ...body, operationName: 'Missing' }, { accept: 'application/graphql-response+json' }),
    await server.post({ query: '{ hello nope }' }, { accept: 'application/graphql-response+json' }),
    await server.post({ query: '{ __schema { queryType { name } } }' }),
    await server.post({ ...body, variables: 5 }),
    await server.post({ query: `{ ${'hello '.repeat(41)} }` }),
  ];
  expect(refused.map(({ status }) => status)).toEqual([401, 403, 413, 400, 400, 400, 400, 400, 429]);
  expect(codesOf(refused.at(-1)?.json ?? {})).toEqual(['RATE_LIMITED']);
  expect(seen.executions).toBe(0);
});

test('of several operations the named one runs', async () => {
  const { server, seen } = await start();
  const query = 'query Slow { hello } query Quick { hello }';
  expect((await server.post({ query, operationName: 'Quick' })).json).toEqual(fast);
  expect((await server.post({ query, operationName: 'Slow' })).json).toEqual({ data: { hello: 'hello world' } });
  expect(seen.executions).toBe(1);
});

test('a registered operation runs by its hash, and nothing else where only those may', async () => {
  const server = await startServer({
    persistedOperations: {
      find: (hash) =>
        ({ abc: 'query ($n: String!) { hello(name: $n) }', set: 'mutation { rename(title: "x") }' })[hash],
      only: true,
    },
  });
  const ask = (sha256Hash: string) =>
    server.post({ variables: { n: 'you' }, extensions: { persistedQuery: { version: 1, sha256Hash } } });
  expect((await ask('abc')).json).toEqual({ data: { hello: 'hello you' } });
  expect(codesOf((await ask('def')).json)).toEqual(['PERSISTED_OPERATION_NOT_FOUND']);
  expect(codesOf((await server.post({ query: '{ hello }' })).json)).toEqual(['PERSISTED_OPERATIONS_ONLY']);
  const byGet = (sha256Hash: string) => {
    const extensions = JSON.stringify({ persistedQuery: { version: 1, sha256Hash } });
    const headers = { authorization: `Bearer ${TOKEN}`, 'graphql-require-preflight': '1' };
    const parameters = new URLSearchParams({ variables: '{"n":"you"}', extensions });
    return send(`${server.url}?${parameters.toString()}`, { headers });
  };
  expect((await byGet('abc')).json).toEqual({ data: { hello: 'hello you' } });
  expect((await byGet('set')).status).toBe(405);
  expect(server.backstage.renames).toBe(0);
});
