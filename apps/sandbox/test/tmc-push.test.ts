import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { ManualClock, Sandbox } from '../src/index.ts';
import { connect, connectFrame, contentOf, idOf, kindFrame, openSocket } from './tmc-client.ts';

const PLAIN = { bizType: 4, withoutPayment: false, staged: false } as const;
let clock: ManualClock;
let sandbox: Sandbox;

beforeEach(async () => {
  clock = manualClock();
  sandbox = await createSandbox({ clock });
});
afterEach(() => sandbox.close());

describe('the handshake', () => {
  test('the published CONNECT frame is read, and answered with a token and the version of the frame', async () => {
    await sandbox.close();
    clock = manualClock(new Date(1_500_000_000_000));
    sandbox = await createSandbox({ clock });
    const client = await openSocket(sandbox);
    client.sendBytes(Buffer.from(CONNECT_VECTOR, 'hex'));
    expect(await client.next()).toMatchObject({ type: 'connectAck', version: 2, token: expect.any(String) as string });
  });

  test('a Flag is echoed', async () => {
    const client = await openSocket(sandbox);
    client.send(connectFrame(sandbox, {}, 77));
    expect(await client.next()).toMatchObject({ type: 'connectAck', flag: 77, token: expect.any(String) as string });
  });

  test.each([
    ['an unknown app key', { app_key: '1' }, 'Invalid App Key'],
    ['a wrong sign', { sign: '0'.repeat(32) }, 'Invalid Signature'],
    ['an old timestamp', { timestamp: '1500000000000' }, 'Invalid Timestamp'],
    ['an unknown group', { group_name: 'elsewhere' }, 'group elsewhere does not exist'],
  ])('%s is refused with a reason and without a token', async (_name, values, reason) => {
    const client = await openSocket(sandbox);
    client.send(connectFrame(sandbox, values, 5));
    const answer = await client.next();
    expect(answer).toMatchObject({
      type: 'connectAck',
      flag: 5,
      statusPhrase: expect.stringContaining(reason) as string,
    });
    expect(answer.statusCode).toBeGreaterThan(0);
    expect(answer).not.toHaveProperty('token');
  });

  test('a SEND with an unknown token is refused', async () => {
    const client = await connect(sandbox);
    client.send({ ...kindFrame('stranger', 'pullRequest'), flag: 9 });
    expect(await client.next()).toMatchObject({ type: 'sendAck', flag: 9, statusPhrase: 'unknown sender' });
  });

  test('bytes that are no frame do not break the socket', async () => {
    const client = await connect(sandbox);
    client.sendBytes(Buffer.from('garbage'));
    sandbox.control.createOrder();
    expect((await client.next()).values.get('topic')?.value).toBe('alitrip_travel_OrderChanged');
  });

  test('another path is not the channel', async () => {
    const elsewhere = { ...sandbox, tmcUrl: `${sandbox.tmcUrl}elsewhere` };
    await expect(openSocket(elsewhere)).rejects.toThrow(/socket hang up|Unexpected server response/);
  });
});

describe('a pushed message', () => {
  test('has the documented values: text and Int64 first, Dates last, no Byte', async () => {
    const client = await connect(sandbox);
    sandbox.control.createOrder(PLAIN);
    const { type, token, values } = await client.next();
    expect({ type, token }).toEqual({ type: 'send', token: client.token });
    expect([...values].map(([name, { format }]) => `${name} ${format}`)).toEqual([
      'id int64',
      'topic string',
      'publisher string',
      'userid int64',
      'nick string',
      'dataid string',
      'retried int64',
      'content string',
      'time date',
      'outtime date',
    ]);
    expect(values.get('userid')?.value).toBe(3607242345n);
  });

  test('tells the order in the words of the message document', async () => {
    const client = await connect(sandbox);
    const order = sandbox.control.createOrder(PLAIN);
    const frame = await client.next();
    expect(frame.values.get('content')?.value).toContain(`"order_id":${order.id},`);
    expect(contentOf(frame)).toMatchObject({
      order_status: 1,
      biz_type: 4,
      item_infos: expect.stringMatching(/^\d+:\d+:P-\d+:S-\d+/) as string,
      seller_nick: '西湖旅行专营店',
      seller_id: 3607242345,
      gmt_created: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
      gmt_modified: expect.any(String) as string,
    });
  });

  test('its number follows the life of the order, deposit and refund request included', async () => {
    const client = await connect(sandbox);
    const { id } = sandbox.control.createOrder({ ...PLAIN, staged: true, subOrders: 1 });
    for (const to of ['pay-deposit', 'pay', 'apply-refund', 'refuse-refund', 'deliver', 'finish'] as const) {
      sandbox.control.advanceOrder(id, { to });
    }
    const numbers: unknown[] = [];
    for (let count = 0; count < 7; count += 1) numbers.push(contentOf(await client.next())['order_status']);
    expect(numbers).toEqual([1, 6, 2, 2, 2, 4, 5]);
  });

  test('says 8 for the submitted documents of an online visa and 7 for a partial success of visas', async () => {
    const client = await connect(sandbox);
    const { id, subOrders } = sandbox.control.createOrder({
      ...PLAIN,
      bizType: 19,
      confirmation: 'manual',
      subOrders: 2,
    });
    sandbox.control.advanceOrder(id, { to: 'pay' });
    sandbox.control.advanceOrder(id, { to: 'submit-material' });
    sandbox.control.advanceOrder(id, { to: 'close', subOrder: subOrders[0]?.id });
    sandbox.control.advanceOrder(id, { to: 'finish', subOrder: subOrders[1]?.id });
    const numbers: unknown[] = [];
    for (let count = 0; count < 6; count += 1) numbers.push(contentOf(await client.next())['order_status']);
    expect(numbers).toEqual([1, 2, 8, 2, 4, 7]);
  });

  test('an id fits into a double, so that every client can confirm it', async () => {
    const client = await connect(sandbox);
    sandbox.control.createOrder();
    expect(idOf(await client.next())).toBeLessThan(2n ** 53n);
  });

  test('messages of a shop that authorised another application stay there', async () => {
    const client = await connect(sandbox);
    sandbox.control.createOrder({ ...PLAIN, shop: 'foreign' });
    const own = sandbox.control.createOrder(PLAIN);
    expect((await client.next()).values.get('content')?.value).toContain(own.id);
  });
});

describe('delivery', () => {
  test('an unconfirmed message comes again after five minutes, counted', async () => {
    const client = await connect(sandbox);
    sandbox.control.createOrder(PLAIN);
    const first = await client.next();
    clock.advance(299_000);
    await client.settled();
    expect(client.waiting()).toBe(0);
    clock.advance(1000);
    const second = await client.next();
    expect(idOf(second)).toBe(idOf(first));
    expect(second.values.get('retried')?.value).toBe(1n);
    expect(second.values.get('dataid')).toEqual(first.values.get('dataid'));
  });

  test('a confirmed message never comes again', async () => {
    const client = await connect(sandbox);
    sandbox.control.createOrder(PLAIN);
    client.send(kindFrame(client.token, 'confirm', idOf(await client.next())));
    await client.settled();
    clock.advance(3_600_000);
    await client.settled();
    expect(client.waiting()).toBe(0);
  });

  test.each(['send', 'sendAck'] as const)('a message reported as failed by %s comes again sooner', async (type) => {
    const client = await connect(sandbox);
    sandbox.control.createOrder(PLAIN);
    const first = await client.next();
    client.send({ ...kindFrame(client.token, 'failed', idOf(first)), type });
    await client.settled();
    clock.advance(10_000);
    expect(idOf(await client.next())).toBe(idOf(first));
  });

  test('messages wait for a consumer, and a new socket gets them at once', async () => {
    sandbox.control.createOrders({ ...PLAIN, count: 3 });
    const client = await connect(sandbox);
    const ids = [idOf(await client.next()), idOf(await client.next()), idOf(await client.next())];
    expect(new Set(ids).size).toBe(3);
  });

  test('what nobody fetched for 24 hours is gone, and the ledger says so', async () => {
    sandbox.control.createOrder(PLAIN);
    clock.advance(24 * 3_600_000 + 1);
    const client = await connect(sandbox);
    const fresh = sandbox.control.createOrder(PLAIN);
    expect((await client.next()).values.get('content')?.value).toContain(fresh.id);
    const expired = sandbox.control.ledger({ kind: 'message' }).entries.filter(({ to }) => to === 'expired');
    expect(expired).toHaveLength(1);
  });

  test('what is 24 hours old goes even while nobody reads', async () => {
    sandbox.control.createOrders({ ...PLAIN, count: 3 });
    clock.advance(24 * 3_600_000 + 1);
    sandbox.control.createOrder(PLAIN);
    const expired = sandbox.control.ledger({ kind: 'message' }).entries.filter(({ to }) => to === 'expired');
    expect(expired).toHaveLength(3);
  });

  test('consumers of one group compete: each message goes to one of them', async () => {
    const clients = [await connect(sandbox), await connect(sandbox)];
    sandbox.control.createOrders({ ...PLAIN, count: 40 });
    await Promise.all(clients.map((client) => client.settled()));
    const shares = clients.map((client) => client.waiting());
    expect(shares[0]! + shares[1]!).toBe(40);
    expect(Math.min(...shares)).toBeGreaterThan(0);
  });

  test('a PullRequest is accepted and repeats nothing that is still locked', async () => {
    const client = await connect(sandbox);
    sandbox.control.createOrder(PLAIN);
    await client.next();
    client.send(kindFrame(client.token, 'pullRequest'));
    await client.settled();
    expect(client.waiting()).toBe(0);
  });

  test('more bytes than a socket buffers arrive without asking', async () => {
    const client = await connect(sandbox);
    sandbox.control.setFaults({ messages: { huge: 1, hugeBytes: 6_000_000 } });
    sandbox.control.createOrders({ ...PLAIN, count: 12 });
    const ids = new Set<bigint>();
    while (ids.size < 12) ids.add(idOf(await client.next()));
    expect(ids.size).toBe(12);
  });

  test('cut sockets lose nothing', async () => {
    const client = await connect(sandbox);
    sandbox.control.createOrder(PLAIN);
    const lost = await client.next();
    expect(sandbox.control.cutSockets()).toBe(1);
    await client.closed;
    const again = await connect(sandbox);
    clock.advance(300_000);
    expect(idOf(await again.next())).toBe(idOf(lost));
  });
});

/** CONNECT of app 12345678, group default, timestamp 1500000000000, made by the codec of npm ali-topSdk 1.2.0. */
const CONNECT_VECTOR =
  '02000100070000006170705f6b65790108000000313233343536373801000a00000067726f75705f6e616d65' +
  '010700000064656661756c7401000900000074696d657374616d70010d00000031353030303030303030303030' +
  '0100040000007369676e012000000039313044463430444239363138393243313446383837393032353738434632' +
  '4301000300000073646b010c0000004e6f64654a532d312e322e3001000b000000696e7472616e65745f697001' +
  '090000003139322e302e322e320000';
