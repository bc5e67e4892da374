import { formatTopTime } from '@interline/top-client/codec';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { ManualClock, OrderInput, OrderView, Sandbox } from '../src/index.ts';
import { call } from './gateway-client.ts';
import type { CallParameters, Fields } from './gateway-client.ts';

const QUERY = 'alitrip.travel.trade.query';
const DELIVER = 'alitrip.travel.trade.deliver';
const CLOSE = 'alitrip.travel.trade.close';

let clock: ManualClock;
let sandbox: Sandbox;

beforeEach(async () => {
  clock = manualClock(new Date('2026-11-22T04:00:00.500Z'));
  sandbox = await createSandbox({ clock });
});
afterEach(() => sandbox.close());

describe('query', () => {
  test('answers an order of another shop with VIEW_NOT_PERMIT', async () => {
    const { id } = sandbox.control.createOrder({ shop: 'foreign' });
    const answer = await call(sandbox, QUERY, { order_id: id });
    expect(answer).toMatchObject({
      code: 15,
      msg: 'Remote Service Error',
      sub_code: 'isv.rights-invalid:VIEW_NOT_PERMIT',
    });
  });

  test('answers an id that nobody has with ERROR', async () => {
    const answer = await call(sandbox, QUERY, { order_id: '9007199254740993' });
    expect(answer).toMatchObject({ code: 15, sub_code: 'isv.invalid-parameter:ERROR' });
  });

  test('times are GMT+8 and have whole seconds', async () => {
    const { id } = sandbox.control.createOrder();
    expect(await call(sandbox, QUERY, { order_id: id })).toMatchObject({
      first_result: { created_time: '2026-11-22 12:00:00', modified_time: '2026-11-22 12:00:00' },
    });
  });

  test('modified_time moves with each change; two changes in one second share it', async () => {
    const { id } = sandbox.control.createOrder({ withoutPayment: true, staged: false });
    clock.advance(10_000);
    sandbox.control.advanceOrder(id, { to: 'create-payment' });
    clock.advance(100);
    sandbox.control.advanceOrder(id, { to: 'pend-payment' });
    expect(await call(sandbox, QUERY, { order_id: id })).toMatchObject({
      first_result: { status: 'PAY_PENDING', modified_time: '2026-11-22 12:00:10' },
    });
  });

  test('personal fields are masked for a shop without the security conditions', () => {
    const { wire } = sandbox.control.createOrder({ shop: 'masked', bizType: 1, subOrders: 1 });
    const text = JSON.stringify(wire, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
    expect(text).toMatch(/"buyer_phone":"1\d{2}\*{4}\d{4}"/);
    expect(text).toMatch(/"name":"\p{Script=Han}\*+"/u);
    expect(text).not.toMatch(/"credential_no":"[^*"]+"/);
  });

  test('masking can be switched while orders live', () => {
    const { id } = sandbox.control.createOrder({ bizType: 1 });
    const phone = (): string =>
      (sandbox.control.order(id).wire as { buyer_info: { buyer_phone: string } }).buyer_info.buyer_phone;
    expect(phone()).toMatch(/^1\d{10}$/);
    expect(sandbox.control.setShop('west-lake', { masked: true })).toMatchObject({ masked: true, mayClosePaid: false });
    expect(phone()).toContain('****');
  });

  test('a contact-only category has a contact with an address and no travellers', () => {
    const { wire } = sandbox.control.createOrder({ bizType: 4, subOrders: 1 });
    expect(wire).toMatchObject({
      sub_orders: [{ biz_type: 4, contactor: { post_address: expect.any(String) as string } }],
    });
    expect(wire).not.toHaveProperty('sub_orders.0.travellers');
  });

  test('staged payment shows its stage and what was paid', () => {
    const { id } = sandbox.control.createOrder({ staged: true, confirmation: 'manual' });
    sandbox.control.advanceOrder(id, { to: 'pay-deposit' });
    const { wire } = sandbox.control.order(id);
    expect(wire).toMatchObject({
      type: 'step',
      status: 'WAIT_BUYER_PAY',
      pay_info: { step_trade_status: 'FRONT_PAID_FINAL_NOPAID', step_paid_fee: expect.any(Number) as number },
    });
  });

  test('received_payment grows as sub-orders finish', () => {
    const { id, subOrders } = sandbox.control.createOrder({ subOrders: 2, confirmation: 'manual', advance: 'deliver' });
    sandbox.control.advanceOrder(id, { to: 'finish', subOrder: subOrders[0]?.id });
    const half = sandbox.control.order(id).wire as {
      pay_info: { received_payment: number };
      sub_orders: { payment: number }[];
    };
    expect(half.pay_info.received_payment).toBe(half.sub_orders[0]?.payment);
  });
});

describe('deliver', () => {
  test('confirms a second-time confirmation, and the platform delivers by itself', async () => {
    const order = sandbox.control.createOrder({ confirmation: 'second-confirmation', subOrders: 1, advance: 'pay' });
    expect(await deliver(order)).toMatchObject({ first_result: true });
    expect(changesOf(order.id)).toEqual(
      expect.arrayContaining([
        { what: 'confirm_status', from: '1', to: '3', cause: `api:${DELIVER}` },
        { what: 'status', from: 'WAIT_SELLER_SEND_GOODS', to: 'WAIT_BUYER_CONFIRM_GOODS', cause: 'platform' },
      ]),
    );
  });

  test('delivers a manual order, partly when other sub-orders wait', async () => {
    const order = sandbox.control.createOrder({ confirmation: 'manual', subOrders: 2, advance: 'pay' });
    await deliver(order, 0);
    expect(sandbox.control.order(order.id).status).toBe('SELLER_CONSIGNED_PART');
    await deliver(order, 1);
    expect(sandbox.control.order(order.id).status).toBe('WAIT_BUYER_CONFIRM_GOODS');
  });

  test('a second delivery is refused and the ledger counts one effect of two attempts', async () => {
    const order = sandbox.control.createOrder({ confirmation: 'manual', subOrders: 1, advance: 'pay' });
    await deliver(order);
    expect(await deliver(order)).toMatchObject({ code: 15, sub_code: 'isv.biz-error:ORDER_STATUS_NOT_ALLOW' });
    expect(countOf('attempt')).toBe(2);
    expect(countOf('effect')).toBe(1);
  });

  test.each<[string, OrderInput, string]>([
    ['an unpaid order', { confirmation: 'manual', withoutPayment: false }, 'isv.biz-error:ORDER_STATUS_NOT_ALLOW'],
    ['a reservation', { confirmation: 'second-reservation', advance: 'pay' }, 'isv.biz-error:ORDER_TYPE_NOT_SUPPORT'],
    ['another shop’s order', { shop: 'foreign', advance: 'pay' }, 'isv.biz-error:INVALID_SUB_ORDER_ID'],
  ])('%s is refused', async (_name, wish, subCode) => {
    const order = sandbox.control.createOrder({ subOrders: 1, ...wish });
    expect(await deliver(order)).toMatchObject({ code: 15, sub_code: subCode });
    expect(countOf('effect')).toBe(0);
  });

  test('instant orders deliver themselves after payment', () => {
    const order = sandbox.control.createOrder({ confirmation: 'instant', subOrders: 1, advance: 'pay' });
    expect(order.status).toBe('WAIT_BUYER_CONFIRM_GOODS');
  });
});

describe('close', () => {
  test('refuses a second-time confirmation and refunds it', async () => {
    const order = sandbox.control.createOrder({ confirmation: 'second-confirmation', subOrders: 1, advance: 'pay' });
    expect(await close(order, { reason_desc: '房型已满 a&b=c' })).toMatchObject({ first_result: true });
    expect(sandbox.control.order(order.id)).toMatchObject({
      status: 'TRADE_CLOSED',
      subOrders: [{ status: 'TRADE_CLOSED', confirmStatus: 2, refundStatus: 'SUCCESS' }],
    });
  });

  test('a paid ordinary order can be closed only by a shop that may', async () => {
    const order = sandbox.control.createOrder({ confirmation: 'manual', subOrders: 1, advance: 'pay' });
    expect(await close(order)).toMatchObject({ sub_code: 'isv.biz-error:CLOSE_NOT_PERMIT' });
    const allowed = sandbox.control.createOrder({
      shop: 'masked',
      confirmation: 'manual',
      subOrders: 1,
      advance: 'pay',
    });
    const session = sandbox.control.shops().find(({ id }) => id === 'masked')?.session ?? undefined;
    expect(await close(allowed, { session })).toMatchObject({ first_result: true });
  });

  test('needs a reason', async () => {
    const order = sandbox.control.createOrder({ advance: 'pay' });
    expect(await close(order, { close_reason: undefined })).toMatchObject({
      code: 40,
      sub_code: 'isv.missing-parameter:close_reason',
    });
  });
});

test('an order that nobody delivers expires with a refund at its expire_time', () => {
  const order = sandbox.control.createOrder({
    confirmation: 'manual',
    subOrders: 1,
    sellerSeconds: 3600,
    advance: 'pay',
  });
  expect(order.wire).toMatchObject({ sub_orders: [{ expire_time: formatTopTime(new Date('2026-11-22T05:00:00Z')) }] });
  clock.advance(3_599_000);
  expect(sandbox.control.order(order.id).status).toBe('WAIT_SELLER_SEND_GOODS');
  clock.advance(1000);
  expect(sandbox.control.order(order.id)).toMatchObject({
    status: 'TRADE_CLOSED',
    subOrders: [{ refundStatus: 'SUCCESS' }],
  });
});

test('what the merchant has confirmed does not expire while the platform still delivers', async () => {
  const slow = await createSandbox({ clock, autoDeliveryMs: 7_200_000 });
  const wish = { confirmation: 'second-confirmation', subOrders: 1, sellerSeconds: 3600 } as const;
  const { id } = slow.control.createOrder({ ...wish, advance: 'pay' });
  slow.control.advanceOrder(id, { to: 'confirm' });
  clock.advance(3_600_000);
  expect(slow.control.order(id).status).toBe('WAIT_SELLER_SEND_GOODS');
  clock.advance(3_600_000);
  expect(slow.control.order(id)).toMatchObject({
    status: 'WAIT_BUYER_CONFIRM_GOODS',
    subOrders: [{ confirmStatus: 3 }],
  });
  await slow.close();
});

function changesOf(order: string): { what: string; from: string | null; to: string | null; cause: string }[] {
  const { entries } = sandbox.control.ledger({ kind: 'change' });
  return entries
    .filter((entry) => entry.order === order)
    .map(({ what, from, to, cause }) => ({ what, from, to, cause }));
}

function countOf(kind: 'attempt' | 'effect'): number {
  return sandbox.control.ledger({ kind }).entries.length;
}

function deliver(order: OrderView, index = 0): Promise<Fields> {
  return call(sandbox, DELIVER, { sub_order_id: order.subOrders[index]?.id });
}

function close(order: OrderView, parameters: CallParameters = {}): Promise<Fields> {
  return call(sandbox, CLOSE, { sub_order_id: order.subOrders[0]?.id, close_reason: '缺货', ...parameters });
}
