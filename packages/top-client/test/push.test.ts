import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';

import { TMC_KIND } from '../src/codec/index.ts';
import type { TmcMessage } from '../src/index.ts';
import { Queue } from './support/queue.ts';
import { closed, connect, int64, push, settled, text } from './support/tmc-client.ts';
import { startTmcServer } from './support/tmc-server.ts';

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
