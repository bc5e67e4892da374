import { once } from 'node:events';
import { get } from 'node:http';
import type { IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { connect } from './support/socket.ts';
import { startServer, TOKEN } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

const EVENTS = 'subscription { orderEvents { cursor text } }';
const LARGE = 'x'.repeat(256 * 1024);
/** More than the sockets of both sides and the hub take in together. */
const MANY = 100;

/** Publishes one event after the other, each when the reader has the one before. */
async function publishTo(server: TestServer, seen: () => Promise<unknown>): Promise<unknown[]> {
  const all: unknown[] = [];
  for (let count = 0; count < MANY; count += 1) {
    server.backstage.feed.publish(LARGE);
    all.push(await seen());
  }
  return all;
}

test('a paused WebSocket is cut with 4013 and the place to resume at, and delays nobody', async () => {
  const server = await startServer();
  const [slow, quick] = [await connect(server), await connect(server)];
  for (const raw of [slow, quick]) {
    raw.send({ type: 'subscribe', id: '1', payload: { query: EVENTS } });
    raw.send({ type: 'ping' });
    await raw.next();
  }
  slow.socket.pause();
  const all = await publishTo(server, async () => (await quick.next()).payload?.data?.['orderEvents']);
  expect(all).toHaveLength(MANY);

  slow.socket.resume();
  const { code, reason } = await slow.closed;
  expect(code).toBe(4013);
  let last = 0;
  const waiting = { type: 'nothing' } as const;
  for (;;) {
    const message = await Promise.race([slow.next(), Promise.resolve(waiting)]);
    if (message.type !== 'next') break;
    last += 1;
    expect('payload' in message && message.payload?.data?.['orderEvents']).toMatchObject({ cursor: `c${last}` });
  }
  expect(last).toBeLessThan(MANY);
  expect(reason).toBe(`Too slow; resume with after: c${last}`);
});

test('a paused event stream ends with the place to resume at, and delays nobody', async () => {
  const server = await startServer();
  const request = get(`${server.url}?query=${encodeURIComponent(EVENTS)}`, {
    headers: { authorization: `Bearer ${TOKEN}`, accept: 'text/event-stream', 'graphql-require-preflight': '1' },
  });
  const [slow] = (await once(request, 'response')) as [IncomingMessage];
  const quick = await connect(server);
  quick.send({ type: 'subscribe', id: '1', payload: { query: EVENTS } });
  quick.send({ type: 'ping' });
  await quick.next();
  slow.pause();
  expect(await publishTo(server, async () => (await quick.next()).type)).toHaveLength(MANY);

  const events = (await text(slow)).split('\n\n').filter((event) => event.startsWith('event:'));
  const last = JSON.parse(events.at(-1)?.split('data: ')[1] ?? '') as object;
  expect(last).toMatchObject({ errors: [{ extensions: { code: 'TOO_SLOW', resumeAfter: `c${events.length - 1}` } }] });
  expect(events.length).toBeLessThan(MANY);
});

test('who replays a long past at its own pace is not cut', async () => {
  const server = await startServer();
  for (let count = 0; count < MANY; count += 1) server.backstage.feed.publish(LARGE);
  const raw = await connect(server);
  raw.socket.pause();
  raw.send({
    type: 'subscribe',
    id: '1',
    payload: { query: 'subscription { orderEvents(after: "c0") { cursor text } }' },
  });
  raw.socket.resume();
  for (let count = 1; count <= MANY; count += 1)
    expect((await raw.next()).payload?.data?.['orderEvents']).toMatchObject({ cursor: `c${count}` });
});
