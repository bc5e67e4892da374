import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FLOW_CONTROL_SUB_CODES, PLATFORM_ERRORS } from '@interline/top-client/codec';
import { createSandbox, manualClock } from '../src/index.ts';
import type { FaultSettingsInput, ManualClock, OrderView, Sandbox } from '../src/index.ts';
import { call, callText } from './gateway-client.ts';
import type { Fields } from './gateway-client.ts';

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
