import { CursorError } from '@interline/core/hub';
import { GraphQLError } from 'graphql';
import { expect, test } from 'vitest';
import { connect } from './support/socket.ts';
import { startServer } from './support/test-server.ts';

const FAILURES: [string, () => Error][] = [
  ['SQL with its values', () => new Error("insert into traveller values ('canary-name') - duplicate key")],
  ['an upstream body', () => new Error('the channel answered {"buyer":"canary-name","phone":"13812345678"}')],
  ['a name in its own script', () => new Error('cannot read 张三')],
  ['a wrapped cause', () => new GraphQLError('canary-name', { originalError: new Error('"canary-name"') })],
];

test.each(FAILURES)('%s reaches neither client nor log; both have the id of the failure', async (_what, failure) => {
  const server = await startServer({ production: false });
  server.backstage.failure = failure();
  const overHttp = await server.post({ query: '{ broken hello }' });
  const raw = await connect(server);
  raw.send({ type: 'subscribe', id: '1', payload: { query: '{ broken }' } });
  const overSocket = await raw.next();

  const shown = JSON.stringify([overHttp.json, overSocket, server.log]);
  expect(shown).not.toMatch(/canary|13812345678|张三|insert into traveller values \('/);
  for (const { errors } of [overHttp.json, overSocket.payload ?? {}]) {
    const id = String(errors?.[0]?.extensions?.['id']);
    expect(errors).toEqual([
      {
        message: `Something went wrong in the hub. The log has it under ${id}.`,
        path: ['broken'],
        locations: [expect.anything()],
        extensions: { code: 'INTERNAL_SERVER_ERROR', id },
      },
    ]);
    expect(server.log).toContainEqual({
      level: 'error',
      message: 'an operation failed',
      fields: expect.objectContaining({ errorId: id, path: ['broken'] }) as object,
    });
  }
  expect(overHttp.json.data).toEqual({ broken: null, hello: 'hello world' });
});

test('a cursor that cannot be resumed from is the client’s to know about, with what to do', async () => {
  const server = await startServer();
  server.backstage.failure = new CursorError('STALE');
  const { json } = await server.post({ query: '{ broken }' });
  expect(json.errors).toMatchObject([
    { message: expect.stringContaining('subscribe without `after`') as string, extensions: { code: 'CURSOR_STALE' } },
  ]);
});

test('the log has one line per request, and no token, variable or query in it', async () => {
  const server = await startServer();
  server.grant('canary-token', {});
  const headers = { authorization: 'Bearer canary-token', 'graphql-require-preflight': '1' };
  await server.post({ query: 'query ($n: String!) { hello(name: $n) }', variables: { n: 'canary-name' } }, headers);
  await fetch(`${server.url}?query=${encodeURIComponent('{ hello(name: "canary-name") }')}`, { headers });
  await server.post('{"query":"canary', headers);
  await server.post({ query: '{ hello }' }, { authorization: 'Bearer canary-wrong' });
  const raw = await connect(server, 'canary-token');
  raw.send({ type: 'subscribe', id: '1', payload: { query: '{ canary }' } });
  await raw.next();
  expect(JSON.stringify(server.log)).not.toContain('canary');
  expect(server.log.filter(({ message }) => message === 'answered a request')).toHaveLength(4);
  expect(server.log[0]).toEqual({
    level: 'debug',
    message: 'answered a request',
    fields: { method: 'POST', path: '/graphql', status: 200, ms: 0 },
  });
});
