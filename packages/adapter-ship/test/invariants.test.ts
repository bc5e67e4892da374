import { timelineFaults } from '@interline/adapter-testing';
import type { TestHub } from '@interline/adapter-testing';
import { applySnapshots, requestSync, shopDossiers, workCommands } from '@interline/core/hub';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';

import { mapDossier } from '../src/dossier/map-dossier.ts';
import { SHIP_NAMES } from '../src/wire.ts';
import { alike, believed, truly } from './books.ts';
import { dyingAt } from './dying-at.ts';
import { openShipHub } from './ship-hub.ts';
import type { ShipHub } from './ship-hub.ts';
import { decision, refundReport, ticketsReport } from './ship-wishes.ts';

// 2, 5 and 6 are also proven by the random histories of one-effect.property.test.ts; 7 and 8 stand in
// invariants-of-reports.test.ts, 13 to 16 in invariants-of-data.test.ts. 9 is of channels that quote; the others are the hub's.

const { orderNotify, returnNotify, orderCreate, orderConfirm, returnConfirm } = SHIP_NAMES.method;
const MINUTE_MS = 60_000;

let desk: ShipHub;
const open = async (...how: Parameters<typeof openShipHub>): Promise<void> => {
  desk = await openShipHub(...how);
};
afterEach(() => desk.close());

/** An order of the platform that has got so far. */
async function sold(stage: 'placed' | 'confirmed' | 'issued' | 'asked back') {
  const { id } = await desk.ship.placeOrder({ goodsId: 'G-SK0901', adults: 2, children: 0 });
  if (stage !== 'placed') await desk.ship.confirm(id);
  if (stage === 'issued' || stage === 'asked back') {
    await desk.done('reportTickets', `tickets of ${id}`, ticketsReport(desk.ship.order(id), 0));
  }
  if (stage === 'asked back') await desk.ship.refund(id, { tickets: ['0-1-1'] });
  return desk.ship.order(id);
}

async function expectTruth(): Promise<void> {
  expect(alike(await believed.orders(desk))).toEqual(alike(truly.orders(desk)));
  expect(await timelineFaults(desk.hub.database, desk.shop.id)).toEqual([]);
}

/** The timeline of all orders: each state, by its type and what it is about. */
async function timeline({ database }: TestHub): Promise<string[]> {
  const rows = await database.query<{ told: string }>({
    name: 'test.timeline',
    text: `select concat_ws(' ', type, item_reference, data ->> 'ticket', data ->> 'refund', to_value, 'of', reference) as told
             from interline.order_event as event join interline.orders on orders.id = event.order_id
            where type not in ('DETAILS_CHANGED', 'ANOMALY_SEEN') order by seq`,
  });
  return rows.map(({ told }) => told);
}

test('invariant 1: a state that is told by a call, its repeats, a query, a report and a re-query stands once in the timeline', async () => {
  await open();
  desk.sandbox.control.setFaults({
    qimen: [
      { kind: 'concurrent', method: '*', times: 5 },
      { kind: 'repeat', method: '*', times: 2 },
    ],
  });
  const { id } = await sold('asked back');
  await desk.ship.create(id);
  await desk.ship.query(id);
  await desk.done('reportRefund', 'r', refundReport(desk.ship.order(id), '0-1-1', 0));
  await desk.submit('reportRefund', 'r2', refundReport(desk.ship.order(id), '0-1-1', 0));
  await requestSync(desk.hub.database, {
    shopId: desk.shop.id,
    channel: 'ship',
    reference: id,
    cause: 'MANUAL',
    at: desk.hub.clock.now(),
  });
  await desk.hub.settle();
  const told = await timeline(desk.hub);
  expect(told).toEqual([...new Set(told)]);
  expect(told.filter((each) => /^(ORDER_CREATED|STATUS_CHANGED)/.test(each))).toEqual([
    `ORDER_CREATED AWAITING_CONFIRMATION of ${id}`,
    `STATUS_CHANGED AWAITING_FULFILMENT of ${id}`,
    `STATUS_CHANGED FULFILLED of ${id}`,
  ]);
  await expectTruth();
});

test('invariant 2: the refund of an order of 60 days ago, asked for after a day without any answer, still moves it', async () => {
  await open('automatic', { surchargePercent: 10 });
  const { id } = await sold('issued');
  desk.hub.clock.advance(60 * 24 * 60 * MINUTE_MS);
  desk.ship.setPolicy({ target: 'http://127.0.0.1:9/{shop}' });
  await desk.ship.refund(id, { tickets: ['0-1-1'] });
  desk.hub.clock.advance(25 * 60 * MINUTE_MS);
  desk.ship.setPolicy({ target: desk.calls.target });
  await desk.ship.refund(id, { tickets: ['0-1-1'] });
  await expectTruth();
});

describe('invariant 3: no order goes backwards', () => {
  test('of two nodes the one with the older view of the dossier is the later to write, and changes nothing', async () => {
    await open();
    const { id } = await sold('issued');
    const entries = await desk.dossiers.read(id);
    const { context } = desk.hub;
    for (const length of [entries.length, 2, 1]) {
      const snapshot = mapDossier(id, entries.slice(0, length));
      const observed = { shop: desk.shop, snapshot, observedAt: context.clock.now(), cause: 'MANUAL' } as const;
      await applySnapshots(desk.nodes[1], [observed]);
    }
    await expectTruth();
  });

  test('what both nodes append at once comes one after the other, and none of it is lost', async () => {
    await open();
    const { id } = await sold('issued');
    const before = (await desk.dossiers.read(id)).length;
    const ofNodes = desk.nodes.map((node) => shopDossiers(node, desk.shop, 'MESSAGE'));
    const told = Array.from({ length: 10 }, (_, index) => {
      const entry = {
        kind: 'order.confirm',
        key: `confirm ${index}`,
        content: { agentOrderNumber: id, anomalies: [] },
      };
      return ofNodes[index % 2]?.append(id, (all) => (all.length < before + 5 ? [entry] : []));
    });
    await Promise.all(told);
    expect((await desk.dossiers.read(id)).map(({ number }) => number)).toEqual(
      Array.from({ length: before + 5 }, (_, index) => index + 1),
    );
    await expectTruth();
  });

  test('a refund that failed may be tried again, and again', async () => {
    await open();
    const { id } = await sold('asked back');
    const order = desk.ship.order(id);
    for (const key of ['f1', 'f2']) await desk.done('reportRefund', key, refundReport(order, '0-1-1', 'failed'));
    await desk.ship.refund(id, { tickets: ['0-1-1', '0-2-1'] });
    expect((await believed.orders(desk))[0]?.tickets).toEqual([
      ['0-1-1', 'REFUNDING'],
      ['0-2-1', 'REFUNDING'],
    ]);
    await desk.done('reportRefund', 'whole', refundReport(order, null, 0));
    expect(
      (await timeline(desk.hub)).filter((each) => each.startsWith('TICKET_CHANGED') && each.includes('-1 REFUND')),
    ).toEqual(
      expect.arrayContaining([expect.stringMatching(/REFUND_FAILED of/), expect.stringMatching(/REFUNDED of/)]),
    );
    await expectTruth();
  });
});

describe('invariant 4: an answer leaves after the commit, and a hub that is killed on either side of it is asked again', () => {
  const STEPS = [
    ['order.create', 'placed', orderCreate],
    ['order.confirm', 'placed', orderConfirm],
    ['return.confirm', 'issued', returnConfirm],
  ] as const;
  beforeEach(() => open('automatic', { surchargePercent: 10 }));

  async function call(what: (typeof STEPS)[number][0], id: string): Promise<unknown> {
    if (what === 'order.create') return desk.ship.placeOrder({ goodsId: 'G-SK0901', adults: 2 });
    return what === 'order.confirm' ? desk.ship.confirm(id) : desk.ship.refund(id, { tickets: ['0-1-1'] });
  }

  it.each(STEPS)('%s: nothing is said before it is stored', async (what, stage) => {
    const { id } = await sold(stage);
    const before = await timeline(desk.hub);
    for (const statement of ['dossier.append', 'apply.lock'] as const) {
      desk.ship.setPolicy({ attempts: 1 });
      desk.calls.dieNext(dyingAt(desk.nodes[0], statement));
      await call(what, id);
      expect(desk.ship.calls().at(-1)).toMatchObject({ status: null });
      expect(await timeline(desk.hub)).toEqual(before);
    }
    desk.ship.setPolicy({ attempts: 3 });
    for (const { id: each, status } of desk.ship.orders()) if (status === 'placed') await desk.ship.create(each);
    if (what !== 'order.create') await call(what, id);
    await expectTruth();
  });

  it.each(STEPS)(
    '%s: what was stored before the answer was lost is answered to the repeat',
    async (what, stage, method) => {
      const { id } = await sold(stage);
      desk.sandbox.control.setFaults({ qimen: [{ kind: 'cut', method, count: 1 }] });
      await call(what, id);
      const told = await timeline(desk.hub);
      expect(told).toEqual([...new Set(told)]);
      expect(
        desk.ship
          .calls()
          .slice(-2)
          .map(({ success, purpose }) => [success, purpose]),
      ).toEqual([
        [null, 'call'],
        [true, 'again'],
      ]);
      await expectTruth();
    },
  );
});

describe('invariant 5: one effect for each key', () => {
  const COMMANDS = [
    ['reportTickets', 'confirmed', orderNotify],
    ['reportRefund', 'asked back', returnNotify],
  ] as const;

  it.each(COMMANDS)('%s: ten at once, and a kill after the request was sent', async (name, stage, method) => {
    await open();
    const order = await sold(stage);
    const before = desk.effects(method).length;
    const input = name === 'reportTickets' ? ticketsReport(order, 0) : refundReport(order, '0-1-1', 0);
    const submissions = await Promise.all(Array.from({ length: 10 }, () => desk.submit(name, 'one', input)));
    const ids = new Set(submissions.map((each) => (each.kind === 'accepted' ? each.command.id : each.code)));
    expect(ids.size).toBe(1);
    // The second time that it writes down what it did: the first was the intent.
    await workCommands(dyingAt(desk.nodes[0], 'dossier.append', 2).context, { limit: 10 }).catch(() => undefined);
    expect(desk.effects(method).length - before).toBe(1);
    desk.hub.clock.advance(10 * MINUTE_MS);
    await Promise.all(desk.nodes.map((node) => workCommands(node, { limit: 10 })));
    await desk.hub.settle();
    expect(await desk.done(name, 'one', input)).toMatchObject({ state: 'SUCCEEDED' });
    expect(desk.effects(method).length - before).toBe(1);
    const other = name === 'reportTickets' ? ticketsReport(order, 1) : refundReport(order, '0-1-1', 1);
    expect(await desk.submit(name, 'one', other)).toMatchObject({ kind: 'refused', code: 'KEY_REUSED' });
    await expectTruth();
  });

  it('a decision is one whoever submits it how often, and other words under its key are refused', async () => {
    await open('decisions');
    const placing = desk.ship.placeOrder({ goodsId: 'G-SK0901', adults: 1 });
    await desk.begin(placing);
    const [order] = desk.ship.orders();
    if (!order) throw new Error('no order was placed');
    await Promise.all(Array.from({ length: 10 }, () => desk.submit('decide', 'one', decision(order, true))));
    await Promise.all(desk.nodes.map((node) => workCommands(node, { limit: 10 })));
    expect(await placing).toMatchObject({ status: 'locked' });
    expect(await desk.submit('decide', 'one', decision(order, false))).toMatchObject({ code: 'KEY_REUSED' });
    expect((await desk.dossiers.read(order.id)).map(({ kind }) => kind)).toEqual([
      'order.create',
      'order.create.decision',
    ]);
  });
});

test.each([
  ['reportTickets', 'confirmed', orderNotify],
  ['reportRefund', 'asked back', returnNotify],
] as const)(
  'invariant 6: %s whose effect lands 30 seconds after the time-out is settled by the same bytes again, and is the only one',
  async (name, stage, method) => {
    await open();
    const order = await sold(stage);
    const before = desk.effects(method).length;
    const input = name === 'reportTickets' ? ticketsReport(order, 0) : refundReport(order, '0-1-1', 0);
    const late = { kind: 'timeout-before-effect', method, count: 1, seconds: 30 } as const;
    const silent = { kind: 'timeout-without-effect', method, count: 3 } as const;
    desk.sandbox.control.setFaults({ calls: [late, silent] });
    let command = await desk.done(name, 'one', input);
    expect(command).toMatchObject({ state: 'UNKNOWN', attempts: 1 });
    expect(desk.effects(method).length - before).toBe(0);
    for (let passed = 0; passed < 5 * MINUTE_MS; passed += 10_000) command = await desk.later(command, 10_000);
    expect(command).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(desk.effects(method).length - before).toBe(1);
    await expectTruth();
  },
);
