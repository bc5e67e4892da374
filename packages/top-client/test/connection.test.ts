import { once } from 'node:events';
import { describe, expect, test } from 'vitest';

import { TMC_KIND, tmcConnectSign } from '../src/codec/index.ts';
import type { TmcFrame } from '../src/codec/index.ts';
import { Queue } from './support/queue.ts';
import { closed, connect, int64, push, settled, text } from './support/tmc-client.ts';
import { startTmcServer } from './support/tmc-server.ts';

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

  test('tells what to check when it is refused or the server is not there', async () => {
    const server = await startTmcServer();
    const reasons = new Queue<string>();
    const onStateChange = (state: string, reason: string) => {
      if (state === 'waiting') reasons.put(reason);
    };
    const { connection, clock } = connect(server.url, { onStateChange });
    const side = await server.connections.take();
    await side.frames.take();
    side.send({ type: 'connectAck', flag: 1, statusCode: 25, statusPhrase: 'Invalid Signature', values: new Map() });
    expect(await reasons.take()).toBe(
      "the server refused the CONNECT (25 Invalid Signature): check app key, app secret, group and this machine's clock",
    );
    await server.stop();
    await clock.pass(500);
    const { host } = new URL(server.url);
    expect(await reasons.take()).toBe(`${host} was not reached (ECONNREFUSED): check url and the network`);
    await connection.close();
  });

  test('an address that is no URL is refused at once', () => {
    expect(() => connect('mc.api')).toThrow('connectTmc: url is not a URL: mc.api');
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
