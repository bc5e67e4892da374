import { describe, expect, test } from 'vitest';

import { permitUser, pullTmc } from '../src/index.ts';
import type { PullOptions, TmcMessage } from '../src/index.ts';
import { createTestClient, failureOf } from './support/client.ts';
import { startAnswering, startHttpServer } from './support/http-server.ts';
import { ManualClock } from './support/manual-clock.ts';
import { Queue } from './support/queue.ts';

const entry = {
  id: 9007199254740991,
  topic: 'alitrip_travel_OrderChanged',
  content: '{"order_id":1188515074720535309}',
  pub_time: '2017-02-02 12:00:00',
  pub_app_key: '12345678',
  user_id: 3607242345,
  user_nick: 'tbtest',
};

/** A gateway that hands out the given batches, then nothing, and a loop that reads from it. */
async function startPull(batches: readonly unknown[], options: Partial<PullOptions> = {}) {
  const calls = new Queue<URLSearchParams>();
  const left = [...batches];
  const gateway = await startHttpServer(({ parameters }, response) => {
    calls.put(parameters);
    if (parameters.get('method') === 'taobao.tmc.messages.confirm') {
      return void response.end('{"tmc_messages_confirm_response":{"is_success":true}}');
    }
    const batch = left.shift();
    response.end(typeof batch === 'string' ? batch : JSON.stringify({ tmc_messages_consume_response: batch ?? {} }));
  });
  const clock = new ManualClock();
  const messages = new Queue<TmcMessage>();
  const pull = pullTmc({
    client: createTestClient(gateway.url, { clock, limits: { retries: 0 } }),
    clock,
    random: () => 0,
    onMessage: async (message) => messages.put(message),
    ...options,
  });
  return { clock, messages, calls, pull };
}

describe('pulling', () => {
  test('hands messages over, confirms them afterwards and pauses when there are none', async () => {
    const { clock, messages, calls, pull } = await startPull([{ messages: { tmc_message: [entry] } }], {
      group: 'orders',
      quantity: 10,
    });
    expect(await messages.take()).toEqual({
      id: '9007199254740991',
      topic: 'alitrip_travel_OrderChanged',
      content: '{"order_id":1188515074720535309}',
      userId: '3607242345',
      userNick: 'tbtest',
      publisher: '12345678',
      publishedAt: new Date('2017-02-02T04:00:00Z'),
      via: 'pull',
    });
    expect(Object.fromEntries(await calls.take())).toMatchObject({ group_name: 'orders', quantity: '10' });
    const confirmation = await calls.take();
    expect(confirmation.get('method')).toBe('taobao.tmc.messages.confirm');
    expect(confirmation.get('s_message_ids')).toBe('9007199254740991');
    expect(confirmation.get('group_name')).toBe('orders');
    await calls.take();
    await clock.pass(1000);
    expect((await calls.take()).get('method')).toBe('taobao.tmc.messages.consume');
    await pull.close();
    expect(pull.counts).toEqual({ received: 1, confirmed: 1, failed: 0, malformed: 0, failedCalls: 0 });
  });

  test('confirms at most 200 at a time, and none whose handler rejected', async () => {
    const entries = Array.from({ length: 203 }, (_value, index) => ({ ...entry, id: index }));
    const { calls, pull } = await startPull([{ messages: { tmc_message: entries } }], {
      onMessage: async ({ id }) => {
        if (id === '0') throw new Error('not now');
      },
    });
    expect((await calls.take()).has('group_name')).toBe(false);
    const first = (await calls.take()).get('s_message_ids')!.split(',');
    const second = (await calls.take()).get('s_message_ids')!.split(',');
    expect([first.length, first[0], second]).toEqual([200, '1', ['201', '202']]);
    await calls.take();
    await pull.close();
    expect(pull.counts).toMatchObject({ received: 203, confirmed: 202, failed: 1 });
  });

  test('hands over what is incomplete and skips what has no id', async () => {
    const entries = [{ topic: 'no id' }, 'text', { id: '18', content: 'x'.repeat(100), pub_time: 'soon' }];
    const { messages, calls, pull } = await startPull([{ messages: { tmc_message: entries } }], {
      maxMessageBytes: 10,
    });
    expect(await messages.take()).toMatchObject({
      id: '18',
      topic: '',
      content: 'xxxxxxxxxx',
      problem: 'content has 100 bytes, more than the 10 allowed',
      publishedAt: new Date('2017-02-02T04:00:00Z'),
    });
    await calls.take();
    expect((await calls.take()).get('s_message_ids')).toBe('18');
    await calls.take();
    await pull.close();
    expect(pull.counts.malformed).toBe(2);
  });

  test('goes on after failures, waiting longer each time', async () => {
    const error = JSON.stringify({ error_response: { code: 15, msg: 'Remote service error' } });
    const { clock, messages, pull } = await startPull([error, '{"tmc', { messages: { tmc_message: [entry] } }]);
    await clock.pass(500);
    await clock.pass(1000);
    expect((await messages.take()).id).toBe('9007199254740991');
    await pull.close();
    expect(pull.counts.failedCalls).toBe(2);
  });

  test('waits out a ban, and slows down when no message can be handled', async () => {
    const ban = { code: 7, msg: 'App Call Limited', sub_msg: 'This ban will last for 30 more seconds' };
    const { clock, calls, pull } = await startPull(
      [JSON.stringify({ error_response: ban }), { messages: { tmc_message: [entry] } }],
      { onMessage: () => Promise.reject(new Error('database down')) },
    );
    await clock.pass(30_000);
    // The guard adds its margin to the ban.
    await clock.pass(500);
    await calls.take();
    await calls.take();
    await clock.pass(1000);
    expect((await calls.take()).get('method')).toBe('taobao.tmc.messages.consume');
    await pull.close();
    expect(pull.counts).toMatchObject({ failed: 1, confirmed: 0 });
  });
});

describe('permitting a seller', () => {
  test('names the topics, or none for all of them', async () => {
    const gateway = await startAnswering({ tmc_user_permit_response: { is_success: true } });
    const client = createTestClient(gateway.url);
    await permitUser(client, { session: 's-1', topics: ['a', 'b'] });
    await permitUser(client, { session: 's-1' });
    expect(gateway.requests[0]!.parameters.get('topics')).toBe('a,b');
    expect(gateway.requests[0]!.parameters.get('session')).toBe('s-1');
    expect(gateway.requests[1]!.parameters.has('topics')).toBe(false);
  });

  test('is refused where the platform or the limit says no', async () => {
    const gateway = await startAnswering({ tmc_user_permit_response: { is_success: false } });
    const client = createTestClient(gateway.url);
    expect(await failureOf(permitUser(client, { session: 's-1' }))).toMatchObject({ kind: 'refused' });
    const topics = Array.from({ length: 101 }, String);
    await expect(permitUser(client, { session: 's-1', topics })).rejects.toThrow('at most 100 topics, got 101');
  });
});
