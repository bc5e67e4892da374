import { systemClock } from '@interline/core';
import type { CallAnswer, InboundCall } from '@interline/core';
import { createCallBoard } from '@interline/core/hub';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, test, vi } from 'vitest';
import { callDesk } from '../../src/call-desk.ts';
import { checkConfig } from '../../src/config.ts';
import type { CalledPath, HttpServerOptions } from '../../src/http/options.ts';
import { calledHub, callingChannel } from './support/call-channel.ts';
import { impatientPeer } from './support/impatient-peer.ts';
import { codesOf, send, startServer } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

const LIMIT = 1_000;
const DUE_MS = 5_000;

interface Desk {
  readonly server: TestServer;
  readonly url: string;
  readonly calls: { readonly shop: string; readonly call: InboundCall }[];
  /** Sends bytes as they are and returns everything that comes back until the connection ends. */
  raw(...writes: readonly string[]): Promise<string>;
}

/** A server at which a channel calls below `/ferry`. */
async function desk(
  answer: CalledPath['answer'] = async () => answerOf('done'),
  options: Partial<HttpServerOptions> = {},
): Promise<Desk> {
  const calls: Desk['calls'] = [];
  const ferry: CalledPath = {
    maxBytes: LIMIT,
    answerWithinMs: DUE_MS,
    answer(shop, call, signal) {
      calls.push({ shop, call });
      return answer(shop, call, signal);
    },
    refuse: (trouble) => answerOf(`trouble ${trouble}`),
    turnAway: () => {},
  };
  const server = await startServer({ calls: { find: (path) => (path === 'ferry' ? ferry : null) }, ...options });
  return {
    server,
    url: new URL('/ferry/42', server.url).href,
    calls,
    raw: async (...writes) => {
      const socket = connect(server.port, '127.0.0.1');
      await once(socket, 'connect');
      for (const write of writes) socket.write(write);
      return text(socket);
    },
  };
}

function answerOf(body: string): CallAnswer {
  return { status: 200, headers: { 'content-type': 'application/xml', 'x-channel': 'ferry' }, body };
}

test('a call is handed on byte by byte, and its answer given back as it is', async () => {
  const { url, calls } = await desk(async () => ({ ...answerOf('<ok>好</ok>'), status: 202 }));
  const body = Uint8Array.from({ length: LIMIT }, (_, byte) => byte % 256);
  const address = `${url}?sign=A%20B&name=%E5%BC%A0`;
  const answer = await send(address, { method: 'POST', body, headers: { 'top-sign-list': 'a,b', 'X-Up': 'Case' } });
  expect(answer).toMatchObject({ status: 202, text: '<ok>好</ok>' });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'content-type': 'application/xml',
    'x-channel': 'ferry',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  });
  expect(calls).toMatchObject([
    {
      shop: '42',
      call: {
        method: 'POST',
        query: 'sign=A%20B&name=%E5%BC%A0',
        headers: { 'top-sign-list': 'a,b', 'x-up': 'Case' },
        address: '127.0.0.1',
      },
    },
  ]);
  expect(Buffer.compare(calls[0]?.call.body ?? Buffer.of(), body)).toBe(0);
});

test.each([
  ['/ferry/West%20Ferry', 'West Ferry'],
  ['/ferry/%E6%B8%A1%E8%BD%AE?x=1', '渡轮'],
  ['/ferry/a/b', 'a/b'],
  ['/ferry/%E0%A4%A', ''],
  ['/ferry/', ''],
  ['/ferry', ''],
])('%s is a call to the shop "%s"', async (path, shop) => {
  const { server, calls } = await desk();
  await send(new URL(path, server.url).href, { method: 'GET' });
  expect(calls).toMatchObject([{ shop, call: { method: 'GET' } }]);
});

test.each(['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'])('%s is refused and reaches nobody', async (method) => {
  const { url, calls } = await desk();
  const { status, headers } = await fetch(url, { method, headers: { origin: 'https://page.example' } });
  expect([status, headers.get('allow')]).toEqual([405, 'GET, POST']);
  expect(calls).toEqual([]);
});

test('a body that is too long is told in the channel’s form, and its rest not read', async () => {
  const { url, calls, raw } = await desk();
  expect(await send(url, { method: 'POST', body: 'x'.repeat(LIMIT + 1) })).toMatchObject({ text: 'trouble TOO_LARGE' });
  const chunk = `${(LIMIT + 1).toString(16)}\r\n${'x'.repeat(LIMIT + 1)}\r\n`;
  const answer = await raw('POST /ferry/42 HTTP/1.1\r\nhost: hub\r\ntransfer-encoding: chunked\r\n\r\n', chunk);
  expect(answer).toContain('trouble TOO_LARGE');
  expect(answer.toLowerCase()).toContain('connection: close');
  expect(calls).toEqual([]);
});

test('a body that does not come in time is told in the channel’s form', async () => {
  const { server, calls } = await desk();
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /ferry/42 HTTP/1.1\r\nhost: hub\r\nexpect: 100-continue\r\ncontent-length: 10\r\n\r\n');
  // "100 Continue": the server has begun with the request.
  await once(socket, 'data');
  server.clock.advance(DUE_MS);
  expect(await text(socket)).toContain('trouble LATE');
  expect(calls).toEqual([]);
});

test('whoever leaves in the middle of the body reaches nobody, and is no failure', async () => {
  const { server, url, calls } = await desk(undefined, { limits: { callsAtOnce: 1 } });
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /ferry/42 HTTP/1.1\r\nhost: hub\r\nexpect: 100-continue\r\ncontent-length: 10\r\n\r\n');
  await once(socket, 'data');
  socket.destroy();
  // The place of the one who left is free again.
  await vi.waitFor(async () => expect((await send(url, { method: 'POST' })).text).toBe('done'));
  expect(calls).toHaveLength(1);
  expect(server.log.filter(({ level }) => level !== 'debug')).toEqual([]);
});

test('whoever leaves before the answer is told to the adapter, and nothing is logged as a failure', async () => {
  const signals: AbortSignal[] = [];
  const asked = Promise.withResolvers<void>();
  const left = Promise.withResolvers<void>();
  const { server } = await desk(async (_shop, _call, signal) => {
    signals.push(signal);
    signal.addEventListener('abort', () => left.resolve());
    asked.resolve();
    await left.promise;
    return answerOf('to nobody');
  });
  const socket = connect(server.port, '127.0.0.1');
  socket.write('POST /ferry/42 HTTP/1.1\r\nhost: hub\r\ncontent-length: 2\r\n\r\n{}');
  await asked.promise;
  socket.destroy();
  await left.promise;
  expect(signals[0]?.aborted).toBe(true);
  await server.close();
  expect(server.log.filter(({ level }) => level === 'error' || level === 'warn')).toEqual([]);
});

test('one address has a budget of calls, apart from what a token spends on GraphQL', async () => {
  const { server, url } = await desk(undefined, { limits: { callsPerMinute: 2, costPerMinute: 1 } });
  expect((await server.post({ query: '{ hello }' })).status).toBe(200);
  expect(codesOf((await server.post({ query: '{ hello }' })).json)).toEqual(['RATE_LIMITED']);
  expect((await send(url, { method: 'POST' })).text).toBe('done');
  expect((await send(url, { method: 'POST' })).text).toBe('done');
  const third = await send(url, { method: 'POST' });
  expect([third.status, codesOf(third.json)]).toEqual([429, ['RATE_LIMITED']]);
  expect(Number(third.headers.get('retry-after'))).toBeGreaterThan(0);
});

test.each([
  ['in all', { callsAtOnce: 2 }],
  ['from one address', { callsAtOncePerAddress: 2 }],
])('more calls than may wait at the same time %s are sent away until one is answered', async (_, limits) => {
  const release = Promise.withResolvers<void>();
  const begun = Promise.withResolvers<void>();
  const { url, calls } = await desk(
    async () => {
      if (calls.length === 2) begun.resolve();
      await release.promise;
      return answerOf('done');
    },
    { limits },
  );
  const waiting = [1, 2].map(() => send(url, { method: 'POST' }));
  await begun.promise;
  const third = await send(url, { method: 'POST' });
  expect([third.status, third.headers.get('retry-after')]).toEqual([503, '3']);
  release.resolve();
  expect((await Promise.all(waiting)).map(({ text: body }) => body)).toEqual(['done', 'done']);
  expect((await send(url, { method: 'POST' })).text).toBe('done');
});

test('nothing of query, headers or body is in the log, and a failure shows no more than its id', async () => {
  const { server, url } = await desk(async (_shop, { body }) => {
    throw new Error(`cannot answer "${Buffer.from(body).toString()}"`);
  });
  const answer = await send(`${url}?sign=canary`, { method: 'POST', body: 'canary', headers: { 'x-sign': 'canary' } });
  expect([answer.status, codesOf(answer.json)]).toEqual([500, ['INTERNAL_SERVER_ERROR']]);
  await server.close();
  expect(server.log.map(({ message }) => message)).toContain('answered a request');
  expect(JSON.stringify([answer.json, server.log])).not.toContain('canary');
});

test('without a channel that calls, and elsewhere, everything is as it was', async () => {
  const { server } = await desk(undefined, { calls: undefined });
  expect((await send(new URL('/ferry/42', server.url).href, { method: 'POST' })).status).toBe(401);
  const other = await desk();
  expect((await send(new URL('/ferryboat/42', other.server.url).href, { method: 'POST' })).status).toBe(401);
  expect((await send(new URL('/healthz', other.server.url).href, {})).status).toBe(200);
});

test('ten concurrent repeats of one call are said once, and all get the same answer, without a session', async () => {
  const hub = await calledHub();
  const { server } = await desk(undefined, {
    calls: callDesk(hub, hub.database, createCallBoard(new Date())),
    clock: systemClock,
  });
  const body = Uint8Array.from({ length: 256 }, (_, byte) => byte);
  const post = (to: string, bytes = body) =>
    send(new URL(`/ferry/${to}?7001`, server.url).href, { method: 'POST', body: bytes });
  const answers = await Promise.all(Array.from({ length: 10 }, () => post('42')));
  const digest = createHash('sha256').update(body).digest('hex');
  expect(new Set(answers.map(({ text: said }) => said))).toEqual(new Set([`West Ferry 1 ${digest}`]));
  expect((await post('West%20Ferry', body.slice(1))).text).toMatch(/^West Ferry 2 /);
  expect((await post('nobody')).text).toBe('trouble UNKNOWN_SHOP 7001');
  // The query too, since the form of the answer may stand there.
  expect((await post('42', new Uint8Array(LIMIT + 1))).text).toBe('trouble TOO_LARGE 7001');
});

test.each([
  [['graphql'], /"ferry0".*"\/graphql".*the hub itself answers/],
  [['healthz'], /the hub itself answers/],
  [['readyz'], /the hub itself answers/],
  [['attachments'], /the hub itself answers/],
  [['Ferry'], /lower case/],
  [['a/b'], /lower case/],
  [[''], /lower case/],
  [['ferry', 'ferry'], /"ferry1".*"\/ferry".*channel "ferry0"/],
])('paths %j are refused at start', (paths, message) => {
  const channels = paths.map((path, place) => ({ adapter: callingChannel(`ferry${place}`, path), options: {} }));
  expect(() => checkConfig({ channels })).toThrow(message);
});

const STRANGER: CallAnswer = { ...answerOf('who are you'), verdict: 'STRANGER' };

test('who cannot sign is sent away after some calls, without being heard, and only from his address', async () => {
  const { server, url, calls } = await desk(async () => STRANGER, { limits: { strangersPerMinute: 2 }, proxies: 1 });
  const call = (from: string) => send(url, { method: 'POST', headers: { 'x-forwarded-for': from } });
  expect((await call('192.0.2.1')).text).toBe('who are you');
  // What the client itself wrote stands before what the proxy appended.
  expect((await call('198.51.100.9, 192.0.2.1')).text).toBe('who are you');
  const third = await call('192.0.2.1');
  expect([third.status, codesOf(third.json)]).toEqual([429, ['RATE_LIMITED']]);
  expect(calls.map(({ call: { address } }) => address)).toEqual(['192.0.2.1', '192.0.2.1']);
  expect((await call('192.0.2.2')).text).toBe('who are you');
  expect((await call('no address')).text).toBe('who are you');
  expect(calls.at(-1)?.call.address).toBe('127.0.0.1');
  expect((await server.post({ query: '{ hello }' })).status).toBe(200);
});

test('strangers cannot keep out a channel that shares their address, nor live on its good name for ever', async () => {
  const answer = async (_shop: string, { query }: InboundCall): Promise<CallAnswer> =>
    query === 'signed' ? { ...answerOf('welcome'), verdict: 'REFUSED' } : STRANGER;
  const { server, url } = await desk(answer, { limits: { strangersPerMinute: 2 } });
  const call = async (query: string) => (await send(`${url}?${query}`, { method: 'POST' })).status;
  expect(await call('signed')).toBe(200);
  for (const _ of [1, 2, 3, 4]) expect(await call('forged')).toBe(200);
  expect(await call('signed')).toBe(200);
  server.clock.advance(10 * 60_000);
  expect(await call('forged')).toBe(429);
});

test('an address may hold so many connections, and no more', async () => {
  const { server, url } = await desk(undefined, { limits: { socketsPerAddress: 2 } });
  const idle = [connect(server.port, '127.0.0.1'), connect(server.port, '127.0.0.1')];
  await Promise.all(idle.map((socket) => once(socket, 'connect')));
  const third = connect(server.port, '127.0.0.1').on('error', () => {});
  await once(third, 'close');
  idle[0]?.destroy();
  await vi.waitFor(async () => expect((await send(url, { method: 'POST' })).text).toBe('done'));
  idle[1]?.destroy();
});

test.each([
  ['says nothing', ''],
  ['does not end its headers', 'POST /ferry/42 HTTP/1.1\r\nhost: hub\r\nx-slow: '],
])('a connection that %s is closed', async (_, bytes) => {
  const { server, calls } = await desk(undefined, { limits: { headersTimeoutMs: 50, requestTimeoutMs: 50 } });
  const socket = connect(server.port, '127.0.0.1');
  socket.write(bytes);
  expect(await Promise.race([text(socket), impatientPeer()])).toContain('408');
  expect(calls).toEqual([]);
});

test('nothing of the address behind the channel’s path is in the log', async () => {
  const { server, url } = await desk();
  await send(url.replace('/42', '/13800000000%20canary'), { method: 'POST' });
  await server.close();
  const line = server.log.find(({ message }) => message === 'answered a request');
  expect(line?.fields).toMatchObject({ path: '/ferry/…' });
  expect(JSON.stringify(server.log)).not.toContain('13800000000');
});
