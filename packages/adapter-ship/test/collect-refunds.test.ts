import { workCommands } from '@interline/core/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ACCEPTED, FIRST_MS, openCollectHub, PENDING, TICKETS } from './collect-hub.ts';
import type { CollectHub } from './collect-hub.ts';
import { about, CREATE, METHOD, ORDER, PEOPLE } from './ship-calls.ts';

let ship: CollectHub;
beforeEach(async () => {
  ship = await openCollectHub();
});
afterEach(() => ship.close());

const HOUR_MS = 3_600_000;
const YES = { answer: { accepted: true } } as const;
const NO = { answer: { accepted: false, code: 'USED', message: 'the ticket was used' } } as const;

/** An order with two tickets, all issued. */
async function sell(): Promise<void> {
  await ship.confirm({ answer: TICKETS });
}

/** What Fliggy was told of refunds. */
function told(): unknown[] {
  return ship.gateway.calls.map((call) => JSON.parse(call));
}

describe('a refund that the reservation system had not decided in time', () => {
  beforeEach(sell);

  it('is asked about again, by the same question and ever less often, and then reported once', async () => {
    ship.merchant.react(PENDING, PENDING, PENDING, YES);
    expect(await ship.refund(['T-1'], 1_200)).toMatchObject({ success: true, ret_code: 'PROCESSING' });
    const asked: number[] = [];
    for (const ms of [FIRST_MS - 200, 200, 19_000, 1_000, 39_000]) {
      await ship.later(ms);
      asked.push(ship.merchant.seen.length - 2);
    }
    expect(asked).toEqual([1, 2, 2, 3, 3]);
    expect([told(), await ship.tickets()]).toEqual([[], ['REFUNDING', 'ISSUED']]);
    await ship.later(1_000);
    const questions = ship.merchant.seen.slice(2);
    expect(new Set(questions.map(({ id, data }) => JSON.stringify([id, data]))).size).toBe(1);
    expect(told()).toMatchObject([
      {
        agent_return_ticket_status: 1,
        agent_return_ticket_type: 0,
        agent_ticket_id: 'T-1',
        agent_refund_amount: 10_800,
      },
    ]);
    expect(await ship.tickets()).toEqual(['REFUNDED', 'ISSUED']);
    expect(await ship.ledger()).toMatchObject([
      { name: 'collectRefund', state: 'SUCCEEDED', result: { collected: true, accepted: true } },
      { name: 'reportRefund', state: 'SUCCEEDED', requestedBy: 'the hub' },
    ]);
    expect(await ship.refund(['T-1'], 1_200)).toMatchObject({ success: true, ret_code: '0' });
    await ship.later(24 * HOUR_MS);
    expect(told()).toHaveLength(1);
  });

  it('of every ticket is reported of the whole order, in one call', async () => {
    ship.merchant.react(PENDING, YES);
    await ship.refund(['T-1', 'T-2'], 1_000);
    await ship.later(FIRST_MS);
    expect(told()).toMatchObject([
      {
        agent_return_ticket_status: 1,
        agent_return_ticket_type: 1,
        agent_ticket_id: 'A-1',
        agent_refund_amount: 16_000,
      },
    ]);
    expect(await ship.order(ORDER)).toMatchObject({ status: 'REFUNDED' });
  });

  it('is reported to have failed when the system refuses it later, with its own words in the hub', async () => {
    ship.merchant.react(PENDING, NO);
    await ship.refund(['T-1'], 1_200);
    await ship.later(FIRST_MS);
    expect(told()).toMatchObject([
      { agent_return_ticket_status: 2, agent_return_ticket_code: 1, agent_refund_amount: 0, agent_ticket_id: 'T-1' },
    ]);
    expect(await ship.tickets()).toEqual(['REFUND_FAILED', 'ISSUED']);
    expect(await ship.refund(['T-1'], 1_200)).toMatchObject({ success: false, ret_code: 'USED' });
  });

  it('goes back without what the system says is kept, where Fliggy does not say', async () => {
    ship.merchant.react(PENDING, YES, { answer: { fees: [{ ticketId: 'T-1', surcharge: 700 }] } });
    await ship.refund(['T-1']);
    await ship.later(FIRST_MS);
    expect(told()).toMatchObject([{ agent_refund_amount: 11_300 }]);
  });

  it('waits for a person while nobody says what is kept, and goes on when somebody does', async () => {
    ship.merchant.react(PENDING, YES, { answer: { fees: [] } }, YES, {
      answer: { fees: [{ ticketId: 'T-1', surcharge: 700 }] },
    });
    await ship.refund(['T-1']);
    await ship.later(FIRST_MS);
    expect(await ship.ledger()).toMatchObject([{ state: 'NEEDS_ATTENTION', code: 'FEE_NOT_KNOWN' }]);
    expect(told()).toEqual([]);
    await ship.later(20_000);
    expect(told()).toMatchObject([{ agent_refund_amount: 11_300 }]);
    expect((await ship.ledger()).map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });

  it('is still processed when Fliggy asks for it again, and nobody is asked for that', async () => {
    ship.merchant.react(PENDING);
    await ship.refund(['T-1'], 1_200);
    const asked = ship.merchant.seen.length;
    expect(await ship.refund(['T-1'], 1_200)).toMatchObject({ success: true, ret_code: 'PROCESSING' });
    expect(ship.merchant.seen).toHaveLength(asked);
  });

  it('has one effect when the merchant reports it while it is collected', async () => {
    ship.merchant.react(PENDING, YES);
    await ship.refund(['T-1'], 1_200);
    const report = { orderReference: ORDER, ticketId: 'T-1', refunded: { amount: '9000' } };
    expect(await ship.submit('reportRefund', report)).toMatchObject({ kind: 'accepted' });
    await ship.hub.settle();
    await ship.later(HOUR_MS);
    expect(told()).toMatchObject([{ agent_refund_amount: 9_000 }]);
    expect(await ship.ledger()).toMatchObject([
      { name: 'collectRefund', state: 'SUCCEEDED', result: { collected: false } },
      { name: 'reportRefund', state: 'SUCCEEDED', requestedBy: 'test' },
    ]);
  });

  it('has one effect when the merchant reports one of its tickets while it is about to be decided', async () => {
    const late = Promise.withResolvers<void>();
    ship.merchant.react(PENDING, { ...YES, after: late.promise });
    await ship.refund(['T-1', 'T-2'], 1_000);
    ship.hub.clock.advance(FIRST_MS);
    const collecting = workCommands(ship.hub.context, { limit: 1 });
    await ship.waits(20_000);
    const report = { orderReference: ORDER, ticketId: 'T-1', refunded: { amount: '11000' } };
    expect(await ship.submit('reportRefund', report)).toMatchObject({ kind: 'accepted' });
    await workCommands(ship.hub.context, { limit: 1 });
    late.resolve();
    await collecting;
    await ship.later(HOUR_MS);
    expect(told()).toMatchObject([
      { agent_ticket_id: 'T-1', agent_refund_amount: 11_000 },
      { agent_ticket_id: 'T-2', agent_refund_amount: 5_000 },
    ]);
    expect(await ship.tickets()).toEqual(['REFUNDED', 'REFUNDED']);
  });

  it('is asked about until a week after the ship has left, and then left to a person', async () => {
    ship.merchant.react(PENDING);
    await ship.refund(['T-1'], 1_200);
    await ship.hub.settle();
    const departure = new Date('2026-12-24T00:30:00Z').getTime();
    await ship.later(departure - ship.hub.clock.now().getTime() + (7 * 24 - 1) * HOUR_MS);
    expect(await ship.ledger()).toMatchObject([{ state: 'PENDING' }]);
    await ship.later(HOUR_MS);
    expect(await ship.ledger()).toMatchObject([{ state: 'NEEDS_ATTENTION', code: 'REFUND_OVERDUE' }]);
    const asked = ship.merchant.seen.length;
    await ship.later(48 * HOUR_MS);
    expect(ship.merchant.seen).toHaveLength(asked);
  });

  it('is left to a person when the policy names no reservation system any more', async () => {
    ship.merchant.react(PENDING, YES);
    await ship.refund(['T-1'], 1_200);
    const changed = ship.withPolicy({ mode: 'automatic' });
    ship.hub.clock.advance(FIRST_MS);
    await workCommands(changed, { limit: 5 });
    expect(await ship.ledger()).toMatchObject([{ state: 'NEEDS_ATTENTION', code: 'NO_RESERVATION_SYSTEM' }]);
  });

  it.each([
    ['before it is written down that it asks', 'command.mark_sent', 1],
    ['before it keeps the decision', 'dossier.append', 1],
    ['before the report is placed', 'command.insert', 1],
    ['after it kept the decision', 'command.settle', 1],
  ] as const)('moves its money once when the hub is killed %s', async (_what, statement, nth) => {
    ship.merchant.react(PENDING, YES);
    await ship.refund(['T-1', 'T-2'], 1_000);
    await ship.hub.settle();
    ship.hub.clock.advance(FIRST_MS);
    expect(await ship.workDyingAt(statement, nth)).toBe(true);
    await ship.later(HOUR_MS);
    await ship.later(HOUR_MS);
    expect(told()).toMatchObject([{ agent_refund_amount: 16_000 }]);
    expect((await ship.ledger()).map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });

  it.each([
    ['before it is sent', 'dossier.append', 1],
    ['before its success is kept', 'dossier.append', 2],
    ['after its success was kept', 'command.settle', 1],
  ] as const)('moves its money once when the hub is killed during the report, %s', async (_what, statement, nth) => {
    ship.merchant.react(PENDING, YES);
    await ship.refund(['T-1'], 1_000);
    await ship.hub.settle();
    ship.hub.clock.advance(FIRST_MS);
    await workCommands(ship.hub.context, { limit: 1 });
    expect(await ship.workDyingAt(statement, nth)).toBe(true);
    await ship.later(HOUR_MS);
    await ship.later(HOUR_MS);
    expect(ship.gateway.effects.filter((effect) => effect.includes('return'))).toHaveLength(1);
    expect(new Set(ship.gateway.calls).size).toBe(1);
    expect(await ship.tickets()).toEqual(['REFUNDED', 'ISSUED']);
  });
});

describe('a refund of two tickets of an order that has others', () => {
  it('is reported ticket by ticket, each once', async () => {
    const [first, second] = PEOPLE;
    const tickets = [first, first, second, second].map(({ passenger_id: passengerId, ticket_price: price }, index) => {
      return { passengerId, ticketId: index % 2 ? `T-${index}` : `T-1${index}`, price: price / 2, kind: 'SHIP' };
    });
    ship.merchant.react(ACCEPTED, { answer: { tickets } });
    await ship.call(METHOD.create, { ...CREATE, ticket_count: 4 });
    expect(await ship.call(METHOD.confirm, about('A-1'))).toMatchObject({ status_desc: '出票成功' });
    ship.merchant.react(PENDING, YES);
    expect(await ship.refund(['T-10', 'T-3'], 500)).toMatchObject({ ret_code: 'PROCESSING' });
    ship.gateway.next('cut-after');
    await ship.later(FIRST_MS);
    await ship.later(HOUR_MS);
    const effects = ship.gateway.effects.filter((effect) => effect.includes('return')).toSorted();
    expect(effects).toEqual(['T-10', 'T-3'].map((ticketId) => `alitrip.ship.return.notify ${ORDER} ${ticketId}`));
    expect(new Set(ship.gateway.calls).size).toBe(2);
    expect((await ship.tickets()).toSorted()).toEqual(['ISSUED', 'ISSUED', 'REFUNDED', 'REFUNDED']);
    expect((await ship.ledger()).map(({ name, state }) => `${name} ${state}`)).toEqual([
      'collectRefund SUCCEEDED',
      'reportRefund SUCCEEDED',
      'reportRefund SUCCEEDED',
    ]);
  });
});
