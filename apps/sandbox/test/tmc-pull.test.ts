import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { ManualClock, Sandbox } from '../src/index.ts';
import { call } from './gateway-client.ts';
import type { Fields } from './gateway-client.ts';
import { connect, contentOf, idOf } from './tmc-client.ts';

const PLAIN = { bizType: 4, withoutPayment: false, staged: false } as const;
const CONSUME = 'taobao.tmc.messages.consume';
const CONFIRM = 'taobao.tmc.messages.confirm';
const NICK = '西湖旅行专营店';

let clock: ManualClock;
let sandbox: Sandbox;

beforeEach(async () => {
  clock = manualClock();
  sandbox = await createSandbox({ clock });
});
afterEach(() => sandbox.close());

describe('pull', () => {
  test('consumes without a session, by the field names of the pull', async () => {
    const order = sandbox.control.createOrder(PLAIN);
    const [message] = messagesOf(await call(sandbox, CONSUME, { session: undefined }));
    expect(message).toMatchObject({
      id: expect.any(Number) as number,
      topic: 'alitrip_travel_OrderChanged',
      content: expect.stringContaining(`"order_id":${order.id}`) as string,
      pub_time: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
      pub_app_key: '12345678',
      user_id: 3607242345,
      user_nick: NICK,
    });
  });

  test('an empty queue answers without messages', async () => {
    expect(await call(sandbox, CONSUME)).not.toHaveProperty('messages');
  });

  test('push and pull read one queue: what one has locked, the other does not get', async () => {
    sandbox.control.createOrder(PLAIN);
    expect(messagesOf(await call(sandbox, CONSUME))).toHaveLength(1);
    const client = await connect(sandbox);
    await client.settled();
    expect(client.waiting()).toBe(0);
    clock.advance(300_000);
    expect(contentOf(await client.next())['order_status']).toBe(1);
  });

  test('a pushed message can be confirmed by pull', async () => {
    const client = await connect(sandbox);
    sandbox.control.createOrder(PLAIN);
    const id = idOf(await client.next());
    expect(await call(sandbox, CONFIRM, { s_message_ids: String(id) })).toMatchObject({ is_success: true });
    clock.advance(600_000);
    expect(await call(sandbox, CONSUME)).not.toHaveProperty('messages');
  });

  test('unconfirmed messages come again, confirmed ones do not', async () => {
    sandbox.control.createOrders({ ...PLAIN, count: 3 });
    const ids = messagesOf(await call(sandbox, CONSUME)).map(({ id }) => Number(id));
    await call(sandbox, CONFIRM, { s_message_ids: ids.slice(0, 2).join(',') });
    clock.advance(300_000);
    expect(messagesOf(await call(sandbox, CONSUME)).map(({ id }) => Number(id))).toEqual(ids.slice(2));
  });

  test('quantity limits the batch', async () => {
    sandbox.control.createOrders({ ...PLAIN, count: 25 });
    expect(messagesOf(await call(sandbox, CONSUME, { quantity: '10' }))).toHaveLength(10);
    expect(messagesOf(await call(sandbox, CONSUME))).toHaveLength(15);
  });

  test.each([
    [CONSUME, { quantity: '9' }, 'quantity'],
    [CONSUME, { quantity: '201' }, 'quantity'],
    [CONSUME, { group_name: 'elsewhere' }, 'group_name'],
    [CONFIRM, { s_message_ids: '1,x' }, 's_message_ids'],
    [CONFIRM, { s_message_ids: Array.from({ length: 201 }, () => '1').join(',') }, 's_message_ids'],
  ])('%s with %j is refused by name', async (method, parameters, name) => {
    expect(await call(sandbox, method, parameters)).toMatchObject({
      code: 41,
      sub_code: `isv.invalid-parameter:${name}`,
    });
  });
});

describe('users and groups', () => {
  test('a cancelled user is silent until permitted again', async () => {
    expect(await call(sandbox, 'taobao.tmc.user.cancel', { nick: NICK })).toMatchObject({ is_success: true });
    expect(await call(sandbox, 'taobao.tmc.user.cancel', { nick: NICK })).toMatchObject({ is_success: false });
    sandbox.control.createOrder(PLAIN);
    expect(await call(sandbox, CONSUME)).not.toHaveProperty('messages');
    expect(await call(sandbox, 'taobao.tmc.user.permit')).toMatchObject({ is_success: true });
    sandbox.control.createOrder(PLAIN);
    expect(messagesOf(await call(sandbox, CONSUME))).toHaveLength(1);
  });

  test('permit needs the seller’s session and overwrites the topics', async () => {
    expect(await call(sandbox, 'taobao.tmc.user.permit', { session: undefined })).toMatchObject({ code: 26 });
    await call(sandbox, 'taobao.tmc.user.permit', { topics: 'alitrip_travel_PersonChanged' });
    sandbox.control.createOrder(PLAIN);
    expect(await call(sandbox, CONSUME)).not.toHaveProperty('messages');
    expect(await call(sandbox, 'taobao.tmc.user.get', { fields: 'topics', nick: NICK })).toMatchObject({
      tmc_user: { user_nick: NICK, is_valid: true, topics: { string: ['alitrip_travel_PersonChanged'] } },
    });
  });

  test('a user’s messages go to the group of the user, before the group of the topic', async () => {
    await call(sandbox, 'taobao.tmc.topic.group.add', {
      group_name: 'by-topic',
      topics: 'alitrip_travel_OrderChanged',
    });
    sandbox.control.createOrder(PLAIN);
    expect(messagesOf(await call(sandbox, CONSUME, { group_name: 'by-topic' }))).toHaveLength(1);
    await call(sandbox, 'taobao.tmc.group.add', { group_name: 'by-user', nicks: NICK });
    sandbox.control.createOrder(PLAIN);
    expect(messagesOf(await call(sandbox, CONSUME, { group_name: 'by-user' }))).toHaveLength(1);
    expect(await call(sandbox, CONSUME)).not.toHaveProperty('messages');
  });

  test('a group name must not start with default', async () => {
    const answer = await call(sandbox, 'taobao.tmc.group.add', { group_name: 'default2', nicks: NICK });
    expect(answer).toMatchObject({ code: 41, sub_code: 'isv.invalid-parameter:group_name' });
  });

  test('deleting a group loses its unread messages', async () => {
    await call(sandbox, 'taobao.tmc.group.add', { group_name: 'gone', nicks: NICK });
    sandbox.control.createOrder(PLAIN);
    expect(await call(sandbox, 'taobao.tmc.group.delete', { group_name: 'gone' })).toMatchObject({ is_success: true });
    expect(await call(sandbox, CONSUME)).not.toHaveProperty('messages');
  });

  test('the queue counts what was written and read', async () => {
    sandbox.control.createOrders({ ...PLAIN, count: 2 });
    await call(sandbox, CONSUME);
    expect(await call(sandbox, 'taobao.tmc.queue.get', { group_name: 'default' })).toMatchObject({
      datas: { tmc_queue_info: [{ name: 'default', put_toal: 2, get_total: 2 }] },
    });
  });

  test('gives a connection token', async () => {
    expect(await call(sandbox, 'taobao.tmc.auth.get')).toMatchObject({
      result: expect.stringMatching(/^\w+$/) as string,
    });
  });
});

function messagesOf(answer: Fields): Fields[] {
  return (answer['messages'] as { tmc_message: Fields[] } | undefined)?.tmc_message ?? [];
}
