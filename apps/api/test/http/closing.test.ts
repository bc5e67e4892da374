import { expect, test } from 'vitest';
import { connect, openSocket } from './support/socket.ts';
import { startServer, TOKEN } from './support/test-server.ts';

const EVENTS = { query: 'subscription { orderEvents { cursor } }' };

test('a stop lets requests finish and sends live connections away to come back', async () => {
  const server = await startServer();
  const opened = Promise.withResolvers<void>();
  server.backstage.gate = opened.promise;
  const raw = await connect(server);
  raw.send({ type: 'subscribe', id: '1', payload: EVENTS });
  const stream = await fetch(server.url, {
    method: 'POST',
    headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', accept: 'text/event-stream' },
    body: JSON.stringify(EVENTS),
  });
  const slow = server.post({ query: '{ gate }' });
  await server.post({ query: '{ hello }' });

  const closed = server.close(10_000, { cut: false });
  expect(await raw.closed).toEqual({ code: 1012, reason: 'Restarting: connect again' });
  expect(await stream.text()).not.toContain('complete');
  opened.resolve();
  expect((await slow).json).toEqual({ data: { gate: 'open' } });
  await closed;
  await expect(fetch(server.url)).rejects.toThrow('fetch failed');
});

test('what does not finish is cut after the grace', async () => {
  const server = await startServer();
  server.backstage.gate = new Promise(() => {});
  const stuck = server.post({ query: '{ gate }' });
  const raw = openSocket(server);
  await server.post({ query: '{ hello }' });
  const [cut] = await Promise.allSettled([stuck, server.close(10_000)]);
  expect(cut).toMatchObject({ status: 'rejected', reason: { message: 'fetch failed' } });
  expect(await raw.closed).toMatchObject({ code: 1006 });
});

test('a client of graphql-ws comes back by itself after a restart', async () => {
  const first = await startServer();
  const second = await startServer();
  second.backstage.feed.publish('after the restart');
  let url = first.webSocketUrl;
  const after = { cursor: 'c0' };
  const client = first.client({ url: () => url, retryAttempts: 5, retryWait: async () => {} });
  const connected = Promise.withResolvers<void>();
  client.on('connected', () => connected.resolve());
  const results = client.iterate<{ orderEvents: { cursor: string } }>({
    query: 'subscription ($after: String) { orderEvents(after: $after) { cursor } }',
    variables: { after: after.cursor },
  });
  const next = results.next();
  await connected.promise;
  url = second.webSocketUrl;
  await first.close();
  expect((await next).value).toEqual({ data: { orderEvents: { cursor: 'c1' } } });
  await results.return?.();
});
