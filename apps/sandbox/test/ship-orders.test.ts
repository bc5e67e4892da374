import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openShipDesk, rowsOf } from './ship-desk.ts';
import type { ShipDesk } from './ship-desk.ts';
import { ticketId } from './ship-merchant.ts';

const WISH = { goodsId: 'G-XJ0101', date: '2026-12-20', adults: 2, children: 1 };
/** 160 yuan an adult, 80 a child. */
const TOTAL = 40_000;

let desk: ShipDesk;

beforeAll(async () => {
  desk = await openShipDesk();
});
afterAll(() => desk.close());
beforeEach(() => {
  const { mood } = desk.merchant;
  Object.assign(mood, {
    orders: 'accepted',
    tickets: 'answered',
    refunds: 'answered',
    change: (fields: object) => fields,
  });
});

describe('an order', () => {
  test('is asked for in the words of the channel, and its seats are held', async () => {
    const order = await desk.sandbox.control.ship.placeOrder(WISH);
    expect(order).toMatchObject({ shop: 'ferry-line', status: 'locked', total: TOTAL, ticketCount: 3, problems: [] });
    expect(order.agentOrderNumber).toBe(`M${order.id.slice(-6)}`);
    expect(desk.merchant.asked.get(order.id)).toMatchObject({
      alitrip_order_id: order.id,
      from_date: '2026-12-20',
      from_time: '08:00:00',
      from_station_name: '五通客运码头',
      to_city_name: '金门',
      goods_id: 'G-XJ0101',
      schedule_id: 'S-XJ0101',
      ticket_count: 3,
      order_amount: TOTAL,
      alipay_trade_no: order.tradeNumber,
      contact_name: order.contact.name,
      passenger_list: [
        { passenger_type: '1', ticket_price: 16_000, passenger_certificate_type: '1' },
        { passenger_type: '1', ticket_price: 16_000 },
        { passenger_type: '2', ticket_price: 8000 },
      ],
    });
  });

  test('that the merchant refuses is paid back', async () => {
    desk.merchant.mood.orders = 'refused';
    const order = await desk.sandbox.control.ship.placeOrder(WISH);
    expect(order).toMatchObject({ status: 'refused', returned: TOTAL, refusal: { code: 'SOLD_OUT' } });
    expect(() => desk.sandbox.control.ship.order('1')).toThrow(/GET \/sandbox\/ship\/orders/);
    await expect(desk.sandbox.control.ship.confirm(order.id)).rejects.toThrow(/is refused; possible when it is locked/);
  });

  test('is issued when every ticket is answered', async () => {
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    const order = await desk.sandbox.control.ship.confirm(id);
    expect(order).toMatchObject({ status: 'issued', problems: [] });
    expect(order.tickets.map(({ id: ticket, status, price }) => [ticket, status, price])).toEqual([
      [ticketId(id, 0), 'issued', 16_000],
      [ticketId(id, 1), 'issued', 16_000],
      [ticketId(id, 2), 'issued', 8000],
    ]);
    expect(rowsOf(desk.sandbox, id, ['change'])).toEqual([
      'change status placed',
      'change status locked',
      'change status issuing',
      'change status issued',
    ]);
  });

  test.each<[string, (tickets: Record<string, unknown>[]) => unknown, RegExp]>([
    ['one ticket missing', (passengers) => passengers.slice(1), /a passenger of the order has no ticket/],
    ['a wrong price', ([first, ...rest]) => [dearer(first), ...rest], /paid were 40000/],
    [
      'one id twice',
      ([first, second, third]) => [first, { ...second, ticket_list: first?.['ticket_list'] }, third],
      /one id/,
    ],
  ])('is not issued with %s; the rule that is broken is noted', async (_name, change, problem) => {
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    desk.merchant.mood.change = (fields) => {
      const { passenger_list: passengers, ...rest } = fields as { passenger_list: Record<string, unknown>[] };
      return { ...rest, passenger_list: change(passengers) };
    };
    const order = await desk.sandbox.control.ship.confirm(id);
    expect(order).toMatchObject({ status: 'issuing', tickets: [] });
    expect(order.problems).toEqual([expect.stringMatching(problem)]);
  });

  test('that is being issued is learned from a query', async () => {
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    desk.merchant.mood.tickets = 'later';
    expect(await desk.sandbox.control.ship.confirm(id)).toMatchObject({ status: 'issuing', problems: [] });
    expect(await desk.sandbox.control.ship.query(id)).toMatchObject({ status: 'issuing' });
    desk.merchant.mood.tickets = 'answered';
    expect(await desk.sandbox.control.ship.query(id)).toMatchObject({ status: 'issued' });
  });

  test('whose tickets cannot be issued may be asked for again', async () => {
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    desk.merchant.mood.tickets = 'failed';
    const failed = await desk.sandbox.control.ship.confirm(id);
    expect(failed).toMatchObject({ status: 'failed', refusal: { code: 'ISSUE_FAILED' }, returned: 0 });
    desk.merchant.mood.tickets = 'answered';
    expect(await desk.sandbox.control.ship.confirm(id)).toMatchObject({ status: 'issued', refusal: null });
  });
});

describe('an answer that breaks a rule is noted', () => {
  type Act = 'create' | 'confirm' | 'query' | 'quoteRefund';
  const NO = { success: false, ret_code: 'NO' };

  test.each<[string, Act, object, RegExp]>([
    ['a yes with the code of a no', 'create', { ret_code: 'NO' }, /success true with code "NO"/],
    ['a yes without a code', 'query', { ret_code: undefined }, /success true with code ""/],
    ['a no with the code of a yes', 'confirm', { success: false }, /success false with code "0"/],
    ['a yes that is told later, of tickets', 'confirm', { ret_code: 'PROCESSING' }, /with code "PROCESSING"/],
    ['another order', 'confirm', { alitrip_order_id: '1' }, /names order 1/],
    ['another number of the merchant for the same order', 'create', { agent_order_id: 'x' }, /names x of the merchant/],
    ['another number of the merchant with tickets', 'query', { agent_order_id: 'x' }, /names x of the merchant/],
    ['another number of the merchant with fees', 'quoteRefund', { agent_order_id: 'x' }, /names x of the merchant/],
    ['seats that are held and refused', 'create', NO, /refused when it is asked for again: NO/],
    ['tickets that are issued and refused', 'confirm', NO, /refused when it is asked for again: NO/],
    ['an order that is issued and not known', 'query', NO, /refused when it is asked for again: NO/],
  ])('%s (%s)', async (_name, act, change, problem) => {
    const order = await issued();
    expect(order).toMatchObject({ status: 'issued', problems: [] });
    desk.merchant.mood.change = (fields) => ({ ...fields, ...change });
    await desk.sandbox.control.ship[act](order.id);
    const now = desk.sandbox.control.ship.order(order.id);
    expect(now).toEqual({ ...order, problems: [expect.stringMatching(problem)] });
  });

  test.each<[Act, string, string]>([
    ['confirm', '"ticket_price":8000', '"ticket_price":7999'],
    ['query', '"ticket_id":"', '"ticket_id":"other-'],
    ['query', '"ticket_type":"1"', '"ticket_type":"2"'],
  ])('other tickets than were issued (%s, %s)', async (act, from, to) => {
    const order = await issued();
    desk.merchant.mood.change = (fields) => replaced(fields, from, to);
    await desk.sandbox.control.ship[act](order.id);
    const now = desk.sandbox.control.ship.order(order.id);
    expect(now).toEqual({ ...order, problems: [expect.stringMatching(/other tickets/)] });
  });

  test('a refused order that is accepted', async () => {
    desk.merchant.mood.orders = 'refused';
    const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
    desk.merchant.mood.orders = 'accepted';
    const { status, problems } = await desk.sandbox.control.ship.create(id);
    expect({ status, problems }).toEqual({ status: 'refused', problems: ['a refused order is accepted'] });
  });

  test('but none when issued tickets are asked for again and answered again, or while a report is under way', async () => {
    const { id } = await issued();
    await desk.sandbox.control.ship.create(id);
    await desk.sandbox.control.ship.confirm(id);
    await desk.sandbox.control.ship.query(id);
    desk.merchant.mood.tickets = 'later';
    expect((await desk.sandbox.control.ship.confirm(id)).problems).toEqual([]);
  });
});

describe('a refund', () => {
  test('gives the price back without what the merchant said that it keeps', async () => {
    const { id } = await issued();
    expect(await desk.sandbox.control.ship.quoteRefund(id)).toEqual({
      [ticketId(id, 0)]: 1600,
      [ticketId(id, 1)]: 1600,
      [ticketId(id, 2)]: 800,
    });
    const one = await desk.sandbox.control.ship.refund(id, { tickets: [ticketId(id, 0)] });
    expect(one).toMatchObject({ returned: 14_400, returns: [{ status: 'refunded' }] });
    const all = await desk.sandbox.control.ship.refund(id);
    expect(all).toMatchObject({ returned: 36_000, returns: [{ status: 'refunded' }, { status: 'refunded' }] });
    await expect(desk.sandbox.control.ship.refund(id)).rejects.toThrow(/nothing cannot be given back|refunded/);
  });

  test('that the merchant refuses leaves the money, and may be asked for again', async () => {
    const { id } = await issued();
    desk.merchant.mood.refunds = 'refused';
    const refused = await desk.sandbox.control.ship.refund(id, { tickets: [ticketId(id, 1)] });
    expect(refused).toMatchObject({ returned: 0, returns: [{ status: 'refused' }] });
    expect(refused.tickets.map(({ status }) => status)).toEqual(['issued', 'refundFailed', 'issued']);
    desk.merchant.mood.refunds = 'answered';
    const again = await desk.sandbox.control.ship.refund(id, { tickets: [ticketId(id, 1)] });
    expect(again).toMatchObject({ returned: 16_000, returns: [{ status: 'refused' }, { status: 'refunded' }] });
  });

  test('that is being processed is learned from a query', async () => {
    const { id } = await issued();
    desk.merchant.mood.refunds = 'later';
    const tickets = [ticketId(id, 0)];
    expect(await desk.sandbox.control.ship.refund(id, { tickets })).toMatchObject({
      returns: [{ status: 'processing' }],
    });
    desk.merchant.mood.change = (fields) => replaced(fields, '"ticket_status":"2"', '"ticket_status":"5"');
    expect(await desk.sandbox.control.ship.query(id)).toMatchObject({
      returned: 16_000,
      returns: [{ status: 'refunded' }],
    });
  });
});

test('without somebody to call, the remedy is said', async () => {
  desk.sandbox.control.ship.setPolicy({ target: null });
  await expect(desk.sandbox.control.ship.placeOrder()).rejects.toThrow(/PUT \/sandbox\/ship\/policy/);
  desk.sandbox.control.ship.setPolicy({ target: desk.merchant.url });
});

async function issued() {
  const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
  return desk.sandbox.control.ship.confirm(id);
}

function dearer(passenger: Record<string, unknown> | undefined): Record<string, unknown> {
  return replaced(passenger ?? {}, '"ticket_price":16000', '"ticket_price":16001');
}

function replaced(fields: Record<string, unknown>, from: string, to: string): Record<string, unknown> {
  return JSON.parse(JSON.stringify(fields).replaceAll(from, to)) as Record<string, unknown>;
}
