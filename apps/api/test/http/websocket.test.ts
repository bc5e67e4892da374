import { once } from 'node:events';
import { WebSocket } from 'ws';
import { expect, test } from 'vitest';
import { connect, openSocket, refusedUpgrade, runOnce } from './support/socket.ts';
import { codesOf, startServer, TOKEN } from './support/test-server.ts';

const EVENTS = 'subscription ($after: String) { orderEvents(after: $after) { cursor text } }';

test('queries, mutations and subscriptions run on one socket', async () => {
  const server = await startServer();
  const client = server.client();
  expect(await runOnce(client, '{ hello }')).toEqual({ data: { hello: 'hello world' } });
  expect(await runOnce(client, 'mutation { rename(title: "b") }')).toEqual({ data: { rename: 'b' } });
  server.backstage.feed.publish('paid');
  expect(await runOnce(client, EVENTS, { after: 'c0' })).toEqual({
    data: { orderEvents: { cursor: 'c1', text: 'paid' } },
  });
});

test.each([
  ['authorization in the payload', { payload: { authorization: `Bearer ${TOKEN}` } }, {}],
  ['token in the payload', { payload: { token: TOKEN } }, {}],
  ['header of the upgrade', {}, { authorization: `Bearer ${TOKEN}` }],
])('the token may come as %s', async (_name, init, headers) => {
  const raw = openSocket(await startServer(), headers);
  raw.send({ type: 'connection_init', ...init });
  expect(await raw.next()).toEqual({ type: 'connection_ack' });
});

test('a socket without a token is closed with 4401, one with a wrong token with 4403', async () => {
  const server = await startServer();
  const none = openSocket(server);
  none.send({ type: 'connection_init' });
  expect(await none.closed).toMatchObject({ code: 4401, reason: expect.stringContaining('Bearer <token>') as string });
  const wrong = openSocket(server);
  wrong.send({ type: 'connection_init', payload: { token: 'wrong' } });
  expect(await wrong.closed).toMatchObject({ code: 4403 });
});

test('an operation before connection_init closes the socket with 4401', async () => {
  const raw = openSocket(await startServer());
  raw.send({ type: 'subscribe', id: '1', payload: { query: '{ hello }' } });
  expect(await raw.closed).toMatchObject({ code: 4401 });
});

test('what is not the protocol closes the socket with 4400, another subprotocol with 4406', async () => {
  const server = await startServer();
  const raw = await connect(server);
  raw.send({ type: 'hello' });
  expect(await raw.closed).toMatchObject({ code: 4400 });
  const other = new WebSocket(server.webSocketUrl);
  expect((await once(other, 'close'))[0]).toBe(4406);
});

test('a message over 64 KiB closes the socket with 1009', async () => {
  const raw = await connect(await startServer());
  raw.send({ type: 'subscribe', id: '1', payload: { query: `{ hello(name: "${'x'.repeat(65_536)}") }` } });
  expect(await raw.closed).toMatchObject({ code: 1009 });
});

test('a foreign Origin may not upgrade, the own and a listed one may', async () => {
  const server = await startServer({ allowedOrigins: ['https://desk.example'] });
  expect(await refusedUpgrade(server, { origin: 'https://evil.example' })).toBe(403);
  expect(await refusedUpgrade(server, { origin: 'null' })).toBe(403);
  for (const origin of ['https://desk.example', `http://127.0.0.1:${server.port}`]) {
    const { socket } = openSocket(server, { origin });
    await once(socket, 'open');
  }
});

test('the socket closes with 4403 when its token ends', async () => {
  const server = await startServer();
  server.grant('short', { expiresAt: new Date(server.clock.now().getTime() + 10_000) });
  const raw = await connect(server, 'short');
  server.clock.advance(10_000);
  expect(await raw.closed).toEqual({ code: 4403, reason: 'Token expired: connect with another one' });
});

test('the socket closes with 4403 within seconds after its token was revoked', async () => {
  const server = await startServer();
  const raw = await connect(server);
  server.revoke(TOKEN);
  server.clock.advance(5_000);
  expect(await raw.closed).toMatchObject({ code: 4403, reason: expect.stringContaining('revoked') as string });
});

test('the socket closes resumably when the rights of its token change', async () => {
  const server = await startServer();
  const raw = await connect(server);
  server.grant(TOKEN, { shopIds: ['south'] });
  server.clock.advance(5_000);
  expect(await raw.closed).toMatchObject({ code: 4014 });
});

test('a socket that does not answer pings is dropped', async () => {
  const server = await startServer();
  const raw = await connect(server);
  raw.socket.pause();
  server.clock.advance(12_000);
  server.clock.advance(12_000);
  raw.socket.resume();
  expect(await raw.closed).toMatchObject({ code: 1006 });
});

test('operations on a socket, connections of a token and of an address are capped', async () => {
  const server = await startServer({
    limits: { subscriptionsPerSocket: 2, connectionsPerToken: 1, connectionsPerAddress: 2 },
  });
  const raw = await connect(server);
  for (const id of ['1', '2', '3']) raw.send({ type: 'subscribe', id, payload: { query: EVENTS } });
  const refused = await raw.next();
  expect(refused).toMatchObject({ type: 'error', id: '3', payload: [{ extensions: { code: 'TOO_MANY_OPERATIONS' } }] });

  const second = openSocket(server);
  second.send({ type: 'connection_init', payload: { token: TOKEN } });
  expect(await second.closed).toMatchObject({ code: 4403, reason: 'Too many connections with this token' });

  const held = openSocket(server);
  await once(held.socket, 'open');
  expect(await refusedUpgrade(server, {})).toBe(429);
});

test('a place is free again after a socket has gone', async () => {
  const server = await startServer({ limits: { connectionsPerToken: 1 } });
  const first = await connect(server);
  first.socket.close();
  await first.closed;
  expect((await connect(server)).socket.readyState).toBe(WebSocket.OPEN);
});

test('subscriptions of a token are capped over all its sockets', async () => {
  const server = await startServer({ limits: { subscriptionsPerToken: 1 } });
  const [one, two] = [await connect(server), await connect(server)];
  one.send({ type: 'subscribe', id: '1', payload: { query: EVENTS } });
  one.send({ type: 'subscribe', id: 'q', payload: { query: '{ hello }' } });
  expect(await one.next()).toMatchObject({ type: 'next', id: 'q' });
  two.send({ type: 'subscribe', id: '1', payload: { query: EVENTS } });
  const refused = await two.next();
  expect(codesOf(refused.payload ?? {})).toEqual(['TOO_MANY_SUBSCRIPTIONS']);
});

test('an operation id that is in use closes the socket with 4409', async () => {
  const raw = await connect(await startServer());
  for (let time = 0; time < 2; time += 1) raw.send({ type: 'subscribe', id: '1', payload: { query: EVENTS } });
  expect(await raw.closed).toMatchObject({ code: 4409 });
});

test('errors of a subscription reach its client as a result, and its id can be used again', async () => {
  const server = await startServer();
  const raw = await connect(server);
  raw.send({ type: 'subscribe', id: '1', payload: { query: EVENTS, variables: { after: 'nonsense' } } });
  expect(await raw.next()).toMatchObject({
    type: 'next',
    id: '1',
    payload: { errors: [{ message: 'The cursor is malformed.' }] },
  });
  expect(await raw.next()).toEqual({ type: 'complete', id: '1' });
  raw.send({ type: 'subscribe', id: '1', payload: { query: '{ hello }' } });
  expect(await raw.next()).toMatchObject({ id: '1', payload: { data: { hello: 'hello world' } } });
});
