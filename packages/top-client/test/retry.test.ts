import { once } from 'node:events';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { Agent } from 'undici';
import { afterEach, describe, expect, test, vi } from 'vitest';

import { createTestClient, failureOf } from './support/client.ts';
import { startAnswering, startHttpServer } from './support/http-server.ts';
import { ManualClock } from './support/manual-clock.ts';

const success = { a_b_response: { ok: 1 } };
const timeout = { error_response: { code: 15, sub_code: 'isp.top-remote-connection-timeout', msg: 'm' } };
const ban = { code: 7, msg: 'App Call Limited', sub_code: 'accesscontrol.limited-by-api-access-count' };

afterEach(() => {
  vi.useRealTimers();
});

describe('reads', () => {
  test('are repeated with doubling waits and jitter', async () => {
    const gateway = await startAnswering(timeout, timeout, timeout, success);
    const clock = new ManualClock();
    const jitter = [0, 0.5, 0.75];
    const call = createTestClient(gateway.url, { clock, random: () => jitter.shift()! }).call(
      'a.b',
      {},
      { kind: 'read' },
    );
    await clock.pass(100);
    await clock.pass(300);
    await clock.pass(700);
    expect((await call).data).toEqual({ ok: 1 });
    expect(gateway.requests).toHaveLength(4);
  });

  test('give up after the last repetition with the last error', async () => {
    const gateway = await startAnswering(timeout);
    const clock = new ManualClock();
    const call = failureOf(
      createTestClient(gateway.url, { clock, limits: { retries: 1 } }).call('a.b', {}, { kind: 'read' }),
    );
    await clock.pass(100);
    expect(await call).toMatchObject({ kind: 'transient' });
    expect(gateway.requests).toHaveLength(2);
  });

  test('are signed anew, because the timestamp is part of the sign', async () => {
    const gateway = await startAnswering(timeout, success);
    const clock = new ManualClock();
    const call = createTestClient(gateway.url, { clock, limits: { retryInitialMs: 2000 } }).call(
      'a.b',
      {},
      { kind: 'read' },
    );
    await clock.pass(1000);
    await call;
    const stamps = gateway.requests.map(({ parameters }) => parameters.get('timestamp'));
    expect(stamps).toEqual(['2017-02-02 12:00:00', '2017-02-02 12:00:01']);
  });

  test('stop waiting when the caller gives up', async () => {
    const gateway = await startAnswering(timeout);
    const clock = new ManualClock();
    const caller = new AbortController();
    const call = failureOf(
      createTestClient(gateway.url, { clock }).call('a.b', {}, { kind: 'read', signal: caller.signal }),
    );
    await clock.waiting(100);
    caller.abort(new Error('enough'));
    expect((await call).message).toBe('enough');
  });

  test('are not repeated when repeating cannot help', async () => {
    const gateway = await startAnswering({ error_response: { code: 27, msg: 'Invalid Session' } });
    await failureOf(createTestClient(gateway.url).call('a.b', {}, { kind: 'read' }));
    expect(gateway.requests).toHaveLength(1);
  });
});

describe('writes are sent once', () => {
  test('when the backend timed out', async () => {
    const gateway = await startAnswering(timeout, success);
    const failure = await failureOf(createTestClient(gateway.url).call('a.b', {}, { kind: 'write' }));
    expect(failure).toMatchObject({ kind: 'unknown-outcome' });
    expect(failure.message).toContain('query the state before repeating');
    expect(gateway.requests).toHaveLength(1);
  });

  test('when the connection is cut', async () => {
    const gateway = await startHttpServer((_request, response) => response.destroy());
    const failure = await failureOf(createTestClient(gateway.url).call('a.b', {}, { kind: 'write' }));
    expect(failure).toMatchObject({ kind: 'unknown-outcome' });
    expect(gateway.requests).toHaveLength(1);
  });

  test('when the connection is cut in the middle of the answer', async () => {
    const gateway = await startHttpServer((_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"a_b_response":', () => response.destroy());
    });
    const failure = await failureOf(createTestClient(gateway.url).call('a.b', {}, { kind: 'write' }));
    expect(failure).toMatchObject({ kind: 'unknown-outcome' });
    expect(gateway.requests).toHaveLength(1);
  });

  test('when the answer is late', async () => {
    const arrived = Promise.withResolvers<void>();
    const gateway = await startHttpServer(() => arrived.resolve());
    const clock = new ManualClock();
    const client = createTestClient(gateway.url, { clock, timeouts: { totalMs: 5000 } });
    const call = failureOf(client.call('a.b', {}, { kind: 'write' }));
    await arrived.promise;
    await clock.pass(5000);
    expect(await call).toMatchObject({ kind: 'unknown-outcome' });
    expect((await call).message).toContain('no answer within 5000 ms');
    expect(gateway.requests).toHaveLength(1);
  });

  test('when the caller gives up after sending', async () => {
    const caller = new AbortController();
    const gateway = await startHttpServer(() => caller.abort());
    const call = createTestClient(gateway.url).call('a.b', {}, { kind: 'write', signal: caller.signal });
    expect(await failureOf(call)).toMatchObject({ kind: 'unknown-outcome' });
  });

  test('and are transient when nothing left this machine', async () => {
    const closed = createServer().listen(0, '127.0.0.1');
    await once(closed, 'listening');
    const { port } = closed.address() as AddressInfo;
    closed.close();
    await once(closed, 'close');
    const failure = await failureOf(createTestClient(`http://127.0.0.1:${port}/`).call('a.b', {}, { kind: 'write' }));
    expect(failure).toMatchObject({
      kind: 'transient',
      message:
        `a.b: the gateway 127.0.0.1:${port} was not reached (ECONNREFUSED). ` +
        'Nothing was done. Check gatewayUrl and the network; repeating the call may help.',
    });
  });
});

describe('a connection that fails', () => {
  test.each([
    [{ code: 'ENOTFOUND', syscall: 'getaddrinfo' }, 'transient'],
    [{ code: 'EAI_AGAIN', syscall: 'getaddrinfo' }, 'transient'],
    [{ code: 'ETIMEDOUT', syscall: 'connect' }, 'transient'],
    [{ code: 'UND_ERR_CONNECT_TIMEOUT' }, 'transient'],
    [{ code: 'CERT_HAS_EXPIRED' }, 'transient'],
    [{ code: 'ECONNRESET', syscall: 'read' }, 'unknown-outcome'],
    [{ code: 'EPIPE', syscall: 'write' }, 'unknown-outcome'],
    [{}, 'unknown-outcome'],
  ])('with %o leaves a write %s', async (fields, kind) => {
    const error = Object.assign(new Error('canary'), fields);
    const dispatcher = new Agent({ connect: (_options, callback) => callback(error, null) });
    const client = createTestClient('http://127.0.0.1/', { dispatcher });
    const failure = await failureOf(client.call('a.b', {}, { kind: 'write' }));
    expect(failure.kind).toBe(kind);
    expect(failure.message).not.toContain('canary');
    await dispatcher.close();
  });
});

describe('flow control', () => {
  test.each([
    ['sub_msg', { ...ban, sub_msg: 'This ban will last for 12 more seconds' }],
    ['msg', { ...ban, msg: 'App Call Limited, will last 12 more seconds' }],
  ])('a ban in %s holds back that method until it is over', async (_place, error_response) => {
    const gateway = await startAnswering({ error_response }, success);
    const clock = new ManualClock();
    const client = createTestClient(gateway.url, { clock });
    const call = () => client.call('a.b', {}, { kind: 'write' });
    expect(await failureOf(call())).toMatchObject({ kind: 'throttled', retryAfterMs: 12_000 });
    clock.advance(2000);
    expect(await failureOf(call())).toMatchObject({ kind: 'throttled', retryAfterMs: 10_500 });
    expect(gateway.requests).toHaveLength(1);
    clock.advance(10_500);
    expect((await call()).data).toEqual({ ok: 1 });
  });

  test('a short ban is waited out', async () => {
    const short = { ...ban, sub_msg: 'This ban will last for 2 more seconds' };
    const gateway = await startAnswering({ error_response: short }, success);
    const clock = new ManualClock();
    const call = createTestClient(gateway.url, { clock }).call('a.b', {}, { kind: 'read' });
    await clock.pass(100);
    await clock.pass(2400);
    expect((await call).data).toEqual({ ok: 1 });
  });

  test('a ban of one method leaves the others alone', async () => {
    const long = { ...ban, sub_msg: 'This ban will last for 60 more seconds' };
    const gateway = await startAnswering({ error_response: long }, { a_c_response: {} });
    const client = createTestClient(gateway.url);
    await failureOf(client.call('a.b', {}, { kind: 'read' }));
    expect((await client.call('a.c', {}, { kind: 'read' })).data).toEqual({});
  });

  test('the daily quota holds for every method until midnight in China', async () => {
    const daily = { ...ban, sub_code: 'accesscontrol.limited-by-app-access-count' };
    const gateway = await startAnswering({ error_response: daily });
    const clock = new ManualClock('2017-02-02T15:00:00Z');
    const client = createTestClient(gateway.url, { clock });
    expect(await failureOf(client.call('a.b', {}, { kind: 'read' }))).toMatchObject({ retryAfterMs: 3_600_000 });
    expect(await failureOf(client.call('a.c', {}, { kind: 'read' }))).toMatchObject({ kind: 'throttled' });
    expect(gateway.requests).toHaveLength(1);
  });

  test('calls beyond the rate wait for the next second, per method', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    const gateway = await startAnswering(success);
    const clock = new ManualClock();
    const client = createTestClient(gateway.url, { clock, limits: { callsPerSecond: 1 } });
    const call = () => client.call('a.b', {}, { kind: 'write' });
    await call();
    const second = call();
    await clock.waiting(1000);
    expect(gateway.requests).toHaveLength(1);
    vi.setSystemTime(1000);
    clock.advance(1000);
    await second;
    expect(gateway.requests).toHaveLength(2);
  });
});

describe('a gateway in trouble', () => {
  test('is left alone once the circuit is open, and tried again later', async () => {
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    const gateway = await startAnswering(timeout, timeout, success);
    const client = createTestClient(gateway.url, { limits: { failuresToOpen: 2 } });
    const call = () => client.call('a.b', {}, { kind: 'write' });
    await failureOf(call());
    await failureOf(call());
    expect(await failureOf(call())).toMatchObject({ kind: 'transient', retryAfterMs: 10_000 });
    expect(gateway.requests).toHaveLength(2);
    vi.setSystemTime(10_000);
    expect((await call()).data).toEqual({ ok: 1 });
  });

  test('is given no more than so many calls at once', async () => {
    const answers: (() => void)[] = [];
    const arrived = Promise.withResolvers<void>();
    const gateway = await startHttpServer((_request, response) => {
      answers.push(() => response.end(JSON.stringify(success)));
      arrived.resolve();
    });
    const client = createTestClient(gateway.url, { limits: { concurrency: 1, queue: 0 } });
    const first = client.call('a.b', {}, { kind: 'write' });
    await arrived.promise;
    expect(await failureOf(client.call('a.b', {}, { kind: 'write' }))).toMatchObject({
      kind: 'throttled',
      message: 'a.b: 1 calls are under way and 0 wait; nothing was sent. Wait, then repeat the call.',
    });
    answers[0]!();
    expect((await first).data).toEqual({ ok: 1 });
  });
});
