import { expect, test } from 'vitest';
import { openStream } from './support/stream.ts';
import type { Stream } from './support/stream.ts';
import { codesOf, send, startServer, TOKEN } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

const EVENTS = 'subscription ($after: String) { orderEvents(after: $after) { cursor text } }';

function stream(server: TestServer, method: 'GET' | 'POST', after?: string, token = TOKEN): Promise<Stream> {
  return openStream(server, { query: EVENTS, variables: after === undefined ? {} : { after } }, method, token);
}

const event = (cursor: string, text: string) => ({ event: 'next', data: { data: { orderEvents: { cursor, text } } } });

test.each(['GET', 'POST'] as const)('%s: the past, then the present', async (method) => {
  const server = await startServer();
  server.backstage.feed.publish('one');
  server.backstage.feed.publish('two');
  const { response, next } = await stream(server, method, 'c1');
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  expect(await next()).toEqual(event('c2', 'two'));
  server.backstage.feed.publish('three');
  expect(await next()).toEqual(event('c3', 'three'));
});

test('streams and WebSockets share one execution', async () => {
  const server = await startServer();
  server.backstage.feed.publish('one');
  const streams = [await stream(server, 'POST', 'c0'), await stream(server, 'GET', 'c0')];
  for (const { next } of streams) expect(await next()).toEqual(event('c1', 'one'));
  server.backstage.feed.publish('two');
  for (const { next } of streams) expect(await next()).toEqual(event('c2', 'two'));
  const before = server.backstage.eventExecutions;
  server.backstage.feed.publish('three');
  for (const { next } of streams) expect(await next()).toEqual(event('c3', 'three'));
  expect(server.backstage.eventExecutions - before).toBe(1);
});

test('the stream ends with complete when the subscription does', async () => {
  const server = await startServer();
  const { next } = await stream(server, 'POST', 'c0');
  server.backstage.feed.publish('one');
  server.backstage.feed.close();
  expect(await next()).toEqual(event('c1', 'one'));
  expect(await next()).toEqual({ event: 'complete', data: null });
  expect(await next()).toBeNull();
});

test('a wrong place is an error in the stream', async () => {
  const { next } = await stream(await startServer(), 'POST', 'nonsense');
  expect(await next()).toMatchObject({ event: 'next', data: { errors: [{ extensions: { code: 'MALFORMED' } }] } });
  expect(await next()).toEqual({ event: 'complete', data: null });
});

test('the stream ends when its token does, and says so', async () => {
  const server = await startServer();
  server.grant('short', { expiresAt: new Date(server.clock.now().getTime() + 10_000) });
  const { next } = await stream(server, 'POST', undefined, 'short');
  server.clock.advance(10_000);
  expect(await next()).toMatchObject({ data: { errors: [{ message: 'Token expired: connect with another one' }] } });
  expect(await next()).toBeNull();
});

test('without a token there is no stream', async () => {
  const server = await startServer();
  expect((await stream(server, 'POST', undefined, 'wrong')).response.status).toBe(401);
});

test('streams count as connections of the token', async () => {
  const server = await startServer({ limits: { connectionsPerToken: 1 } });
  const first = await stream(server, 'POST');
  expect((await stream(server, 'POST')).response.status).toBe(429);
  first.leave();
});

test('a subscription to whom cannot read events is refused, and opens no reader', async () => {
  const server = await startServer();
  const answer = await server.post({ query: EVENTS }, { accept: 'application/json' });
  expect({ status: answer.status, codes: codesOf(answer.json) }).toEqual({ status: 406, codes: ['NOT_ACCEPTABLE'] });
  expect(server.backstage.feed.readers).toBe(0);
});

test('a query may be answered as events too', async () => {
  const server = await startServer();
  const { text } = await server.post({ query: '{ hello }' }, { accept: 'text/event-stream' });
  expect(text).toContain('data: {"data":{"hello":"hello world"}}');
  expect(await send(server.url, { method: 'DELETE', headers: { authorization: `Bearer ${TOKEN}` } })).toMatchObject({
    status: 405,
  });
});
