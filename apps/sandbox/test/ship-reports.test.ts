import { SHIP_NAMES } from '@interline/adapter-ship/wire';
import * as fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ShipOrderView } from '../src/index.ts';
import type { Fields } from './gateway-client.ts';
import { openShipDesk, refundReport, rowsOf, ticketFields, ticketsReport } from './ship-desk.ts';
import type { ShipDesk } from './ship-desk.ts';
import { ticketId } from './ship-merchant.ts';

const WISH = { goodsId: 'G-XJ0101', adults: 2, children: 0 };
const NOTIFY = 'alitrip.ship.order.notify';
const RETURN = 'alitrip.ship.return.notify';
const TAKEN = { ret_success: true, ret_code: '0' };

let desk: ShipDesk;

beforeAll(async () => {
  desk = await openShipDesk();
});
afterAll(() => desk.close());
beforeEach(() => {
  desk.sandbox.control.clearFaults();
  desk.merchant.mood.tickets = 'later';
  desk.merchant.mood.refunds = 'later';
});

describe('a report of tickets', () => {
  test('issues all of them, once: whatever is reported later is answered with the first result', async () => {
    const order = await issuing();
    expect(await desk.reportTickets(ticketsReport(order))).toMatchObject(TAKEN);
    const issued = desk.sandbox.control.ship.order(order.id);
    expect(issued).toMatchObject({ status: 'issued', pickUp: { number: '344420' } });
    const otherwise = { [SHIP_NAMES.orderNotify.success]: false, [SHIP_NAMES.orderNotify.agentOrderNumber]: 'other' };
    expect(await desk.reportTickets(ticketsReport(order, otherwise))).toMatchObject(TAKEN);
    expect(await desk.reportTickets(ticketsReport(order, { passenger_list: [] }))).toMatchObject(TAKEN);
    expect(desk.sandbox.control.ship.order(order.id)).toEqual(issued);
    expect(rowsOf(desk.sandbox, order.id)).toEqual([
      `attempt ${NOTIFY}`,
      `effect ${NOTIFY}`,
      `attempt ${NOTIFY}`,
      `attempt ${NOTIFY}`,
    ]);
  });

  test('that failed may be followed by another', async () => {
    const order = await issuing();
    const failure = { success: false, failed_code: 'NO_SEAT', passenger_list: [] };
    expect(await desk.reportTickets(ticketsReport(order, failure))).toMatchObject(TAKEN);
    expect(desk.sandbox.control.ship.order(order.id)).toMatchObject({ status: 'failed', refusal: { code: 'NO_SEAT' } });
    expect(await desk.reportTickets(ticketsReport(order))).toMatchObject(TAKEN);
    expect(desk.sandbox.control.ship.order(order.id)).toMatchObject({ status: 'issued', refusal: null });
  });

  test('of tickets that were answered already changes nothing', async () => {
    desk.merchant.mood.tickets = 'answered';
    const order = await issuing();
    expect(order.status).toBe('issued');
    const failure = ticketsReport(order, { success: false });
    expect(await desk.reportTickets(failure)).toMatchObject({ ret_success: false, ret_code: 'ORDER_STATUS_INVALID' });
    expect(await desk.reportTickets(ticketsReport(order))).toMatchObject(TAKEN);
    // From the first success on, its result is what is answered.
    expect(await desk.reportTickets(failure)).toMatchObject(TAKEN);
    expect(desk.sandbox.control.ship.order(order.id)).toEqual(order);
  });

  test('before the tickets were asked for is refused', async () => {
    const order = await desk.sandbox.control.ship.placeOrder(WISH);
    const answer = await desk.reportTickets(ticketsReport(order));
    expect(answer).toMatchObject({ ret_success: false, ret_code: 'ORDER_STATUS_INVALID' });
  });

  test.each<[string, (order: ShipOrderView) => Fields, string]>([
    ['of another order', () => ({ alitrip_order_id: '1' }), 'ORDER_NOT_FOUND'],
    ['with another number', () => ({ agent_order_id: 'x' }), 'AGENT_ORDER_MISMATCH'],
    ['without passengers', () => ({ passenger_list: [] }), 'TICKET_INFO_INVALID'],
    ['of one passenger', (order) => only(order, [0]), 'TICKET_INFO_INVALID'],
    ['of one passenger twice', (order) => only(order, [0, 0]), 'TICKET_INFO_INVALID'],
    ['at another price', (order) => priced(order, 1), 'TICKET_INFO_INVALID'],
    ['with a ticket that is being issued', (order) => priced(order, 0, { ticket_status: '1' }), 'TICKET_INFO_INVALID'],
    ['with a type that no document lists', (order) => priced(order, 0, { ticket_type: '9' }), 'TICKET_INFO_INVALID'],
    [
      'with a sub-type that no document lists',
      (order) => priced(order, 0, { ticket_sub_type: '99' }),
      'TICKET_INFO_INVALID',
    ],
    ['with a price below nothing', (order) => priced(order, 0, { ticket_price: -1 }), 'TICKET_INFO_INVALID'],
    ['with another count', () => ({ ticket_count: 3 }), 'TICKET_COUNT_INVALID'],
    ['with another total', () => ({ total_price: 1 }), 'TOTAL_PRICE_INVALID'],
  ])('%s is refused whole: nothing is issued, and a right one is taken after it', async (_name, change, code) => {
    const order = await issuing();
    const answer = await desk.reportTickets(ticketsReport(order, change(order)));
    expect(answer).toMatchObject({ ret_success: false, ret_code: code });
    expect(desk.sandbox.control.ship.order(order.id)).toMatchObject({ status: 'issuing', tickets: [] });
    expect(await desk.reportTickets(ticketsReport(order))).toMatchObject(TAKEN);
    expect(rowsOf(desk.sandbox, order.id).at(-1)).toBe(`effect ${NOTIFY}`);
  });

  test.each<[string, Fields, object]>([
    ['no success', { success: undefined }, { code: 40, sub_code: 'isv.missing-parameter:success' }],
    ['an odd success', { success: 'maybe' }, { code: 41, sub_code: 'isv.invalid-parameter:success' }],
    ['no order', { alitrip_order_id: undefined }, { code: 40 }],
    ['a Taobao order that is no number', { main_biz_order_id: 'x' }, { code: 41 }],
    ['a Taobao order as text', { main_biz_order_id: '1' }, { sub_code: 'isv.invalid-parameter:main_biz_order_id' }],
    ['its order as a number', { alitrip_order_id: 1n }, { sub_code: 'isv.invalid-parameter:alitrip_order_id' }],
    ['its order as a long number', { alitrip_order_id: 2n ** 60n }, { code: 41 }],
    ['its success as text', { success: 'true' }, { sub_code: 'isv.invalid-parameter:success' }],
    ['a count as text', { ticket_count: '2' }, { sub_code: 'isv.invalid-parameter:ticket_count' }],
    ['a total as text', { total_price: '32000' }, { sub_code: 'isv.invalid-parameter:total_price' }],
    ['passengers as text', { passenger_list: '[]' }, { sub_code: 'isv.invalid-parameter:passenger_list' }],
    ['an extension that is no text', { order_attr: {} }, { sub_code: 'isv.invalid-parameter:order_attr' }],
    ...(
      [
        ['ticket_id', 1],
        ['ticket_id', undefined],
        ['ticket_price', '16000'],
        ['ticket_price', undefined],
        ['ticket_price', true],
        ['ticket_type', 1],
        ['ticket_type', undefined],
        ['ticket_status', 2],
        ['ticket_sub_type', 11],
        ['ticket_title', 1],
        ['ext_attr', {}],
        ['expire_time', 1],
        ['expire_time', '2026-12-24'],
      ] as const
    ).map(([name, value]): [string, Fields, object] => [
      `a ticket whose ${name} is ${JSON.stringify([value])}`,
      { passenger_list: [{ ticket_list: [ticketFields(0, 16_000, { [name]: value })] }] },
      { sub_code: `isv.${value === undefined ? 'missing' : 'invalid'}-parameter:${name}` },
    ]),
    [
      'a price that is text',
      { passenger_list: [{ ticket_list: [ticketFields(0, 1, { ticket_price: 'x' })] }] },
      { code: 41 },
    ],
  ])('with %s is answered by the gateway', async (_name, change, error) => {
    expect(await desk.reportTickets(ticketsReport(await issuing(), change))).toMatchObject(error);
  });

  test.each(['timeout-after-effect', 'lost-answer', 'truncated'] as const)(
    'takes effect once under %s',
    async (kind) => {
      const order = await issuing();
      desk.sandbox.control.setFaults({ calls: [{ kind, method: NOTIFY, count: 1 }] });
      await desk.reportTickets(ticketsReport(order)).catch(() => undefined);
      expect(desk.sandbox.control.ship.order(order.id).status).toBe('issued');
      expect(await desk.reportTickets(ticketsReport(order))).toMatchObject(TAKEN);
      expect(rowsOf(desk.sandbox, order.id).filter((row) => row.startsWith('effect'))).toHaveLength(1);
    },
  );
});

describe('a report of a refund', () => {
  test('gives the money back, once', async () => {
    const order = await refunding();
    const report = refundReport(order, ticketId(order.id, 0), { agent_refund_trans_id: 'm-1' });
    expect(await desk.reportRefund(report)).toMatchObject(TAKEN);
    const refunded = desk.sandbox.control.ship.order(order.id);
    expect(refunded).toMatchObject({ returned: 100, tickets: [{ status: 'refunded' }, { status: 'refunding' }] });
    expect(await desk.reportRefund(report)).toMatchObject(TAKEN);
    expect(desk.sandbox.control.ship.order(order.id)).toEqual(refunded);
    expect(rowsOf(desk.sandbox, order.id).slice(-3)).toEqual([
      `attempt ${RETURN}`,
      `effect ${RETURN}`,
      `attempt ${RETURN}`,
    ]);
    expect(await desk.reportRefund(refundReport(order, ticketId(order.id, 1)))).toMatchObject(TAKEN);
    expect(desk.sandbox.control.ship.order(order.id)).toMatchObject({
      returned: 200,
      returns: [{ status: 'refunded' }],
    });
  });

  test('of the whole order gives all tickets back', async () => {
    const order = await refunding();
    const whole = { agent_return_ticket_type: 1, agent_refund_amount: 30_000 };
    const report = refundReport(order, order.agentOrderNumber ?? '', whole);
    expect(await desk.reportRefund(report)).toMatchObject(TAKEN);
    expect(await desk.reportRefund(report)).toMatchObject(TAKEN);
    expect(desk.sandbox.control.ship.order(order.id)).toMatchObject({
      returned: 30_000,
      tickets: [{ status: 'refunded' }, { status: 'refunded' }],
    });
  });

  test('that failed leaves the money, and may succeed after all', async () => {
    const order = await refunding();
    const ticket = ticketId(order.id, 0);
    const failed = { agent_return_ticket_status: 2, agent_return_ticket_code: 7 };
    expect(await desk.reportRefund(refundReport(order, ticket, failed))).toMatchObject(TAKEN);
    expect(desk.sandbox.control.ship.order(order.id)).toMatchObject({
      returned: 0,
      tickets: [{ status: 'refundFailed' }, {}],
    });
    expect(await desk.reportRefund(refundReport(order, ticket))).toMatchObject(TAKEN);
    expect(desk.sandbox.control.ship.order(order.id)).toMatchObject({
      returned: 100,
      tickets: [{ status: 'refunded' }, {}],
    });
  });

  test.each<[string, Fields, string]>([
    ['of no ticket of the order', { agent_ticket_id: 'x' }, 'TICKET_NOT_FOUND'],
    ['of a ticket or an order', { agent_return_ticket_type: 5 }, 'TICKET_NOT_FOUND'],
    ['of a ticket of another passenger', { passenger_id: 'x' }, 'TICKET_NOT_FOUND'],
    ['of one ticket that it does not name', { agent_ticket_id: undefined }, 'TICKET_NOT_FOUND'],
    ['of the whole order by a ticket', { agent_return_ticket_type: 1 }, 'TICKET_NOT_FOUND'],
    ['with another number', { agent_order_id: 'x' }, 'AGENT_ORDER_MISMATCH'],
    ['above the price', { agent_refund_amount: 16_001 }, 'REFUND_AMOUNT_INVALID'],
    ['below nothing', { agent_refund_amount: -1 }, 'REFUND_AMOUNT_INVALID'],
    ['with a result that no document lists', { agent_return_ticket_status: 3 }, 'RETURN_STATUS_INVALID'],
    ['with a way of payment that no document lists', { agent_return_mode: 'cash' }, 'RETURN_MODE_INVALID'],
  ])('%s is refused', async (_name, change, code) => {
    const order = await refunding();
    const answer = await desk.reportRefund(refundReport(order, ticketId(order.id, 0), change));
    expect(answer).toMatchObject({ ret_success: false, ret_code: code });
    expect(desk.sandbox.control.ship.order(order.id).returned).toBe(0);
  });

  test('with the money movement of another is refused', async () => {
    const order = await refunding();
    const movement = { agent_refund_trans_id: 'm-1' };
    await desk.reportRefund(refundReport(order, ticketId(order.id, 0), movement));
    const answer = await desk.reportRefund(refundReport(order, ticketId(order.id, 1), movement));
    expect(answer).toMatchObject({ ret_success: false, ret_code: 'REFUND_TRANS_REPEATED' });
  });

  test('that nobody asked for is refused, unless the policy says otherwise', async () => {
    desk.merchant.mood.tickets = 'answered';
    const order = await issuing();
    const report = refundReport(order, ticketId(order.id, 0));
    expect(await desk.reportRefund(report)).toMatchObject({ ret_code: 'TICKET_STATUS_INVALID' });
    desk.sandbox.control.ship.setPolicy({ unaskedRefunds: true });
    expect(await desk.reportRefund(report)).toMatchObject(TAKEN);
    desk.sandbox.control.ship.setPolicy({ unaskedRefunds: false });
  });

  test('needs the order as a number: its digits as text are refused', async () => {
    const order = await refunding();
    for (const id of ['x1', order.id]) {
      const error = await desk.reportRefund(refundReport(order, ticketId(order.id, 0), { alitrip_order_id: id }));
      expect(error).toMatchObject({ code: 41, sub_code: 'isv.invalid-parameter:alitrip_order_id' });
    }
  });

  test.each([
    ['agent_order_id', 1],
    ['agent_refund_amount', '100'],
    ['agent_refund_amount', 1.5],
    ['agent_return_ticket_status', '1'],
    ['agent_return_ticket_status', true],
    ['agent_return_ticket_type', '0'],
    ['agent_return_ticket_code', '0'],
    ['agent_ticket_id', 1],
    ['passenger_id', 1],
    ['agent_refund_trans_id', 1],
    ['agent_return_mode', 1],
    ['agent_return_time', 1],
    ['agent_ext_attr', {}],
  ])('whose %s is %j is of another type than the document says', async (name, value) => {
    const order = await refunding();
    const error = await desk.reportRefund(refundReport(order, ticketId(order.id, 0), { [name]: value }));
    expect(error).toMatchObject({ code: 41, sub_code: `isv.invalid-parameter:${name}` });
    expect(desk.sandbox.control.ship.order(order.id).returned).toBe(0);
  });

  test.each([
    'alitrip_order_id',
    'agent_order_id',
    'agent_refund_amount',
    'agent_return_ticket_status',
    'agent_return_ticket_type',
    'agent_return_ticket_code',
  ])('without %s is not read', async (name) => {
    const order = await refunding();
    const error = await desk.reportRefund(refundReport(order, ticketId(order.id, 0), { [name]: undefined }));
    expect(error).toMatchObject({ code: 40, sub_code: `isv.missing-parameter:${name}` });
  });
});

test('whatever is reported in whatever order, one report issues, and money goes back once a ticket', async () => {
  const acts = fc.record({ act: fc.constantFrom('issue', 'fail', 'wrong', 'refund', 'refuse'), ticket: fc.nat(1) });
  await fc.assert(
    fc.asyncProperty(fc.array(acts, { minLength: 4, maxLength: 20 }), async (reports) => {
      const order = await issuing();
      const ids = order.passengers.map((_passenger, place) => `R-${place}`);
      for (const { act, ticket } of reports) {
        const { status } = desk.sandbox.control.ship.order(order.id);
        const id = ids[ticket] ?? '';
        if (act === 'issue') await desk.reportTickets(ticketsReport(order));
        if (act === 'fail') await desk.reportTickets(ticketsReport(order, { success: false }));
        if (act === 'wrong') await desk.reportTickets(ticketsReport(order, { ticket_count: 7 }));
        if (status === 'issued') {
          await desk.sandbox.control.ship.refund(order.id, { tickets: [id] }).catch(() => undefined);
          if (act === 'refund') await desk.reportRefund(refundReport(order, id));
          if (act === 'refuse') await desk.reportRefund(refundReport(order, id, { agent_return_ticket_status: 2 }));
        }
      }
      const now = desk.sandbox.control.ship.order(order.id);
      const refunded = now.tickets.filter(({ status }) => status === 'refunded').length;
      const wasIssued = reports.some(({ act }) => act === 'issue');
      expect(now).toMatchObject({ returned: refunded * 100, problems: [] });
      expect(now.status === 'issued').toBe(wasIssued);
      const rows = rowsOf(desk.sandbox, order.id, ['change']);
      expect(rows.filter((row) => row === 'change status issued')).toHaveLength(wasIssued ? 1 : 0);
      expect(rows.filter((row) => row === 'change refund refunded')).toHaveLength(refunded);
    }),
    { numRuns: 40, seed: 5 },
  );
});

/** An order whose tickets were asked for. */
async function issuing(): Promise<ShipOrderView> {
  const { id } = await desk.sandbox.control.ship.placeOrder(WISH);
  return desk.sandbox.control.ship.confirm(id);
}

/** An issued order whose two tickets are being given back. */
async function refunding(): Promise<ShipOrderView> {
  desk.merchant.mood.tickets = 'answered';
  const { id } = await issuing();
  return desk.sandbox.control.ship.refund(id);
}

function only(order: ShipOrderView, places: readonly number[]): Fields {
  const passengers = ticketsReport(order)[SHIP_NAMES.orderNotify.passengers] as Fields[];
  return { passenger_list: places.map((place) => passengers[place]) };
}

/** The same passengers, the first ticket changed. */
function priced(order: ShipOrderView, more: number, change: Fields = {}): Fields {
  const [first, ...others] = ticketsReport(order)[SHIP_NAMES.orderNotify.passengers] as Fields[];
  const price = (order.passengers[0]?.price ?? 0) + more;
  return { passenger_list: [{ ...first, ticket_list: [ticketFields(0, price, change)] }, ...others] };
}
