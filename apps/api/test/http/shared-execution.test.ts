import { expect, test } from 'vitest';
import { connect } from './support/socket.ts';
import type { RawSocket } from './support/socket.ts';
import { startServer } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

const EVENTS = 'subscription Watch($after: String) { orderEvents(after: $after) { cursor text } }';

function subscribe(raw: RawSocket, after?: string, query = EVENTS, id = 'watch'): void {
  raw.send({ type: 'subscribe', id, payload: { query, ...(after === undefined ? {} : { variables: { after } }) } });
}

/** Resolves when everything the socket has sent before was worked on. */
async function settled(raw: RawSocket): Promise<void> {
  raw.send({ type: 'ping' });
  await raw.next();
}

async function cursor(raw: RawSocket): Promise<unknown> {
  const { payload } = await raw.next();
  return (payload?.data?.['orderEvents'] as { cursor: string } | undefined)?.cursor;
}

async function cursors(raw: RawSocket, count: number): Promise<unknown[]> {
  const seen: unknown[] = [];
  while (seen.length < count) seen.push(await cursor(raw));
  return seen;
}

function publish({ backstage: { feed } }: TestServer, ...texts: string[]): void {
  for (const text of texts) feed.publish(text);
}

test('an event is executed once for all who watch the same with the same rights', async () => {
  const server = await startServer();
  server.grant('colleague', {});
  const sockets = [await connect(server), await connect(server), await connect(server, 'colleague')];
  for (const raw of sockets) subscribe(raw);
  await Promise.all(sockets.map(settled));
  publish(server, 'one', 'two');
  for (const raw of sockets) expect(await cursors(raw, 2)).toEqual(['c1', 'c2']);
  expect(server.backstage).toMatchObject({ eventExecutions: 2, feed: { readers: 1 } });
});

test.each([
  ['other shops', { shopIds: ['north'] }],
  ['other scopes', { scopes: new Set(['orders:read'] as const) }],
  ['personal data in clear', { scopes: new Set(['orders:read', 'orders:write', 'pii:read'] as const) }],
])('whoever has %s is executed apart', async (_name, viewer) => {
  const server = await startServer();
  server.grant('other', viewer);
  const sockets = [await connect(server), await connect(server, 'other')];
  for (const raw of sockets) subscribe(raw);
  await Promise.all(sockets.map(settled));
  publish(server, 'one');
  for (const raw of sockets) await cursor(raw);
  expect(server.backstage.eventExecutions).toBe(2);
});

test('two tokens that read personal data never share, since each reading is recorded', async () => {
  const server = await startServer();
  const scopes = new Set(['admin'] as const);
  for (const name of ['anna', 'bert']) server.grant(name, { name, scopes });
  const sockets = [await connect(server, 'anna'), await connect(server, 'bert')];
  for (const raw of sockets) subscribe(raw, undefined, 'subscription { orderEvents { seenBy } }');
  await Promise.all(sockets.map(settled));
  publish(server, 'one');
  const seen = await Promise.all(sockets.map(async (raw) => (await raw.next()).payload?.data?.['orderEvents']));
  expect(seen).toEqual([{ seenBy: 'anna' }, { seenBy: 'bert' }]);
});

test('a subscriber who comes back misses nothing and sees nothing twice', async () => {
  const server = await startServer();
  const live = await connect(server);
  subscribe(live);
  await settled(live);
  publish(server, 'one', 'two', 'three');
  expect(await cursors(live, 3)).toEqual(['c1', 'c2', 'c3']);

  const back = await connect(server);
  subscribe(back, 'c1');
  expect(await cursors(back, 2)).toEqual(['c2', 'c3']);
  publish(server, 'four', 'five');
  expect(await cursors(back, 2)).toEqual(['c4', 'c5']);
  expect(await cursors(live, 2)).toEqual(['c4', 'c5']);
});

test('who has replayed the past joins the group: later events are executed once again', async () => {
  const server = await startServer({ limits: { recentEvents: 4 } });
  publish(server, 'one', 'two', 'three');
  const sockets = [await connect(server), await connect(server), await connect(server)];
  for (const [index, raw] of sockets.entries()) subscribe(raw, `c${index}`);
  for (const [index, raw] of sockets.entries()) expect(await cursors(raw, 3 - index)).toHaveLength(3 - index);
  publish(server, 'four');
  for (const raw of sockets) expect(await cursor(raw)).toBe('c4');
  await Promise.all(sockets.map(settled));
  const before = server.backstage.eventExecutions;
  publish(server, 'five');
  for (const raw of sockets) expect(await cursor(raw)).toBe('c5');
  expect(server.backstage.eventExecutions - before).toBe(1);
});

test('a connection cut between replay and live continues without a gap', async () => {
  const server = await startServer();
  publish(server, ...Array.from({ length: 50 }, (_, index) => `past ${index}`));
  const first = await connect(server);
  subscribe(first, 'c0');
  const seen = await cursors(first, 20);
  first.socket.terminate();
  publish(server, 'meanwhile');
  const second = await connect(server);
  subscribe(second, String(seen.at(-1)));
  seen.push(...(await cursors(second, 31)));
  publish(server, 'live');
  seen.push(await cursor(second));
  expect(seen).toEqual(Array.from({ length: 52 }, (_, index) => `c${index + 1}`));
});

test('subscribers who write their place into the document share with the others', async () => {
  const server = await startServer();
  publish(server, 'one');
  const sockets = [await connect(server), await connect(server)];
  for (const raw of sockets) subscribe(raw, undefined, 'subscription { orderEvents(after: "c1") { cursor text } }');
  await Promise.all(sockets.map(settled));
  publish(server, 'two');
  for (const raw of sockets) expect(await cursor(raw)).toBe('c2');
  const before = server.backstage.eventExecutions;
  publish(server, 'three');
  for (const raw of sockets) expect(await cursor(raw)).toBe('c3');
  expect(server.backstage.eventExecutions - before).toBe(1);
});

test('after complete nothing more comes for the operation', async () => {
  const server = await startServer();
  const raw = await connect(server);
  subscribe(raw);
  await settled(raw);
  raw.send({ type: 'complete', id: 'watch' });
  await settled(raw);
  publish(server, 'one');
  subscribe(raw, 'c0', EVENTS, 'again');
  expect(await raw.next()).toMatchObject({ id: 'again', type: 'next' });
});

test('complete never overtakes the last results, however many leave in one turn', async () => {
  const server = await startServer();
  const sockets = [await connect(server), await connect(server)];
  for (const raw of sockets) subscribe(raw);
  await Promise.all(sockets.map(settled));
  publish(server, ...Array.from({ length: 100 }, (_, index) => `event ${index}`));
  server.backstage.feed.close();
  for (const raw of sockets) {
    const messages = [];
    for (let message = await raw.next(); message.type !== 'complete'; message = await raw.next())
      messages.push(message);
    expect(messages.every(({ type }) => type === 'next')).toBe(true);
    const seen = messages.map(({ payload }) => payload?.data?.['orderEvents']);
    expect(seen).toEqual(
      Array.from({ length: 100 }, (_, index) => ({ cursor: `c${index + 1}`, text: `event ${index}` })),
    );
    raw.send({ type: 'ping' });
    expect(await raw.next()).toEqual({ type: 'pong' });
  }
});

test('a subscription that may not start is refused to everyone who asks', async () => {
  const server = await startServer();
  const sockets = [await connect(server), await connect(server)];
  for (const raw of sockets) subscribe(raw, undefined, 'subscription { adminEvents { text } }');
  for (const raw of sockets)
    expect(await raw.next()).toMatchObject({
      type: 'next',
      payload: { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
    });
});

test('who joins a subscription that tells a state is told the latest one first', async () => {
  const server = await startServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.backstage.gate = promise;
  const states: unknown[] = [];
  const sockets = [await connect(server), await connect(server)];
  for (const raw of sockets) {
    subscribe(raw, undefined, 'subscription { commandState }');
    states.push((await raw.next()).payload?.data);
  }
  resolve();
  for (const raw of sockets) states.push((await raw.next()).payload?.data, (await raw.next()).type);
  const [pending, succeeded] = [{ commandState: 'PENDING' }, { commandState: 'SUCCEEDED' }];
  expect(states).toEqual([pending, pending, succeeded, 'complete', succeeded, 'complete']);
});
