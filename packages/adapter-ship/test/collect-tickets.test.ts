import { workCommands } from '@interline/core/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FIRST_MS, openCollectHub, PENDING, TICKETS } from './collect-hub.ts';
import type { CollectHub } from './collect-hub.ts';
import { REPORT } from './own-tickets.ts';
import type { Reaction } from './reservation-system.ts';
import { about, METHOD, ORDER, PEOPLE, PERSONAL } from './ship-calls.ts';

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
