import { answerCall, workCommands } from '@interline/core/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ACCEPTED, FIRST_MS, openCollectHub, PENDING, TICKETS } from './collect-hub.ts';
import type { CollectHub } from './collect-hub.ts';
import { dyingAt } from './dying-at.ts';
import type { Reaction } from './reservation-system.ts';
import { about, CREATE, METHOD, ORDER, PEOPLE, PERSONAL } from './ship-calls.ts';

let ship: CollectHub;
beforeEach(async () => {
  ship = await openCollectHub();
});
afterEach(() => ship.close());

const HOUR_MS = 3_600_000;
const EFFECT = `alitrip.ship.order.notify ${ORDER} true`;
const HAD = { answer: TICKETS } as const;

describe('tickets that the reservation system did not have in time', () => {
  it('are asked for again, by the same question and ever less often, and then reported', async () => {
    expect(await ship.confirm(PENDING, PENDING, PENDING, HAD)).toMatchObject({ success: true, status_desc: '出票中' });
    await ship.hub.settle();
    expect(ship.merchant.seen).toHaveLength(2);
    expect(await ship.ledger()).toMatchObject([{ name: 'collectTickets', state: 'PENDING', requestedBy: 'the hub' }]);
    const asked: number[] = [];
    for (const ms of [FIRST_MS - 200, 200, 19_000, 1_000, 39_000]) {
      await ship.later(ms);
      asked.push(ship.merchant.seen.length);
    }
    expect(asked).toEqual([2, 3, 3, 4, 4]);
    expect(ship.gateway.calls).toEqual([]);
    expect(await ship.order(ORDER)).toMatchObject({ status: 'AWAITING_FULFILMENT', channelStatus: 'order.confirm' });
    await ship.later(1_000);

    expect(ship.merchant.seen).toHaveLength(5);
    expect(new Set(ship.merchant.seen.slice(1).map(({ id, data }) => JSON.stringify([id, data]))).size).toBe(1);
    expect(ship.gateway.calls.map((call) => JSON.parse(call))).toMatchObject([
      {
        agent_order_id: 'A-1',
        success: true,
        fetch_tickets_number: '344420',
        ticket_wicket: '3',
        ticket_count: 2,
        total_price: 18_000,
        passenger_list: [
          { passenger_id: PEOPLE[0].passenger_id, ticket_list: [{ ticket_id: 'T-1', ticket_price: 12_000 }] },
          { passenger_id: PEOPLE[1].passenger_id, ticket_list: [{ ticket_id: 'T-2', ticket_pwd: '22d9d9d' }] },
        ],
      },
    ]);
    expect(await ship.ledger()).toMatchObject([
      { name: 'collectTickets', state: 'SUCCEEDED', result: { collected: true, issued: true, ticketCount: 2 } },
      { name: 'reportTickets', state: 'SUCCEEDED', attempts: 1, requestedBy: 'the hub' },
    ]);
    expect(await ship.order(ORDER)).toMatchObject({ status: 'FULFILLED', anomalies: [] });
    expect(await ship.call(METHOD.query, about('A-1'))).toMatchObject({ status_desc: '出票成功', ship_number: 'HT-7' });
    await ship.later(24 * HOUR_MS);
    expect([ship.merchant.seen.length, ship.gateway.calls.length]).toEqual([5, 1]);
    const log = ship.hub.logs.text();
    for (const secret of [...PERSONAL, ship.merchant.secret, '22d9d9d', '4502039']) expect(log).not.toContain(secret);
  });

  it.each<[string, Reaction]>([
    ['is in trouble', { status: 401 }],
    ['answers something else', { answer: { tickets: 'later' } }],
    ['answers no JSON', { text: '<html>' }],
  ])('are asked for of a system that %s, too', async (_what, reaction) => {
    await ship.confirm(reaction, reaction, HAD);
    await ship.later(FIRST_MS);
    expect(await ship.ledger()).toMatchObject([{ state: 'PENDING' }]);
    await ship.later(20_000);
    expect(ship.gateway.effects).toEqual([EFFECT]);
  });

  it('are heard of a system that takes longer than Fliggy waits', async () => {
    const slow = Promise.withResolvers<void>();
    const confirmed = ship.confirm('never answers');
    // The first is the question for the seats.
    await ship.waits(2_500);
    await ship.waits(2_500);
    ship.hub.clock.advance(2_500);
    expect(await confirmed).toMatchObject({ status_desc: '出票中' });
    ship.merchant.react({ ...HAD, after: slow.promise });
    const collected = ship.later(FIRST_MS);
    await ship.waits(20_000);
    ship.hub.clock.advance(15_000);
    slow.resolve();
    await collected;
    expect(ship.gateway.effects).toEqual([EFFECT]);
  });

  it('are reported to be none when the system says so later, and may be reported after all', async () => {
    await ship.confirm(PENDING, { answer: { failed: true, code: 'NO_TICKET', message: 'sold\nout' } });
    await ship.later(FIRST_MS);
    expect(ship.gateway.calls.map((call) => JSON.parse(call))).toEqual([
      { agent_order_id: 'A-1', alitrip_order_id: ORDER, success: false, failed_code: 'NO_TICKET' },
    ]);
    expect(await ship.tickets()).toEqual(['NOT_ISSUED', 'NOT_ISSUED']);
    expect(await ship.ledger()).toMatchObject([
      { name: 'collectTickets', state: 'SUCCEEDED', result: { issued: false, failureCode: 'NO_TICKET' } },
      { name: 'reportTickets', state: 'SUCCEEDED' },
    ]);
    expect(await ship.submit('reportTickets', REPORT)).toMatchObject({ kind: 'accepted' });
    await ship.later(HOUR_MS);
    expect(await ship.tickets()).toEqual(['ISSUED', 'ISSUED']);
    expect(ship.merchant.seen).toHaveLength(3);
  });

  it('are collected and reported while the shop is parked, the report as soon as it is authorised', async () => {
    await ship.hub.database.query({ name: 'test.park', text: `update interline.shop set state = 'PARKED'` }, []);
    await ship.confirm(PENDING, HAD);
    await ship.later(FIRST_MS);
    expect(await ship.ledger()).toMatchObject([
      { name: 'collectTickets', state: 'SUCCEEDED' },
      { name: 'reportTickets', state: 'PENDING' },
    ]);
    await ship.authorise();
    await ship.later(60_000);
    expect(ship.gateway.effects).toEqual([EFFECT]);
  });

  it('have one effect, however many workers there are', async () => {
    await ship.confirm(PENDING, HAD);
    ship.hub.clock.advance(FIRST_MS);
    for (let round = 0; round < 4; round += 1) {
      await Promise.all(Array.from({ length: 4 }, () => workCommands(ship.hub.context, { limit: 1 })));
    }
    await ship.later(HOUR_MS);
    expect(ship.gateway.calls).toHaveLength(1);
    expect((await ship.ledger()).map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });
});

const REPORT = {
  orderReference: ORDER,
  issued: {
    ticketCount: 2,
    totalPrice: '18000',
    passengers: TICKETS.tickets.map(({ passengerId, ticketId, price }) => ({
      itemReference: passengerId,
      tickets: [{ ticketId: `own-${ticketId}`, price, kind: 'SHIP' }],
    })),
  },
};

describe('what was said first stands', () => {
  it('when the merchant reports the tickets while they are collected', async () => {
    await ship.confirm(PENDING, HAD);
    expect(await ship.submit('reportTickets', REPORT)).toMatchObject({ kind: 'accepted' });
    await ship.hub.settle();
    await ship.later(HOUR_MS);
    expect(ship.merchant.seen).toHaveLength(2);
    const message = expect.stringMatching(/told of the tickets meanwhile/);
    expect(await ship.ledger()).toMatchObject([
      { name: 'collectTickets', state: 'SUCCEEDED', result: { collected: false }, message },
      { name: 'reportTickets', state: 'SUCCEEDED', requestedBy: 'test' },
    ]);
    expect(ship.gateway.calls).toHaveLength(1);
    expect(ship.gateway.calls[0]).toContain('own-T-1');
  });

  it('when the merchant reports them while the system is about to answer', async () => {
    const late = Promise.withResolvers<void>();
    await ship.confirm(PENDING, { ...HAD, after: late.promise });
    ship.hub.clock.advance(FIRST_MS);
    const collecting = workCommands(ship.hub.context, { limit: 1 });
    await ship.waits(20_000);
    expect(await ship.submit('reportTickets', REPORT)).toMatchObject({ kind: 'accepted' });
    await workCommands(ship.hub.context, { limit: 1 });
    late.resolve();
    await collecting;
    await ship.later(HOUR_MS);
    expect((await ship.ledger()).map(({ name, state }) => `${name} ${state}`)).toEqual([
      'collectTickets SUCCEEDED',
      'reportTickets SUCCEEDED',
    ]);
    expect(ship.gateway.calls).toHaveLength(1);
    expect(ship.gateway.calls[0]).toContain('own-T-1');
  });

  it('when Fliggy confirms again and the system has them then', async () => {
    await ship.confirm(PENDING, HAD);
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({ status_desc: '出票成功' });
    await ship.later(HOUR_MS);
    expect(await ship.ledger()).toMatchObject([{ state: 'SUCCEEDED', result: { collected: false } }]);
    expect(ship.gateway.calls).toEqual([]);
    expect(ship.merchant.seen).toHaveLength(3);
  });

  it('when Fliggy confirms again before it was told what was collected: that is the answer, and nobody is asked', async () => {
    await ship.hub.database.query({ name: 'test.park', text: `update interline.shop set state = 'PARKED'` }, []);
    await ship.confirm(PENDING, HAD);
    await ship.later(FIRST_MS);
    const asked = ship.merchant.seen.length;
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({
      status_desc: '出票成功',
      ship_number: 'HT-7',
      passenger_list: [{ ticket_list: [{ ticket_id: 'T-1' }] }, { ticket_list: [{ ticket_id: 'T-2' }] }],
    });
    await ship.authorise();
    await ship.later(HOUR_MS);
    expect(ship.merchant.seen).toHaveLength(asked);
    expect(ship.gateway.calls).toEqual([]);
    expect(await ship.ledger()).toMatchObject([
      { name: 'collectTickets', state: 'SUCCEEDED' },
      { name: 'reportTickets', state: 'FAILED', code: 'ALREADY_ISSUED' },
    ]);
  });

  it('and is the answer to Fliggy when it refused the report', async () => {
    ship.gateway.next({ says: { alitrip_ship_order_notify_response: { ret_success: false, ret_code: 'B7' } } });
    await ship.confirm(PENDING, HAD);
    await ship.later(FIRST_MS);
    expect(await ship.ledger()).toMatchObject([{ state: 'SUCCEEDED' }, { state: 'FAILED', code: 'B7' }]);
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({ status_desc: '出票成功' });
    expect(await ship.tickets()).toEqual(['ISSUED', 'ISSUED']);
  });
});

describe('a kill of the hub', () => {
  const STEPS = [
    ['before it is written down that it asks', 'command.mark_sent', 1],
    ['before it reads the order', 'dossier.read', 1],
    ['before it keeps the answer', 'dossier.append', 1],
    ['before the report is placed', 'command.insert', 1],
    ['after it kept the answer', 'command.settle', 1],
  ] as const;

  it.each(STEPS)('%s loses nothing, and Fliggy is told once', async (_what, statement, nth) => {
    await ship.confirm(PENDING, HAD);
    await ship.hub.settle();
    ship.hub.clock.advance(FIRST_MS);
    expect(await ship.workDyingAt(statement, nth)).toBe(true);
    await ship.later(HOUR_MS);
    await ship.later(HOUR_MS);
    expect(ship.gateway.calls).toHaveLength(1);
    expect((await ship.ledger()).map(({ name, state }) => `${name} ${state}`)).toEqual([
      'collectTickets SUCCEEDED',
      'reportTickets SUCCEEDED',
    ]);
    expect(await ship.tickets()).toEqual(['ISSUED', 'ISSUED']);
  });

  it.each([
    ['before it is written down', 'command.mark_sent', 1],
    ['before it is sent', 'dossier.append', 1],
    ['before its success is kept', 'dossier.append', 2],
    ['after its success was kept', 'command.settle', 1],
  ] as const)('during the report, %s, tells Fliggy once', async (_what, statement, nth) => {
    await ship.confirm(PENDING, HAD);
    await ship.hub.settle();
    ship.hub.clock.advance(FIRST_MS);
    await workCommands(ship.hub.context, { limit: 1 });
    expect(await ship.workDyingAt(statement, nth)).toBe(true);
    await ship.later(HOUR_MS);
    await ship.later(HOUR_MS);
    expect(ship.gateway.effects).toEqual([EFFECT]);
    expect(new Set(ship.gateway.calls).size).toBe(1);
    expect((await ship.ledger()).map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });

  it('before Fliggy was told to wait leaves it without an answer; when it asks again, it goes on', async () => {
    ship.merchant.react(ACCEPTED, PENDING, PENDING, HAD);
    await ship.call(METHOD.create, CREATE);
    const killed = dyingAt(ship.hub.context, 'dossier.append', 2);
    const call = ship.sign(METHOD.confirm, about('A-1'));
    await answerCall(killed.context, { path: 'qimen', shop: ship.shop.id, call }, new AbortController().signal);
    expect(killed.isDead()).toBe(true);
    expect(await ship.ledger()).toEqual([]);
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({ status_desc: '出票中' });
    await ship.later(FIRST_MS);
    expect(ship.gateway.effects).toEqual([EFFECT]);
  });

  it.each([3, 8, 12])('after %i questions does not end the asking', async (questions) => {
    await ship.confirm(PENDING);
    await ship.hub.settle();
    for (let asked = 0; asked < questions; asked += 1) await ship.later(700_000);
    ship.merchant.react(HAD);
    ship.hub.clock.advance(700_000);
    expect(await ship.workDyingAt('dossier.append')).toBe(true);
    await ship.later(2 * HOUR_MS);
    await ship.later(2 * HOUR_MS);
    expect(ship.gateway.effects).toEqual([EFFECT]);
  });
});

describe('tickets that are not those of the order', () => {
  const [first, second] = TICKETS.tickets;

  it('are never reported; a person sees where, and it is asked again', async () => {
    const misfits = { answer: { tickets: [first, { ...second, price: 6_001 }] } };
    await ship.confirm(PENDING, misfits, misfits, HAD);
    await ship.later(FIRST_MS);
    const attention = {
      state: 'NEEDS_ATTENTION',
      code: 'TICKETS_DO_NOT_FIT',
      message: expect.stringMatching(/tickets\.totalPrice: is 18001 fen.*Correct them there; it is asked again/),
    };
    expect(await ship.ledger()).toMatchObject([attention]);
    await ship.later(20_000);
    expect(await ship.ledger()).toMatchObject([attention]);
    expect(ship.gateway.calls).toEqual([]);
    await ship.later(40_000);
    expect(await ship.ledger()).toMatchObject([
      { state: 'SUCCEEDED', code: null, message: null },
      { name: 'reportTickets', state: 'SUCCEEDED' },
    ]);
    expect(ship.gateway.effects).toEqual([EFFECT]);
  });

  it('are told of from the first, also when they came while Fliggy waited', async () => {
    const misfits = { answer: { tickets: [{ ...first, passengerId: '9' }, second] } };
    expect(await ship.confirm(misfits)).toMatchObject({ status_desc: '出票中' });
    await ship.later(FIRST_MS);
    expect(await ship.ledger()).toMatchObject([
      { state: 'NEEDS_ATTENTION', message: expect.stringContaining('tickets.passengers[0].itemReference: 9 is no') },
    ]);
  });

  it('are out of the way when the merchant reports the right ones', async () => {
    const misfits = { answer: { tickets: [first] } };
    await ship.confirm(PENDING, misfits);
    await ship.later(FIRST_MS);
    expect(await ship.submit('reportTickets', REPORT)).toMatchObject({ kind: 'accepted' });
    await ship.hub.settle();
    await ship.later(HOUR_MS);
    expect((await ship.ledger()).map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
    expect(ship.gateway.calls).toHaveLength(1);
  });
});

describe('the asking ends, for a person to see,', () => {
  // The ship leaves on 2026-12-24 at 08:30 in China.
  const DEPARTURE = new Date('2026-12-24T00:30:00Z');

  it('a day after the ship has left', async () => {
    await ship.confirm(PENDING);
    await ship.hub.settle();
    const untilDeparture = DEPARTURE.getTime() - ship.hub.clock.now().getTime();
    await ship.later(untilDeparture + 23 * HOUR_MS);
    expect(await ship.ledger()).toMatchObject([
      { state: 'PENDING', message: 'The reservation system has no tickets yet; it is asked again.' },
    ]);
    await ship.later(HOUR_MS);
    expect(await ship.ledger()).toMatchObject([
      { state: 'NEEDS_ATTENTION', code: 'TICKETS_OVERDUE', message: expect.stringContaining('2026-12-25T00:30') },
    ]);
    const asked = ship.merchant.seen.length;
    await ship.later(48 * HOUR_MS);
    expect(ship.merchant.seen).toHaveLength(asked);
    expect(await ship.submit('reportTickets', REPORT)).toMatchObject({ kind: 'accepted' });
  });

  it('when the policy names no reservation system any more', async () => {
    await ship.confirm(PENDING, HAD);
    const changed = ship.withPolicy({ mode: 'decisions' });
    ship.hub.clock.advance(FIRST_MS);
    await workCommands(changed, { limit: 5 });
    expect(await ship.ledger()).toMatchObject([{ state: 'NEEDS_ATTENTION', code: 'NO_RESERVATION_SYSTEM' }]);
    await ship.later(HOUR_MS);
    expect(ship.merchant.seen).toHaveLength(2);
    expect(await ship.submit('reportTickets', REPORT)).toMatchObject({ kind: 'accepted' });
  });

  it('when tickets come for an order that is closed', async () => {
    const late = Promise.withResolvers<void>();
    await ship.confirm(PENDING, { ...HAD, after: late.promise });
    ship.hub.clock.advance(FIRST_MS);
    const collecting = workCommands(ship.hub.context, { limit: 1 });
    await ship.waits(20_000);
    // No call of Fliggy closes an order that it has confirmed; what its dossier says so is believed all the same.
    await ship.dossiers.append(ORDER, () => [
      {
        kind: 'order.create.decision',
        key: 'closed',
        content: { accepted: false, code: 'X', message: '', by: 'time' },
      },
    ]);
    late.resolve();
    await collecting;
    expect(await ship.ledger()).toMatchObject([{ state: 'NEEDS_ATTENTION', code: 'ORDER_CLOSED' }]);
    await ship.later(HOUR_MS);
    expect(ship.gateway.calls).toEqual([]);
  });
});
