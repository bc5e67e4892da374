import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, DEMO_SHOPS, manualClock } from '../src/index.ts';
import type { ManualClock, Sandbox, SandboxOptions } from '../src/index.ts';
import { decodeState, encodeState } from '../src/state/encoding.ts';
import { call } from './gateway-client.ts';
import { connect, idOf, kindFrame } from './tmc-client.ts';

const PAID = { bizType: 4, confirmation: 'manual', withoutPayment: false, staged: false, advance: 'pay' } as const;
/** A change is written after at most this long. */
const WRITTEN_MS = 1000;

let directory: string;
let stateFile: string;
let clock: ManualClock;
let open: Sandbox[];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
  stateFile = join(directory, 'below', 'sandbox.sqlite');
  clock = manualClock(new Date('2026-11-22T04:00:00Z'));
  open = [];
});
afterEach(async () => {
  await Promise.all(open.map((sandbox) => sandbox.close()));
  rmSync(directory, { recursive: true });
});

describe('a sandbox that was closed and started again', () => {
  test('has the same orders, field for field, and goes on with the ledger', async () => {
    const first = await start();
    const orders = first.control.createOrders({ ...PAID, count: 20 });
    first.control.advanceOrder(orders[3]!.id, { to: 'apply-refund' });
    const views = orders.map(({ id }) => first.control.order(id));
    const rows = first.control.ledger();
    const second = await restart(first);
    expect(second.control.orderIds()).toEqual(orders.map(({ id }) => id));
    expect(orders.map(({ id }) => second.control.order(id))).toEqual(views);
    expect(second.control.ledger()).toEqual(rows);
    second.control.createOrder();
    const [next] = second.control.ledger({ after: rows.last }).entries;
    expect(next?.sequence).toBe(rows.last + 1);
  });

  test('answers query, search and deliver for an order of the run before', async () => {
    const first = await start();
    const { id, subOrders } = first.control.createOrder({ ...PAID, subOrders: 1 });
    const asked = { order_id: id };
    const before = await call(first, 'alitrip.travel.trade.query', asked);
    const second = await restart(first);
    const { request_id: _one, ...now } = await call(second, 'alitrip.travel.trade.query', asked);
    expect(before).toMatchObject(now);
    const window = { start_created_time: '2026-11-22 00:00:00', end_created_time: '2026-11-23 00:00:00' };
    expect(await call(second, 'alitrip.travel.trades.search', window)).toMatchObject({ total_orders: 1 });
    await call(second, 'alitrip.travel.trade.deliver', { sub_order_id: subOrders[0]?.id });
    expect(second.control.order(id).status).toBe('WAIT_BUYER_CONFIRM_GOODS');
    const third = await restart(second);
    expect(third.control.order(id).status).toBe('WAIT_BUYER_CONFIRM_GOODS');
  });

  test('never gives an id again, even when no time has passed', async () => {
    const ids: string[] = [];
    let sandbox = await start();
    for (let run = 0; run < 3; run += 1) {
      for (const order of sandbox.control.createOrders({ ...PAID, count: 5, advance: 'apply-refund' })) {
        ids.push(order.id, ...order.subOrders.map((sub) => sub.id));
      }
      sandbox = await restart(sandbox);
    }
    const messages = sandbox.control.ledger({ kind: 'message' }).entries;
    expect(new Set(ids).size).toBe(ids.length);
    for (const list of [messages.map(({ to }) => to), messages.map(({ from }) => from)]) {
      expect(new Set(list).size).toBe(messages.length);
    }
  });

  test('keeps sessions: a key stays valid, an ended one stays ended, a new one is new', async () => {
    const first = await start();
    const [west] = first.control.shops();
    first.control.expireSession('masked');
    const second = await restart(first);
    expect(second.control.shops()[0]).toEqual(west);
    expect(second.control.shops()[1]?.session).toBeNull();
    expect(second.control.renewSession('west-lake').session).not.toBe(west?.session);
    const keys = [west?.session, second.control.shops()[0]?.session];
    const third = await restart(second);
    expect(keys).not.toContain(third.control.renewSession('west-lake').session);
  });

  test('keeps what the platform allows a shop', async () => {
    const first = await start();
    first.control.setShop('west-lake', { masked: true });
    expect((await restart(first)).control.shops()[0]).toMatchObject({ masked: true, mayClosePaid: false });
  });

  test('delivers unconfirmed messages again, confirmed ones not', async () => {
    const first = await start();
    first.control.createOrders({ bizType: 4, count: 3 });
    const client = await connect(first);
    const ids = [idOf(await client.next()), idOf(await client.next()), idOf(await client.next())];
    client.send(kindFrame(client.token, 'confirm', ids[1]));
    await client.settled();
    const second = await restart(first);
    const again = await connect(second);
    const frames = [await again.next(), await again.next()];
    await again.settled();
    expect(again.waiting()).toBe(0);
    expect(frames.map(idOf)).toEqual([ids[0], ids[2]]);
    expect(frames[0]?.values.get('retried')).toMatchObject({ value: 1n });
  });

  test('keeps groups and topics, and messages in the group that they were sent to', async () => {
    const first = await start();
    const nicks = DEMO_SHOPS[0]!.nick;
    await call(first, 'taobao.tmc.group.add', { group_name: 'mine', nicks });
    await call(first, 'taobao.tmc.user.cancel', { nick: DEMO_SHOPS[1]!.nick });
    first.control.createOrder();
    const second = await restart(first);
    expect(await call(second, 'taobao.tmc.messages.consume', { group_name: 'default' })).not.toHaveProperty('messages');
    expect(await call(second, 'taobao.tmc.messages.consume', { group_name: 'mine' })).toHaveProperty('messages');
    second.control.createOrder({ shop: 'masked' });
    expect(await call(second, 'taobao.tmc.messages.consume', { group_name: 'default' })).not.toHaveProperty('messages');
  });

  test('a group that was removed does not come back with its messages', async () => {
    const first = await start();
    const group = { group_name: 'mine', nicks: DEMO_SHOPS[0]!.nick };
    await call(first, 'taobao.tmc.group.add', group);
    first.control.createOrder();
    await call(first, 'taobao.tmc.group.delete', { group_name: 'mine' });
    const second = await restart(first);
    await call(second, 'taobao.tmc.group.add', group);
    expect(await call(second, 'taobao.tmc.messages.consume', { group_name: 'mine' })).not.toHaveProperty('messages');
  });
});

describe('what was to happen happens by the clock', () => {
  test('an unfinished seller time runs on through the restart', async () => {
    const first = await start();
    const { id } = first.control.createOrder({ ...PAID, sellerSeconds: 600 });
    clock.advance(400_000);
    const second = await restart(first);
    clock.advance(199_000);
    expect(second.control.order(id).status).toBe('WAIT_SELLER_SEND_GOODS');
    clock.advance(1000);
    expect(second.control.order(id).status).toBe('TRADE_CLOSED');
  });

  test('what fell due while the sandbox was away is done at the start, with message and ledger row', async () => {
    const first = await start();
    const { id } = first.control.createOrder({ ...PAID, sellerSeconds: 600 });
    const { last } = first.control.ledger();
    await first.close();
    clock.advance(3_600_000);
    const second = await start();
    expect(second.control.order(id).status).toBe('TRADE_CLOSED');
    const causes = second.control.ledger({ after: last }).entries.map(({ kind, cause }) => `${kind} ${cause}`);
    expect(new Set(causes)).toEqual(new Set(['change platform', 'message platform']));
  });

  test.each(['instant', 'second-confirmation'] as const)('a delivery of %s by the platform', async (confirmation) => {
    const options = { autoDeliveryMs: 60_000 };
    const first = await start(options);
    const { id, subOrders } = first.control.createOrder({ ...PAID, bizType: 1, confirmation, subOrders: 1 });
    if (confirmation === 'second-confirmation') {
      first.control.advanceOrder(id, { to: 'confirm', subOrder: subOrders[0]!.id });
    }
    clock.advance(30_000);
    const second = await restart(first, options);
    clock.advance(29_000);
    expect(second.control.order(id).status).toBe('WAIT_SELLER_SEND_GOODS');
    clock.advance(1000);
    expect(second.control.order(id).status).toBe('WAIT_BUYER_CONFIRM_GOODS');
  });

  test('a message that a fault holds back', async () => {
    const first = await start();
    first.control.setFaults({ messages: { delay: 1, duplicate: 1, delaySeconds: 3600 } });
    first.control.createOrder({ bizType: 4 });
    const second = await restart(first);
    expect(await call(second, 'taobao.tmc.messages.consume')).not.toHaveProperty('messages');
    clock.advance(3_600_000);
    const published = second.control.ledger({ kind: 'message' }).entries.filter(({ to }) => to !== null);
    expect(published).toHaveLength(2);
    expect(published[0]?.from).toBe(published[1]?.from);
  });

  test('buyers play on with the orders they have', async () => {
    const first = await start({ autoplay: true, flow: { rate: 600, pace: 10, sellerConsole: 1 } });
    clock.advance(10_000);
    const ids = first.control.orderIds();
    const second = await restart(first, { autoplay: true, flow: { rate: 0, pace: 10 } });
    clock.advance(3_600_000);
    const statuses = ids.map((id) => second.control.order(id).status);
    expect(ids.length).toBeGreaterThan(50);
    expect(statuses.filter((status) => !/FINISHED|CLOSED/.test(status))).toEqual([]);
  });
});

describe('the file', () => {
  test('has everything a second after it happened, without a close', async () => {
    const first = await start();
    const { id } = first.control.createOrder(PAID);
    clock.advance(WRITTEN_MS);
    expect(keptOrders()).toContain(id);
  });

  test('is not needed: without the option nothing is kept', async () => {
    const first = await createSandbox({ clock });
    first.control.createOrder();
    await first.close();
    const second = await createSandbox({ clock });
    open.push(second);
    expect(second.control.orderIds()).toEqual([]);
  });

  test.each<[string, (bytes: Buffer) => Buffer, RegExp]>([
    ['not a database', () => Buffer.from('orders, orders and more orders '.repeat(300)), /not a database/],
    ['its second half lost', (bytes) => bytes.subarray(0, bytes.length / 2), /malformed/],
    ['a page overwritten', (bytes) => Buffer.from(bytes).fill(0xff, 8192, 12_288), /page 3/],
    [
      'a letter changed in its rows',
      (bytes) => replaced(bytes, '"shop":"west-lake"', '"shop":"west-bake"'),
      /does not match its checksum/,
    ],
  ])('%s is refused by name, with the remedy, and left as it is', async (_name, damage, problem) => {
    const first = await start();
    first.control.createOrders({ ...PAID, count: 20 });
    await first.close();
    const damaged = damage(readFileSync(stateFile));
    writeFileSync(stateFile, damaged);
    const message = await start().then(String, (error: Error) => error.message);
    expect(message).toContain(`the state file ${stateFile} cannot be used`);
    expect(message).toMatch(problem);
    expect(message).toMatch(/restore it, or set SANDBOX_STATE_FILE to another path/);
    expect(readFileSync(stateFile).equals(damaged)).toBe(true);
  });

  test('of a later version is refused', async () => {
    await (await start()).close();
    const database = new DatabaseSync(stateFile);
    database.exec('PRAGMA user_version = 99');
    database.close();
    await expect(start()).rejects.toThrow(/version 99/);
  });

  test('with orders of a shop that is missing now is refused, and free again', async () => {
    const first = await start();
    first.control.createOrder({ shop: 'masked' });
    await first.close();
    await expect(start({ shops: DEMO_SHOPS.slice(0, 1) })).rejects.toThrow(/shop masked/);
    expect((await start()).control.orderIds()).toHaveLength(1);
  });

  test('serves one sandbox at a time', async () => {
    const first = await start();
    await expect(start()).rejects.toThrow(/in use by another sandbox/);
    expect((await restart(first)).control.shops()).toHaveLength(DEMO_SHOPS.length);
  });

  test('that cannot be made is refused by name', async () => {
    writeFileSync(join(directory, 'below'), '');
    await expect(start()).rejects.toThrow(`cannot open the state file ${stateFile}`);
  });
});

test('what is kept comes back as it was', () => {
  const value = { id: 2n ** 63n, list: [1n, 'a', null, { $: '1n' }], none: undefined };
  expect(decodeState(encodeState(value))).toEqual(value);
});

async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await createSandbox({ clock, stateFile, ...options });
  open.push(sandbox);
  return sandbox;
}

async function restart(sandbox: Sandbox, options?: SandboxOptions): Promise<Sandbox> {
  await sandbox.close();
  return start(options);
}

/** What another process would find in the file if the sandbox were killed now. */
function keptOrders(): string[] {
  const copy = join(directory, 'copy.sqlite');
  for (const suffix of ['', '-wal']) writeFileSync(copy + suffix, readFileSync(stateFile + suffix));
  const database = new DatabaseSync(copy);
  const keys = database.prepare("SELECT key FROM kept WHERE kind = 'order'").all();
  database.close();
  return keys.map(({ key }) => String(key));
}

function replaced(bytes: Buffer, from: string, to: string): Buffer {
  return Buffer.from(bytes.toString('latin1').replaceAll(from, to), 'latin1');
}
