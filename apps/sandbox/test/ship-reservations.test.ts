import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, DEMO_RESERVATION_SECRET, manualClock } from '../src/index.ts';
import type { ManualClock, Sandbox, ShipSettingsInput } from '../src/index.ts';
import type { Fields } from './gateway-client.ts';

let clock: ManualClock;
let sandbox: Sandbox;

beforeEach(async () => {
  clock = manualClock(new Date('2026-11-22T04:00:00Z'));
  sandbox = await createSandbox({ clock });
});
afterEach(() => sandbox.close());

describe('the reservation system', () => {
  test('sells seats, issues tickets, names fees and refunds, unattended', async () => {
    const created = await ask('ship.order.create', { orderId: '7001', order: order(2) });
    expect(created).toEqual({ accepted: true, agentOrderNumber: 'FL7001' });
    const confirmed = await ask('ship.order.confirm', { orderId: '7001', agentOrderNumber: 'FL7001', order: order(2) });
    expect(confirmed).toMatchObject({
      tickets: [
        { passengerId: '1', ticketId: 'FL7001-1-1', price: '15000', kind: 'SHIP', subKind: 'OUTWARD' },
        { passengerId: '1', ticketId: 'FL7001-1-2', price: '9800', kind: 'ADMISSION', subKind: 'ADMISSION' },
        { passengerId: '2', ticketId: 'FL7001-2-1', price: '15000' },
        { passengerId: '2', ticketId: 'FL7001-2-2', price: '9800' },
      ],
      pickUp: { place: '北海国际客运港自助取票机' },
      shipNumber: '北游26',
    });
    const about = { orderId: '7001', agentOrderNumber: 'FL7001' };
    const priced = [{ ticketId: 'FL7001-1-1', passengerId: '1', price: '15000' }];
    expect(await ask('ship.refund.quote', { ...about, tickets: priced })).toEqual({
      fees: [{ ticketId: 'FL7001-1-1', surcharge: '1500' }],
    });
    const tickets = [{ ticketId: 'FL7001-1-1', passengerId: '1', surcharge: '1500' }];
    expect(await ask('ship.refund.confirm', { ...about, tickets })).toEqual({ accepted: true });
    expect(sandbox.control.ship.reservation('7001')).toMatchObject({ seats: 2 });
  });

  test('answers the same question the same, also after the policy changed', async () => {
    const question = { orderId: '7002', agentOrderNumber: 'FL7002', order: order(1) };
    const first = await ask('ship.order.create', question);
    const tickets = await ask('ship.order.confirm', question);
    set({ seats: 0, orderRefusals: 1, ticketingFailures: 1 });
    expect(await ask('ship.order.create', question)).toEqual(first);
    expect(await ask('ship.order.confirm', question)).toEqual(tickets);
  });

  test('has tickets and refunds later, where the policy says so', async () => {
    set({ ticketingSeconds: 60, refundSeconds: 60 });
    const question = { orderId: '7003', agentOrderNumber: 'FL7003', order: order(1) };
    await ask('ship.order.create', question);
    expect(await ask('ship.order.confirm', question)).toEqual({ pending: true });
    clock.advance(60_000);
    expect(await ask('ship.order.confirm', question)).toHaveProperty('tickets');
    const refund = { ...question, tickets: [{ ticketId: 'FL7003-1-1' }] };
    expect(await ask('ship.refund.confirm', refund)).toEqual({ pending: true });
    clock.advance(60_000);
    expect(await ask('ship.refund.confirm', refund)).toEqual({ accepted: true });
  });

  test('sells no seat twice', async () => {
    set({ seats: 3 });
    expect(await ask('ship.order.create', { orderId: '1', order: order(2) })).toMatchObject({ accepted: true });
    expect(await ask('ship.order.create', { orderId: '2', order: order(2) })).toMatchObject({ code: 'SOLD_OUT' });
    expect(await ask('ship.order.create', { orderId: '3', order: order(1) })).toMatchObject({ accepted: true });
    const tomorrow = { ...order(3), date: '2026-12-21' };
    expect(await ask('ship.order.create', { orderId: '4', order: tomorrow })).toMatchObject({ accepted: true });
  });

  test.each<[string, Fields, string]>([
    ['a sailing that it does not have', { goodsId: 'G-1' }, 'SAILING_UNKNOWN'],
    ['another time', { time: '09:00:00' }, 'SAILING_UNKNOWN'],
    ['another price', { total: '1' }, 'PRICE_CHANGED'],
  ])('refuses %s', async (_name, change, code) => {
    const question = { orderId: '7004', order: { ...order(1), ...change } };
    expect(await ask('ship.order.create', question)).toMatchObject({ accepted: false, code });
  });

  test.each<[string, ShipSettingsInput, string, object]>([
    ['orders', { orderRefusals: 1 }, 'ship.order.create', { accepted: false, code: 'SOLD_OUT' }],
    ['tickets', { ticketingFailures: 1 }, 'ship.order.confirm', { failed: true, code: 'TICKETING_FAILED' }],
    ['refunds', { refundRefusals: 1 }, 'ship.refund.confirm', { accepted: false, code: 'REFUND_NOT_ALLOWED' }],
  ])('refuses %s as often as the policy says', async (_name, policy, type, expected) => {
    set(policy);
    const question = {
      orderId: '7005',
      agentOrderNumber: 'FL7005',
      order: order(1),
      tickets: [{ ticketId: 'FL7005-1-1' }],
    };
    const answers = [
      await ask('ship.order.create', question),
      await ask('ship.order.confirm', question),
      await ask('ship.refund.confirm', question),
    ];
    const place = ['ship.order.create', 'ship.order.confirm', 'ship.refund.confirm'].indexOf(type);
    expect(answers[place]).toMatchObject(expected);
  });

  test('says later that there are no tickets, where the policy says so', async () => {
    set({ ticketingSeconds: 60, ticketingFailures: 1 });
    const question = { orderId: '7007', agentOrderNumber: 'FL7007', order: order(1) };
    await ask('ship.order.create', question);
    expect(await ask('ship.order.confirm', question)).toEqual({ pending: true });
    clock.advance(60_000);
    expect(await ask('ship.order.confirm', question)).toMatchObject({ failed: true, code: 'TICKETING_FAILED' });
  });

  test('is slow to answer a question once, where the policy says so', async () => {
    set({ slowAnswers: 1, slowSeconds: 30 });
    const question = { orderId: '7008', order: order(1) };
    let isAnswered = false;
    const first = ask('ship.order.create', question).then((answer) => {
      isAnswered = true;
      return answer;
    });
    await until(() => sandbox.control.ship.reservation('7008') !== null);
    const second = await ask('ship.order.create', question);
    expect(isAnswered).toBe(false);
    clock.advance(30_000);
    expect(await first).toEqual(second);
  });

  test('takes its time to answer', async () => {
    set({ answerSeconds: 4 });
    let isAnswered = false;
    const answered = ask('ship.order.create', { orderId: '7006', order: order(1) }).then((answer) => {
      isAnswered = true;
      return answer;
    });
    await until(() => sandbox.control.ship.reservation('7006') !== null);
    expect(isAnswered).toBe(false);
    clock.advance(4000);
    expect(await answered).toMatchObject({ accepted: true });
  });
});

describe('a question is refused', () => {
  const question = () => JSON.stringify({ type: 'ship.order.create', data: { orderId: '1', order: order(1) } });

  test.each<[string, (body: string) => Record<string, string>, number]>([
    ['that is not signed', () => ({}), 401],
    ['that another secret signed', (body) => signed(body, { secret: `whsec_${'A'.repeat(32)}` }), 401],
    ['that was changed', (body) => signed(`${body} `), 401],
    ['that is old', (body) => signed(body, { secondsAgo: 600 }), 401],
    ['of another id', (body) => ({ ...signed(body), 'webhook-id': 'msg_other' }), 401],
  ])('%s', async (_name, headers, status) => {
    const body = question();
    const answer = await fetch(sandbox.reservationsUrl, { method: 'POST', headers: headers(body), body });
    expect(answer.status).toBe(status);
    expect(sandbox.control.ship.reservation('1')).toBeNull();
  });

  test.each([
    ['{}', 400],
    ['no JSON', 400],
    ['{"type":"ship.order.forget","data":{}}', 400],
    [`"${'x'.repeat(1_100_000)}"`, 413],
  ])('that does not fit the contract: %.40s', async (body, status) => {
    const answer = await fetch(sandbox.reservationsUrl, { method: 'POST', headers: signed(body), body });
    expect(answer.status).toBe(status);
  });

  test('that is not posted', async () => {
    expect((await fetch(sandbox.reservationsUrl)).status).toBe(405);
  });
});

/** An order for adults on the ship to Weizhou, each with the admission of the island. */
function order(adults: number): Fields {
  return {
    goodsId: 'G-BW0201',
    date: '2026-12-20',
    time: '08:30:00',
    ticketCount: adults * 2,
    total: String(adults * 24_800),
    passengers: Array.from({ length: adults }, (_each, place) => ({
      passengerId: String(place + 1),
      name: '张伟',
      type: '1',
      ticketPrice: '24800',
    })),
  };
}

async function ask(type: string, data: Fields): Promise<Fields> {
  const body = JSON.stringify({ type, timestamp: clock.now().toISOString(), data });
  const answer = await fetch(sandbox.reservationsUrl, { method: 'POST', headers: signed(body), body });
  expect(answer.status).toBe(200);
  return (await answer.json()) as Fields;
}

function signed(body: string, { secret = DEMO_RESERVATION_SECRET, secondsAgo = 0 } = {}): Record<string, string> {
  const time = new Date(clock.now().getTime() - secondsAgo * 1000);
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': String(Math.floor(time.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign('msg_1', time, body),
  };
}

function set(policy: ShipSettingsInput): void {
  sandbox.control.ship.setPolicy(policy);
}

/** Waits for something to happen, a turn of the event loop at a time. */
async function until(happened: () => boolean): Promise<void> {
  while (!happened()) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
}
