import { workCommands } from '@interline/core/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FIRST_MS, openCollectHub, PENDING, TICKETS } from './collect-hub.ts';
import type { CollectHub } from './collect-hub.ts';
import { REPORT } from './own-tickets.ts';
import { about, METHOD, ORDER } from './ship-calls.ts';

let ship: CollectHub;
beforeEach(async () => {
  ship = await openCollectHub();
});
afterEach(() => ship.close());

const HOUR_MS = 3_600_000;
const EFFECT = `alitrip.ship.order.notify ${ORDER} true`;
const HAD = { answer: TICKETS } as const;

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
