import { systemClock } from '@interline/core';
import { createCallBoard } from '@interline/core/hub';
import type { AnsweredCall, HubContext } from '@interline/core/hub';
import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { callDesk } from '../../src/call-desk.ts';
import type { CallDesk, CalledPath } from '../../src/http/options.ts';
import { calledHub } from './support/call-channel.ts';
import { send, startServer } from './support/test-server.ts';
import type { TestServer } from './support/test-server.ts';

/** More than the sockets between two processes hold. */
const HUGE = 64 * 1024 * 1024;

/** A server whose one answer tells when it is written whole. */
async function answering(body: string): Promise<{
  readonly server: TestServer;
  readonly url: string;
  /** What happened, in order. */
  readonly events: string[];
  readonly delivered: Promise<void>;
  readonly gone: Promise<void>;
}> {
  const events: string[] = [];
  const delivered = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  const answer: AnsweredCall = {
    status: 200,
    headers: { 'content-type': 'text/plain' },
    body,
    delivered: async () => {
      events.push('delivered');
      delivered.resolve();
    },
  };
  const path: CalledPath = {
    maxBytes: 1_000,
    answerWithinMs: 5_000,
    async answer(_shop, _call, signal) {
      signal.addEventListener('abort', () => {
        events.push('gone');
        gone.resolve();
      });
      events.push('answered');
      return answer;
    },
    refuse: () => answer,
    turnAway: () => {},
  };
  const server = await startServer({ calls: { find: (name) => (name === 'ferry' ? path : null) } });
  const url = new URL('/ferry/42', server.url).href;
  return { server, url, events, delivered: delivered.promise, gone: gone.promise };
}

test('an answer that is written whole is told to have been, once', async () => {
  const { url, events, delivered } = await answering('done');
  expect((await send(url, { method: 'POST' })).text).toBe('done');
  await delivered;
  expect((await send(url, { method: 'POST' })).text).toBe('done');
  await expect.poll(() => events).toEqual(['answered', 'delivered', 'answered', 'delivered']);
});

test('an answer whose caller is cut off before it is whole was never delivered', async () => {
  const { server, events, gone } = await answering('x'.repeat(HUGE));
  const socket = connect(server.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('POST /ferry/42 HTTP/1.1\r\nhost: hub\r\ncontent-length: 2\r\n\r\n{}');
  await once(socket, 'readable');
  socket.destroy();
  await gone;
  await server.close();
  expect(events).toEqual(['answered', 'gone']);
});

interface Line {
  readonly hub: HubContext;
  /** Rings with the same bytes each time, and gives what is answered. */
  ring(hub?: HubContext): Promise<string>;
  /** The same, and is cut off once the answer is there, before any of it is written. */
  ringAndBreak(): Promise<void>;
}

/** A channel that signs its calls, and a server for each hub that it calls. */
async function line(): Promise<Line> {
  const hub = await calledHub();
  const deskOf = (context: HubContext): CallDesk => callDesk(context, context.database, createCallBoard(new Date()));
  const servers = new Map<HubContext, Promise<TestServer>>();
  const serverOf = (context: HubContext): Promise<TestServer> => {
    const server = servers.get(context) ?? startServer({ calls: deskOf(context), clock: systemClock });
    servers.set(context, server);
    return server;
  };
  return {
    hub,
    async ring(context = hub) {
      const { url } = await serverOf(context);
      return (await send(new URL('/ferry/42?7001', url).href, { method: 'POST', headers: { 'x-sign': 's1' } })).text;
    },
    async ringAndBreak() {
      const answered = Promise.withResolvers<void>();
      const calls: CallDesk = {
        find(path) {
          const called = deskOf(hub).find(path);
          return (
            called && {
              ...called,
              async answer(shop, call, signal) {
                const answer = await called.answer(shop, call, signal);
                answered.resolve();
                if (!signal.aborted) await once(signal, 'abort');
                return answer;
              },
            }
          );
        },
      };
      const server = await startServer({ calls, clock: systemClock });
      const socket = connect(server.port, '127.0.0.1');
      socket.write('POST /ferry/42?7001 HTTP/1.1\r\nhost: hub\r\nx-sign: s1\r\ncontent-length: 0\r\n\r\n');
      await answered.promise;
      socket.destroy();
      await server.close();
    },
  };
}

test('what was answered is refused when it comes again, at once and on another node', async () => {
  const { hub, ring } = await line();
  expect(await ring()).toMatch(/^West Ferry 1 /);
  for (let times = 0; times < 5; times += 1) expect(await ring()).toBe('shown before');
  const other = { ...hub, database: { ...hub.database } };
  expect(await ring(other)).toBe('shown before');
});

test('a caller who was cut off repeats its call byte for byte, and is answered once', async () => {
  const { ring, ringAndBreak } = await line();
  await ringAndBreak();
  await ringAndBreak();
  expect(await ring()).toMatch(/^West Ferry 1 /);
  expect(await ring()).toBe('shown before');
});
