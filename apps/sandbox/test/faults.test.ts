import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FLOW_CONTROL_SUB_CODES, PLATFORM_ERRORS } from '@interline/top-client/codec';
import { createSandbox, manualClock } from '../src/index.ts';
import type { FaultSettingsInput, LedgerEntry, ManualClock, OrderView, Sandbox } from '../src/index.ts';
import { call, callText } from './gateway-client.ts';
import type { Fields } from './gateway-client.ts';
import { connect, contentOf } from './tmc-client.ts';

const QUERY = 'alitrip.travel.trade.query';
const DELIVER = 'alitrip.travel.trade.deliver';
const PLAIN = { bizType: 4, confirmation: 'manual', withoutPayment: false, staged: false, subOrders: 1 } as const;
const TIMEOUT = { code: 15, sub_code: 'isp.top-remote-connection-timeout' };

let clock: ManualClock;
let sandbox: Sandbox;
let order: OrderView;

beforeEach(async () => {
  clock = manualClock();
  sandbox = await createSandbox({ clock });
  order = sandbox.control.createOrder({ ...PLAIN, advance: 'pay' });
});
afterEach(() => sandbox.close());

describe('answers and effects come apart', () => {
  test('late-answer: the effect is there at once, the true answer after N seconds', async () => {
    setCalls({ kind: 'late-answer', method: DELIVER, seconds: 6 });
    const answer = deliver();
    await sandbox.control.until(({ kind }) => kind === 'effect');
    expect(status()).toBe('WAIT_BUYER_CONFIRM_GOODS');
    clock.advance(6000);
    expect(await answer).toMatchObject({ first_result: true });
  });

  test('lost-answer: the effect is there and the connection is cut', async () => {
    setCalls({ kind: 'lost-answer', method: DELIVER });
    await expect(deliver()).rejects.toThrow('fetch failed');
    expect(effects()).toBe(1);
  });

  test('lost-request: the connection is cut and nothing happened', async () => {
    setCalls({ kind: 'lost-request', method: DELIVER });
    await expect(deliver()).rejects.toThrow('fetch failed');
    expect(status()).toBe('WAIT_SELLER_SEND_GOODS');
  });

  test('timeout-after-effect: code 15, and the effect is there', async () => {
    setCalls({ kind: 'timeout-after-effect', method: DELIVER });
    expect(await deliver()).toMatchObject(TIMEOUT);
    expect(status()).toBe('WAIT_BUYER_CONFIRM_GOODS');
  });

  test('timeout-before-effect: code 15, and the effect lands N seconds later', async () => {
    setCalls({ kind: 'timeout-before-effect', method: DELIVER, seconds: 30 });
    expect(await deliver()).toMatchObject(TIMEOUT);
    clock.advance(29_000);
    expect(effects()).toBe(0);
    clock.advance(1000);
    expect(effects()).toBe(1);
    expect(status()).toBe('WAIT_BUYER_CONFIRM_GOODS');
  });

  test('timeout-without-effect: code 15, and nothing ever happens', async () => {
    setCalls({ kind: 'timeout-without-effect', method: DELIVER });
    expect(await deliver()).toMatchObject(TIMEOUT);
    clock.advance(3_600_000);
    expect(effects()).toBe(0);
  });

  test('truncated: the effect is there and the JSON is not whole', async () => {
    setCalls({ kind: 'truncated', method: DELIVER });
    const text = await callText(sandbox, DELIVER, { sub_order_id: order.subOrders[0]?.id });
    expect(() => JSON.parse(text) as unknown).toThrow(SyntaxError);
    expect(effects()).toBe(1);
  });
});

describe('which calls are hit', () => {
  test('count: the next N calls, then no more', async () => {
    setCalls({ kind: 'timeout-without-effect', method: QUERY, count: 3 });
    const codes: unknown[] = [];
    for (let index = 0; index < 5; index += 1) codes.push((await call(sandbox, QUERY, { order_id: order.id }))['code']);
    expect(codes).toEqual([15, 15, 15, undefined, undefined]);
    expect(sandbox.control.faults().calls).toEqual([]);
  });

  test('method: only that one; * means all', async () => {
    setCalls({ kind: 'timeout-without-effect', method: DELIVER });
    expect(await call(sandbox, QUERY, { order_id: order.id })).toHaveProperty('first_result');
    setCalls({ kind: 'timeout-without-effect' });
    expect(await call(sandbox, QUERY, { order_id: order.id })).toMatchObject(TIMEOUT);
  });

  test('rate: about that share, and the same calls for the same seed', async () => {
    const first = await hitsOfHalf(7);
    expect(first).toMatch(/x.*\..*x/);
    expect(await hitsOfHalf(7)).toBe(first);
  });

  test('a fault that misses the checks is not used up', async () => {
    setCalls({ kind: 'lost-answer', method: DELIVER, count: 1 });
    expect(await call(sandbox, DELIVER, { sub_order_id: 'x' })).toMatchObject({ code: 41 });
    await expect(deliver()).rejects.toThrow('fetch failed');
  });
});

describe('platform errors', () => {
  test.each(Object.entries(PLATFORM_ERRORS))('code %s is answered with its message', async (code, msg) => {
    setCalls({ kind: 'error', code: Number(code), subCode: 'isp.sandbox', subMsg: '演练', count: 1 });
    const error = { code: Number(code), msg, sub_code: 'isp.sandbox', sub_msg: '演练' };
    expect(await call(sandbox, QUERY, { order_id: order.id })).toMatchObject(error);
  });

  test.each(FLOW_CONTROL_SUB_CODES)('%s bans for N seconds and says how many are left', async (subCode) => {
    setCalls({ kind: 'throttle', method: QUERY, seconds: 10, subCode, count: 1 });
    const query = () => call(sandbox, QUERY, { order_id: order.id });
    const ban = (seconds: number) => ({
      code: 7,
      sub_code: subCode,
      sub_msg: `This ban will last for ${seconds} more seconds`,
    });
    expect(await query()).toMatchObject(ban(10));
    clock.advance(4000);
    expect(await query()).toMatchObject(ban(6));
    clock.advance(6000);
    expect(await query()).toHaveProperty('first_result');
  });

  test('an expired session answers code 27 until it is renewed', async () => {
    const old = sandbox.control.shops()[0]?.session ?? undefined;
    expect(sandbox.control.expireSession('west-lake').session).toBeNull();
    expect(await call(sandbox, QUERY, { order_id: order.id, session: old })).toMatchObject({ code: 27 });
    const { session } = sandbox.control.renewSession('west-lake');
    expect(session).not.toBe(old);
    expect(await call(sandbox, QUERY, { order_id: order.id })).toHaveProperty('first_result');
  });
});

describe('answers that no document foresees', () => {
  test('unknown-field', async () => {
    setCalls({ kind: 'unknown-field', method: QUERY });
    expect(await call(sandbox, QUERY, { order_id: order.id })).toMatchObject({
      sandbox_new_field: '新增字段',
      first_result: { order_id_string: order.id, sandbox_new_field: '新增字段' },
    });
  });

  test('unknown-status', async () => {
    setCalls({ kind: 'unknown-status', method: QUERY });
    expect(await call(sandbox, QUERY, { order_id: order.id })).toMatchObject({
      first_result: { status: 'TRADE_FROZEN' },
    });
  });
});

describe('messages', () => {
  beforeEach(async () => {
    await sandbox.close();
    sandbox = await createSandbox({ clock });
  });

  test('drop: a share never arrives, and the ledger knows which', async () => {
    setMessages({ drop: 0.2 });
    sandbox.control.createOrders({ ...PLAIN, count: 500 });
    const dropped = messageRows('fault:drop');
    expect(dropped).toBeGreaterThan(60);
    expect(dropped).toBeLessThan(140);
    expect(await received()).toHaveLength(500 - dropped);
  });

  test('duplicate: the same content twice under two ids and one data id', async () => {
    setMessages({ duplicate: 1 });
    sandbox.control.createOrder(PLAIN);
    const client = await connect(sandbox);
    const [first, second] = [await client.next(), await client.next()];
    expect(first.values.get('id')).not.toEqual(second.values.get('id'));
    expect(first.values.get('dataid')).toEqual(second.values.get('dataid'));
    expect(contentOf(first)).toEqual(contentOf(second));
  });

  test('delay: nothing at first, all within the time given', async () => {
    setMessages({ delay: 1, delaySeconds: 60 });
    sandbox.control.createOrders({ ...PLAIN, count: 20 });
    expect((await received()).length).toBeLessThan(3);
    clock.advance(60_000);
    expect((await received()).length).toBeGreaterThan(17);
  });

  test('reorder: later messages overtake earlier ones, none is lost', async () => {
    setMessages({ reorder: 1 });
    const ids = sandbox.control.createOrders({ ...PLAIN, count: 50 }).map(({ id }) => id);
    clock.advance(2000);
    const order = (await received()).map((content) => /"order_id":(\d+)/.exec(content)?.[1]);
    expect(order).not.toEqual(ids);
    expect(order.toSorted()).toEqual(ids);
  });

  test('malformed: the content is not JSON', async () => {
    setMessages({ malformed: 1 });
    sandbox.control.createOrder(PLAIN);
    const [content = ''] = await received();
    expect(() => JSON.parse(content) as unknown).toThrow(SyntaxError);
  });

  test('huge: the content has the size asked for and is still the message', async () => {
    setMessages({ huge: 1, hugeBytes: 10_000_000 });
    const { id } = sandbox.control.createOrder(PLAIN);
    const [content = ''] = await received();
    expect(Buffer.byteLength(content)).toBe(10_000_000);
    expect(JSON.parse(content)).toMatchObject({ order_status: 1 });
    expect(content).toContain(id);
  });

  test('gzip: the content arrives as bytes', async () => {
    setMessages({ gzip: 1 });
    sandbox.control.createOrder(PLAIN);
    const client = await connect(sandbox);
    expect((await client.next()).values.get('content')?.format).toBe('bytes');
  });

  test('the same seed gives the same fates', async () => {
    expect(await fates(3)).toEqual(await fates(3));
  });
});

function deliver(): Promise<Fields> {
  return call(sandbox, DELIVER, { sub_order_id: order.subOrders[0]?.id });
}

function status(): string {
  return sandbox.control.order(order.id).status;
}

function effects(): number {
  return sandbox.control.ledger({ kind: 'effect' }).entries.length;
}

function setCalls(...calls: NonNullable<FaultSettingsInput['calls']>): void {
  sandbox.control.setFaults({ calls });
}

function setMessages(messages: FaultSettingsInput['messages']): void {
  sandbox.control.setFaults({ messages });
}

/** Which of 40 calls a fault of rate 0.5 hits, in a sandbox of its own. */
async function hitsOfHalf(seed: number): Promise<string> {
  const seeded = await createSandbox({ seed });
  const { id } = seeded.control.createOrder();
  seeded.control.setFaults({ calls: [{ kind: 'timeout-without-effect', rate: 0.5 }] });
  const hits: boolean[] = [];
  for (let index = 0; index < 40; index += 1) hits.push('code' in (await call(seeded, QUERY, { order_id: id })));
  await seeded.close();
  return hits.map((hit) => (hit ? 'x' : '.')).join('');
}

/** What became of the messages of 30 orders, in a sandbox of its own. */
async function fates(seed: number): Promise<readonly LedgerEntry[]> {
  const seeded = await createSandbox({ seed, clock: manualClock(new Date(0)) });
  seeded.control.setFaults({ messages: { drop: 0.2, duplicate: 0.3, reorder: 1 } });
  seeded.control.createOrders({ ...PLAIN, count: 30 });
  const rows = seeded.control.ledger({ kind: 'message' }).entries;
  await seeded.close();
  return rows;
}

/** The contents that a new consumer is sent at once. */
async function received(): Promise<string[]> {
  const client = await connect(sandbox);
  await client.settled();
  const contents: string[] = [];
  while (client.waiting() > 0) contents.push(String((await client.next()).values.get('content')?.value));
  client.close();
  await client.closed;
  return contents;
}

function messageRows(cause: string): number {
  return sandbox.control.ledger({ kind: 'message' }).entries.filter((entry) => entry.cause === cause).length;
}
