import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { TMC_KIND, tmcConnectSign } from '../src/codec/index.ts';
import type { TmcFrame, TmcValue } from '../src/codec/index.ts';
import { connectTmc } from '../src/index.ts';
import type { TmcConnection, TmcMessage, TmcOptions } from '../src/index.ts';
import { ManualClock } from './support/manual-clock.ts';
import { Queue } from './support/queue.ts';
import { startTmcServer } from './support/tmc-server.ts';

const text = (value: string): TmcValue => ({ format: 'string', value });
const int64 = (value: bigint): TmcValue => ({ format: 'int64', value });

const push = {
  id: int64(9007199254740993n),
  topic: text('alitrip_travel_OrderChanged'),
  publisher: text('12345678'),
  userid: int64(3607242345n),
  nick: text('tbtest'),
  dataid: text('d-1'),
  content: text('{"order_id":1188515074720535309}'),
  retried: { format: 'int32', value: 2 } satisfies TmcValue,
  time: { format: 'date', value: new Date(1_500_000_000_000) } satisfies TmcValue,
};

/** A connection to the server whose changes of state and messages can be awaited. */
function connect(url: string, options: Partial<TmcOptions> = {}) {
  const states = new Queue<string>();
  const messages = new Queue<TmcMessage>();
  const clock = new ManualClock();
  const connection = connectTmc({
    url,
    appKey: '12345678',
    appSecret: 'helloworld',
    clock,
    random: () => 0,
    onMessage: async (message) => messages.put(message),
    onStateChange: (state) => states.put(state),
    ...options,
  });
  return { connection, states, messages, clock };
}

function settled(frame: TmcFrame) {
  return Object.fromEntries([...frame.values].map(([name, { value }]) => [name, value]));
}

async function closed(connection: TmcConnection, socket: { once: unknown }): Promise<void> {
  await Promise.all([once(socket as NodeJS.EventEmitter, 'close'), connection.close()]);
}

describe('connecting', () => {
  test('signs the CONNECT, expects its flag back and asks for what is waiting', async () => {
    const server = await startTmcServer();
    const { connection, states } = connect(server.url, { group: 'orders', authToken: async () => 'auth-1' });
    const side = await server.connections.take();
    const frame = await side.frames.take();
    const timestamp = Date.parse('2017-02-02T04:00:00Z');
    expect(frame).toMatchObject({ type: 'connect', flag: 1 });
    expect(settled(frame)).toEqual({
      app_key: '12345678',
      group_name: 'orders',
      timestamp: String(timestamp),
      sign: tmcConnectSign('12345678', 'helloworld', 'orders', timestamp),
      sdk: 'interline',
      token: 'auth-1',
    });
    expect(connection.state).toBe('connecting');
    side.send({ type: 'connectAck', flag: 1, token: 'tok-1', values: new Map() });
    const pull = await side.frames.take();
    expect(pull).toMatchObject({ type: 'send', token: 'tok-1' });
    expect(settled(pull)).toEqual({ __kind: TMC_KIND.pullRequest });
    expect(await states.take()).toBe('connected');
    await closed(connection, side.socket);
    expect(await states.take()).toBe('closed');
  });

  test.each<[string, Partial<TmcFrame>]>([
    ['a refusal', { flag: 1, statusCode: 403, statusPhrase: 'no such app' }],
    ['an answer to another CONNECT', { flag: 2, token: 'tok-1' }],
    ['an answer without a token', { flag: 1 }],
  ])('tries again with a new sign after %s', async (_name, answer) => {
    const server = await startTmcServer();
    const { connection, states, clock } = connect(server.url);
    const first = await server.connections.take();
    const before = settled(await first.frames.take());
    first.send({ type: 'connectAck', values: new Map(), ...answer });
    expect(await states.take()).toBe('waiting');
    await clock.pass(500);
    expect(await states.take()).toBe('connecting');
    const { connect: frame, socket } = await server.accept();
    expect(settled(frame)['sign']).not.toBe(before['sign']);
    expect(await states.take()).toBe('connected');
    await closed(connection, socket);
  });

  test('does not wait for a CONNECTACK for ever', async () => {
    const server = await startTmcServer();
    const { connection, states, clock } = connect(server.url);
    const side = await server.connections.take();
    await side.frames.take();
    await clock.pass(5000);
    expect(await states.take()).toBe('waiting');
    await connection.close();
    expect(connection.state).toBe('closed');
  });

  test('backs off further with each failure, and starts anew after a success', async () => {
    const server = await startTmcServer();
    const { connection, states, clock } = connect(server.url);
    (await server.connections.take()).socket.terminate();
    expect(await states.take()).toBe('waiting');
    await clock.pass(500);
    expect(await states.take()).toBe('connecting');
    const { socket } = await server.accept();
    expect(await states.take()).toBe('connected');
    await server.stop();
    for (const delayMs of [500, 1000, 2000]) {
      expect(await states.take()).toBe('waiting');
      await clock.pass(delayMs);
      expect(await states.take()).toBe('connecting');
    }
    expect(await states.take()).toBe('waiting');
    expect(connection.counts.disconnects).toBe(5);
    await connection.close();
    expect(socket.readyState).toBe(socket.CLOSED);
  });

  test('an address that is no URL is refused at once', () => {
    expect(() => connect('mc.api')).toThrow('connectTmc: url is not a URL: mc.api');
  });
});

describe('a pushed message', () => {
  test('is confirmed only after the promise of the handler has resolved', async () => {
    const server = await startTmcServer();
    const committed = Promise.withResolvers<void>();
    const messages = new Queue<TmcMessage>();
    const { connection, clock } = connect(server.url, {
      onMessage: (message) => {
        messages.put(message);
        return committed.promise;
      },
    });
    const side = await server.accept();
    side.push(push);
    expect(await messages.take()).toEqual({
      id: '9007199254740993',
      topic: 'alitrip_travel_OrderChanged',
      content: '{"order_id":1188515074720535309}',
      userId: '3607242345',
      userNick: 'tbtest',
      publisher: '12345678',
      publishedAt: new Date(1_500_000_000_000),
      dataId: 'd-1',
      retried: 2,
      via: 'push',
    });
    // The next frame of the client is the pull request of the timer, not a confirmation.
    await clock.pass(15_000);
    expect(settled(await side.frames.take())).toEqual({ __kind: TMC_KIND.pullRequest });
    committed.resolve();
    const confirmation = await side.frames.take();
    expect(confirmation.token).toBe('tok-1');
    expect(settled(confirmation)).toEqual({ __kind: TMC_KIND.confirm, id: 9007199254740993n });
    await closed(connection, side.socket);
    expect(connection.counts).toMatchObject({ received: 1, confirmed: 1, failed: 0 });
  });

  test('is reported as failed when the handler rejects, without telling why', async () => {
    const server = await startTmcServer();
    class DatabaseDown extends Error {
      override name = `DatabaseDown${'!'.repeat(200)}`;
    }
    const { connection } = connect(server.url, {
      onMessage: () => Promise.reject(new DatabaseDown('insert into inbox values (canary)')),
    });
    const side = await server.accept();
    side.push(push);
    expect(settled(await side.frames.take())).toEqual({
      __kind: TMC_KIND.failed,
      id: 9007199254740993n,
      msg: `DatabaseDown${'!'.repeat(116)}`,
    });
    await closed(connection, side.socket);
    expect(connection.counts).toMatchObject({ confirmed: 0, failed: 1 });
  });

  test('that comes again while its handler is at work is handled once', async () => {
    const server = await startTmcServer();
    const committed = Promise.withResolvers<void>();
    let calls = 0;
    const { connection } = connect(server.url, {
      onMessage: ({ id }) => {
        calls += 1;
        return id === '2' ? Promise.resolve() : committed.promise;
      },
    });
    const side = await server.accept();
    side.push(push);
    side.push(push);
    side.push({ id: int64(2n) });
    expect(settled(await side.frames.take())).toMatchObject({ id: 2n });
    expect([calls, connection.counts.duplicates]).toEqual([2, 1]);
    committed.resolve();
    await side.frames.take();
    await closed(connection, side.socket);
  });

  test('is confirmed on the new connection when the old one was cut meanwhile', async () => {
    const server = await startTmcServer();
    const committed = Promise.withResolvers<void>();
    const handling = Promise.withResolvers<void>();
    const { connection, clock } = connect(server.url, {
      onMessage: () => {
        handling.resolve();
        return committed.promise;
      },
    });
    const first = await server.accept('tok-1');
    first.push(push);
    await handling.promise;
    first.socket.terminate();
    await clock.pass(500);
    const second = await server.accept('tok-2');
    committed.resolve();
    const confirmation = await second.frames.take();
    expect(confirmation.token).toBe('tok-2');
    expect(settled(confirmation)).toMatchObject({ __kind: TMC_KIND.confirm, id: 9007199254740993n });
    await closed(connection, second.socket);
  });

  test('may carry its content as gzip', async () => {
    const server = await startTmcServer();
    const { connection, messages } = connect(server.url);
    const side = await server.accept();
    side.push({ ...push, content: { format: 'bytes', value: gzipSync('{"名":1}') } });
    expect((await messages.take()).content).toBe('{"名":1}');
    await side.frames.take();
    await closed(connection, side.socket);
  });

  test('of 10 MB arrives whole, or as far as allowed with the problem named', async () => {
    const server = await startTmcServer();
    const content = text('x'.repeat(10 << 20));
    const whole = connect(server.url);
    const side = await server.accept();
    side.push({ ...push, content });
    expect((await whole.messages.take()).content).toHaveLength(10 << 20);
    await side.frames.take();
    await closed(whole.connection, side.socket);

    const capped = connect(server.url, { maxMessageBytes: 4 << 20 });
    const other = await server.accept();
    other.push({ ...push, content });
    const message = await capped.messages.take();
    expect(message).toMatchObject({
      id: '9007199254740993',
      topic: 'alitrip_travel_OrderChanged',
      problem: 'content has 10485760 bytes, more than the 4194304 allowed',
    });
    expect(message.content).toHaveLength(4 << 20);
    await other.frames.take();
    await closed(capped.connection, other.socket);
  });

  test('without a time counts as published on arrival', async () => {
    const server = await startTmcServer();
    const { connection, messages } = connect(server.url);
    const side = await server.accept();
    side.push({ id: int64(1n) });
    expect(await messages.take()).toMatchObject({ topic: '', publishedAt: new Date('2017-02-02T04:00:00Z') });
    await side.frames.take();
    await closed(connection, side.socket);
  });
});

describe('a bad peer', () => {
  test('neither stops nor crashes the connection', async () => {
    const server = await startTmcServer();
    const { connection, messages } = connect(server.url);
    const side = await server.accept();
    side.socket.send('a text message');
    side.socket.send(Buffer.from('0209', 'hex'));
    side.socket.send(Buffer.alloc(0));
    side.send({ type: 'send', token: 'tok-other', values: new Map([['id', int64(1n)]]) });
    side.send({ type: 'send', values: new Map([['id', int64(1n)]]) });
    side.send({ type: 'send', token: 'tok-1', statusCode: 500, statusPhrase: 'oops', values: new Map() });
    side.push({ topic: text('no id') });
    side.push({ id: text('99999999999999999999') });
    side.push(push);
    expect((await messages.take()).id).toBe('9007199254740993');
    await side.frames.take();
    expect(connection.counts).toMatchObject({ received: 1, malformed: 4, foreign: 2, disconnects: 0 });
    await closed(connection, side.socket);
  });

  test('that sends a frame beyond all limits is left and tried again', async () => {
    const server = await startTmcServer();
    const { connection, states, clock } = connect(server.url, { maxMessageBytes: 1024 });
    const side = await server.accept();
    expect(await states.take()).toBe('connected');
    side.socket.on('error', () => {});
    side.push({ ...push, content: text('x'.repeat(5000)) });
    expect(await states.take()).toBe('waiting');
    await clock.pass(500);
    const { socket } = await server.accept();
    await closed(connection, socket);
  });
});

describe('keeping up', () => {
  test('pings a silent server, and gives up one that does not answer', async () => {
    const server = await startTmcServer();
    const { connection, states, clock } = connect(server.url);
    const side = await server.accept();
    expect(await states.take()).toBe('connected');
    const pinged = once(side.socket, 'ping');
    clock.advance(45_000);
    await pinged;
    side.socket.pause();
    clock.advance(45_000);
    clock.advance(45_000);
    expect(await states.take()).toBe('waiting');
    await connection.close();
  });

  test('asks every 15 s for what was not pushed', async () => {
    const server = await startTmcServer();
    const { connection, clock } = connect(server.url);
    const side = await server.accept();
    for (const _round of [1, 2]) {
      await clock.pass(15_000);
      expect(settled(await side.frames.take())).toEqual({ __kind: TMC_KIND.pullRequest });
    }
    await closed(connection, side.socket);
  });

  test('stops reading while too many messages wait, and loses none', async () => {
    const server = await startTmcServer();
    const started = new Queue<string>();
    const gates = new Queue<() => void>();
    const { connection, clock } = connect(server.url, {
      maxWaiting: 2,
      onMessage: ({ id }) => {
        started.put(id);
        return new Promise((resolve) => gates.put(resolve));
      },
    });
    const side = await server.accept();
    // Large enough not to share a piece of the stream with the message before it.
    const content = text('x'.repeat(1 << 20));
    const ids = ['1', '2', '3', '4'];
    for (const id of ids) side.push({ id: int64(BigInt(id)), content });
    expect([await started.take(), await started.take()]).toEqual(['1', '2']);
    for (let round = 0; round < 20; round += 1) {
      await clock.pass(15_000);
      await side.frames.take();
    }
    expect(connection.counts.received).toBe(2);
    const confirmed: unknown[] = [];
    for (const _id of ids) {
      (await gates.take())();
      confirmed.push(settled(await side.frames.take())['id']);
    }
    expect(confirmed).toEqual([1n, 2n, 3n, 4n]);
    await closed(connection, side.socket);
  });
});

describe('closing', () => {
  test('takes no more messages, waits for the handlers at work and confirms theirs', async () => {
    const server = await startTmcServer();
    const committed = Promise.withResolvers<void>();
    const handling = Promise.withResolvers<void>();
    const { connection } = connect(server.url, {
      onMessage: () => {
        handling.resolve();
        return committed.promise;
      },
    });
    const side = await server.accept();
    side.push(push);
    await handling.promise;
    const closing = closed(connection, side.socket);
    side.push({ ...push, id: int64(2n) });
    side.socket.ping();
    await once(side.socket, 'pong');
    committed.resolve();
    expect(settled(await side.frames.take())).toMatchObject({ __kind: TMC_KIND.confirm, id: 9007199254740993n });
    await closing;
    expect(connection.counts.received).toBe(1);
    await connection.close();
    expect(connection.state).toBe('closed');
  });
});
