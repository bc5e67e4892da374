import { compareOrders, timelineFaults } from '@interline/adapter-testing';
import { workCommands } from '@interline/core/hub';
import type { CommandRecord } from '@interline/core/hub';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';

import { SHIP_NAMES } from '../src/wire.ts';
import type { CallFault, ShipOrderView } from './sandbox.ts';
import { openShipHub } from './ship-hub.ts';
import type { ShipHub } from './ship-hub.ts';
import { refundReport, ticketsReport } from './ship-wishes.ts';
import { trueShipOrder } from './true-ship-order.ts';

// The rules of alitrip.ship.order.notify (48055) and alitrip.ship.return.notify (48054), with a platform that keeps them.

const { orderNotify: TICKETS, returnNotify: REFUND } = SHIP_NAMES.method;
/** Two tickets for each passenger. */
const WISH = { goodsId: 'G-BW0201', adults: 2, children: 1 };
/** Longer than anything takes that is not lost. */
const LONG_AFTER_MS = 10 * 60_000;

/** What may become of a call, and whether the platform has carried it out by then, later, or never. */
const TROUBLES: readonly (readonly [string, Pick<CallFault, 'kind'> & { readonly seconds?: number }])[] = [
  ['is done, and its answer lost', { kind: 'lost-answer' }],
  ['is done, and half of its answer arrives', { kind: 'truncated' }],
  ['is done, and the gateway gives up waiting', { kind: 'timeout-after-effect' }],
  ['never arrives', { kind: 'lost-request' }],
  ['is given up by the gateway and never done', { kind: 'timeout-without-effect' }],
  ['is given up by the gateway and done half a minute later', { kind: 'timeout-before-effect', seconds: 30 }],
  ['is done with words that no document lists', { kind: 'unknown-field' }],
];

let desk: ShipHub;
let keys = 0;

beforeAll(async () => {
  desk = await openShipHub('automatic');
});
afterAll(() => desk.close());
beforeEach(() => {
  desk.sandbox.control.clearFaults();
});

describe('a report of tickets', () => {
  it('that failed is followed by one that succeeds', async () => {
    const order = await issuing();
    expect(await report('reportTickets', ticketsReport(order, 'failed'))).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ship.order(order.id)).toMatchObject({ status: 'failed', refusal: { code: 'NO_TICKET' } });
    await expectTruth();
    expect(await report('reportTickets', ticketsReport(order, 0))).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ship.order(order.id)).toMatchObject({ status: 'issued', refusal: null });
    expect(effects(order, TICKETS)).toEqual(['failed', 'issued']);
    await expectTruth();
  });

  it('that succeeded is the last: the platform changes nothing any more, and hears of no other', async () => {
    const order = await issuing();
    const first = await report('reportTickets', ticketsReport(order, 0));
    const issued = desk.ship.order(order.id);
    expect(issued.tickets).toHaveLength(order.ticketCount);
    for (const wording of [1, 'failed'] as const) {
      expect(await desk.submit('reportTickets', nextKey(), ticketsReport(order, wording))).toMatchObject({
        kind: 'refused',
        code: 'ALREADY_DONE_DIFFERENTLY',
      });
    }
    const same = await desk.submit('reportTickets', nextKey(), ticketsReport(order, 0));
    expect(same).toMatchObject({ kind: 'accepted', repeated: true, command: { id: first.id } });
    expect(attempts(order, TICKETS)).toBe(1);
    expect(desk.ship.order(order.id)).toEqual(issued);
  });

  it('is all or nothing, however many report at once', async () => {
    const order = await issuing();
    const submitted = await Promise.all(
      Array.from({ length: 10 }, () => desk.submit('reportTickets', nextKey(), ticketsReport(order, 0))),
    );
    await Promise.all([...desk.nodes, ...desk.nodes].map((node) => workCommands(node, { limit: 10 })));
    await desk.hub.settle();
    expect(new Set(submitted.map((each) => (each.kind === 'accepted' ? each.command.id : each.code))).size).toBe(1);
    expect([attempts(order, TICKETS), effects(order, TICKETS)]).toEqual([1, ['issued']]);
    expect(desk.ship.order(order.id).tickets).toHaveLength(order.ticketCount);
    await expectTruth();
  });

  it('is refused by the platform in its answer, has then done nothing, and may come again', async () => {
    const order = await issuing();
    // The merchant knows that the tickets are asked for; the platform has not heard that he does.
    desk.ship.setPolicy({ attempts: 1 });
    const other = await desk.ship.placeOrder(WISH);
    strikeCall('orderConfirm');
    await desk.ship.confirm(other.id);
    desk.ship.setPolicy({ attempts: 3 });
    expect(desk.ship.order(other.id).status).toBe('locked');
    const refused = await report('reportTickets', ticketsReport(other, 0));
    expect(refused).toMatchObject({ state: 'FAILED', code: 'ORDER_STATUS_INVALID' });
    expect(desk.ship.order(other.id)).toMatchObject({ status: 'locked', tickets: [] });

    await desk.ship.confirm(other.id);
    for (const each of [order, other]) {
      expect(await report('reportTickets', ticketsReport(each, 1))).toMatchObject({ state: 'SUCCEEDED' });
    }
    await expectTruth();
  });

  it('is refused by the gateway, has then done nothing, and may come again', async () => {
    const order = await issuing();
    strike(TICKETS, { kind: 'error', code: 15, subCode: 'isv.ship-order-closed', subMsg: 'no' });
    const refused = await report('reportTickets', ticketsReport(order, 0));
    expect(refused).toMatchObject({ state: 'FAILED', code: 'isv.ship-order-closed' });
    expect(desk.ship.order(order.id)).toMatchObject({ status: 'issuing', tickets: [] });
    await expectTruth();
    expect(await report('reportTickets', ticketsReport(order, 1))).toMatchObject({ state: 'SUCCEEDED' });
    await expectTruth();
  });

  it.each(TROUBLES)('that %s is settled by sending it again, and has one effect', async (_what, fault) => {
    const order = await issuing();
    strike(TICKETS, fault);
    const command = await report('reportTickets', ticketsReport(order, 0));
    expect(await desk.later(command, LONG_AFTER_MS)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(effects(order, TICKETS)).toEqual(['issued']);
    expect(desk.ship.order(order.id).tickets).toHaveLength(order.ticketCount);
    await expectTruth();
  });
});

describe('a report of a refund', () => {
  it('of one ticket and of another gives each its money back, once', async () => {
    const order = await refunding();
    const [first = '', second = ''] = order.tickets.map(({ id }) => id);
    for (const ticketId of [first, second]) {
      expect(await report('reportRefund', refundReport(order, ticketId, 1))).toMatchObject({ state: 'SUCCEEDED' });
      const again = await desk.submit('reportRefund', nextKey(), refundReport(order, ticketId, 1));
      expect(again).toMatchObject({ kind: 'accepted', repeated: true });
    }
    const [one, other] = order.tickets.map(({ price }) => price - 100);
    expect(desk.ship.order(order.id).returned).toBe((one ?? 0) + (other ?? 0));
    expect(attempts(order, REFUND)).toBe(2);
    expect(await ticketsOfHub(order)).toEqual(ticketsOfPlatform(order));
  });

  it('of the whole order gives all of it back, once', async () => {
    const order = await refunding();
    const command = await report('reportRefund', refundReport(order, null, 1));
    expect(command).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ship.order(order.id)).toMatchObject({ returned: order.total - 100, returns: [{ status: 'refunded' }] });
    await expectTruth();
  });

  it('that failed may be followed by one that succeeds', async () => {
    const order = await refunding();
    expect(await report('reportRefund', refundReport(order, null, 'failed'))).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ship.order(order.id)).toMatchObject({ returned: 0, returns: [{ status: 'refused' }] });
    expect(await ticketsOfHub(order)).toEqual(ticketsOfPlatform(order));
    expect(await report('reportRefund', refundReport(order, null, 0))).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ship.order(order.id)).toMatchObject({ returned: order.total, returns: [{ status: 'refunded' }] });
    await expectTruth();
  });

  it('with the money movement of another is refused in the answer: no money moves, and it may come again', async () => {
    const order = await refunding();
    const [first = '', second = ''] = order.tickets.map(({ id }) => id);
    const amount = '100';
    const moved = (ticketId: string, transactionId: string): object => {
      return { orderReference: order.id, ticketId, refunded: { amount, transactionId } };
    };
    expect(await report('reportRefund', moved(first, `M-${order.id}`))).toMatchObject({ state: 'SUCCEEDED' });
    const refused = await report('reportRefund', moved(second, `M-${order.id}`));
    expect(refused).toMatchObject({ state: 'FAILED', code: 'REFUND_TRANS_REPEATED' });
    expect(desk.ship.order(order.id).returned).toBe(100);
    expect(await ticketsOfHub(order)).toEqual(ticketsOfPlatform(order));
    expect(await report('reportRefund', moved(second, `N-${order.id}`))).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.ship.order(order.id).returned).toBe(200);
    expect(await ticketsOfHub(order)).toEqual(ticketsOfPlatform(order));
  });

  it.each(TROUBLES)('that %s is settled by sending it again, and pays once', async (_what, fault) => {
    const order = await refunding();
    strike(REFUND, fault);
    const command = await report('reportRefund', refundReport(order, null, 1));
    expect(await desk.later(command, LONG_AFTER_MS)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(effects(order, REFUND)).toHaveLength(1);
    expect(desk.ship.order(order.id).returned).toBe(order.total - 100);
    await expectTruth();
  });
});

/** An order whose tickets are asked for. */
async function issuing(): Promise<ShipOrderView> {
  const { id } = await desk.ship.placeOrder(WISH);
  return desk.ship.confirm(id);
}

/** An order all of whose tickets are being given back. */
async function refunding(): Promise<ShipOrderView> {
  const order = await issuing();
  await report('reportTickets', ticketsReport(order, 0));
  return desk.ship.refund(order.id);
}

function nextKey(): string {
  keys += 1;
  return `wish ${keys}`;
}

/** A new wish, as it stands when what is due is worked off. */
function report(name: 'reportTickets' | 'reportRefund', input: object): Promise<CommandRecord> {
  return desk.done(name, nextKey(), input);
}

/** What becomes of the next call of a method. */
function strike(method: string, fault: object): void {
  desk.sandbox.control.setFaults({ calls: [{ ...fault, method, count: 1 } as CallFault] });
}

/** The platform's next call gets no answer. */
function strikeCall(name: 'orderConfirm'): void {
  const method = SHIP_NAMES.method[name];
  desk.sandbox.control.setFaults({ qimen: [{ kind: 'cut', when: 'answered', method, count: 1 }] });
}

/** What each report of the order that changed something came to. */
function effects({ id }: ShipOrderView, method: string): (string | null)[] {
  return desk
    .effects(method)
    .filter(({ order }) => order === id)
    .map(({ to }) => to);
}

/** How often the platform was told. */
function attempts({ id }: ShipOrderView, method: string): number {
  const { entries } = desk.sandbox.control.ledger({ kind: 'attempt' });
  return entries.filter(({ order, what }) => order === id && what === method).length;
}

const STANDING = { issued: 'ISSUED', refunding: 'REFUNDING', refunded: 'REFUNDED', refundFailed: 'REFUND_FAILED' };

function ticketsOfPlatform({ id }: ShipOrderView): string[] {
  return desk.ship.order(id).tickets.map((ticket) => `${ticket.id} ${STANDING[ticket.status]}`);
}

async function ticketsOfHub({ id }: ShipOrderView): Promise<string[]> {
  const rows = await desk.hub.database.query<{ readonly told: string }>(
    {
      name: 'test.tickets_of',
      text: `select concat_ws(' ', ticket.detail ->> 'ticketId', ticket.status) as told
               from interline.ticket join interline.orders on orders.id = ticket.order_id
              where orders.reference = $1 order by ticket.position`,
    },
    [id],
  );
  return rows.map(({ told }) => told);
}

/** All orders that are told of by one refund at most stand at the hub as they do at the platform. */
async function expectTruth(): Promise<void> {
  const { entries } = desk.sandbox.control.ledger({ limit: 100_000 });
  const rows = Map.groupBy(entries, ({ order }) => order);
  const truth = desk.ship
    .orders()
    .map((order) => trueShipOrder(order, rows.get(order.id) ?? [], desk.ship.sailings()))
    .filter(({ reference }) => reportsOfRefunds(reference) < 2);
  const told = new Set(truth.map(({ reference }) => reference));
  const compared = await compareOrders(desk.hub.database, desk.shop.id, truth);
  expect(compared.hub.filter(({ reference }) => told.has(reference))).toEqual(compared.truth);
  expect(await timelineFaults(desk.hub.database, desk.shop.id)).toEqual([]);
}

function reportsOfRefunds(reference: string): number {
  return desk.effects(REFUND).filter(({ order, amount }) => order === reference && amount !== undefined).length;
}
