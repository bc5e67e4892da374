import { workCommands } from '@interline/core/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FIRST_MS, openCollectHub, PENDING, TICKETS } from './collect-hub.ts';
import type { CollectHub } from './collect-hub.ts';
import { REPORT } from './own-tickets.ts';
import { ORDER } from './ship-calls.ts';

const HOUR_MS = 3_600_000;
const YES = { answer: { accepted: true } } as const;
const REFUSED = { ret_success: false, ret_code: 'B7' };

let ship: CollectHub;
beforeEach(async () => {
  ship = await openCollectHub();
});
afterEach(() => ship.close());

function told(): unknown[] {
  return ship.gateway.calls.map((call) => JSON.parse(call));
}

describe('a refund of the whole order that was collected', () => {
  beforeEach(async () => {
    await ship.confirm({ answer: TICKETS });
    ship.merchant.react(PENDING, YES);
    await ship.refund(['T-1', 'T-2'], 1_000);
  });

  const report = { orderReference: ORDER, ticketId: 'T-1', refunded: { amount: '9000' } };
  const note = (kind: 'intended' | 'dropped'): Promise<unknown> => {
    const content = { commandId: 'c9', ...(kind === 'intended' ? { ticketId: 'T-1' } : {}) };
    return ship.dossiers.append(ORDER, () => [{ kind: `refund.${kind}`, key: `refund-${kind}-c9`, content }]);
  };

  it.each([
    ['after the intent to report one of its tickets', true],
    ['before the intent to report one of its tickets', false],
  ])('%s waits for that report, and is told once it is refused', async (_when, intendedBefore) => {
    if (intendedBefore) await note('intended');
    await ship.hub.settle();
    ship.hub.clock.advance(FIRST_MS);
    await workCommands(ship.hub.context, { limit: 1 });
    if (!intendedBefore) await note('intended');
    await ship.later(HOUR_MS);
    expect(told()).toEqual([]);
    expect(await ship.ledger()).toMatchObject([
      { name: 'collectRefund', state: 'SUCCEEDED' },
      { name: 'reportRefund', state: 'PENDING', message: expect.stringContaining('Command c9 reports a refund of') },
    ]);
    await note('dropped');
    await ship.later(HOUR_MS);
    expect(told()).toMatchObject([{ agent_return_ticket_type: 1, agent_refund_amount: 16_000 }]);
    expect(await ship.tickets()).toEqual(['REFUNDED', 'REFUNDED']);
  });

  it('goes on with the other ticket when the report of the one did reach Fliggy', async () => {
    ship.gateway.next('cut-after', 'cut-before');
    expect(await ship.submit('reportRefund', report)).toMatchObject({ kind: 'accepted' });
    await ship.hub.settle();
    await ship.later(FIRST_MS);
    await ship.later(HOUR_MS);
    await ship.later(HOUR_MS);
    const effects = ship.gateway.effects.filter((effect) => effect.includes('return')).toSorted();
    expect(effects).toEqual(['T-1', 'T-2'].map((ticketId) => `alitrip.ship.return.notify ${ORDER} ${ticketId}`));
    expect(await ship.tickets()).toEqual(['REFUNDED', 'REFUNDED']);
  });
});

describe('tickets that were collected', () => {
  it('while a report of them is under way are told once that is refused', async () => {
    await ship.confirm(PENDING, { answer: TICKETS });
    const lost = { says: { alitrip_ship_order_notify_response: { ret_code: '0' } } };
    ship.gateway.next('cut-before', lost, lost, { says: { alitrip_ship_order_notify_response: REFUSED } });
    expect(await ship.submit('reportTickets', REPORT)).toMatchObject({ kind: 'accepted' });
    await ship.hub.settle();
    await ship.later(FIRST_MS);
    expect(await ship.ledger()).toMatchObject([{ name: 'collectTickets', state: 'SUCCEEDED' }, { state: 'UNKNOWN' }]);
    for (let hour = 0; hour < 4; hour += 1) await ship.later(HOUR_MS);
    expect(await ship.ledger()).toMatchObject([
      { name: 'collectTickets', state: 'SUCCEEDED' },
      { name: 'reportTickets', state: 'FAILED', code: 'B7', requestedBy: 'test' },
      { name: 'reportTickets', state: 'SUCCEEDED', requestedBy: 'the hub' },
    ]);
    expect(ship.gateway.effects.filter((effect) => effect.includes('order'))).toHaveLength(1);
    expect(await ship.tickets()).toEqual(['ISSUED', 'ISSUED']);
  });

  it('before somebody reports others are told alone', async () => {
    await ship.confirm(PENDING, { answer: TICKETS });
    await ship.hub.settle();
    ship.hub.clock.advance(FIRST_MS);
    await workCommands(ship.hub.context, { limit: 1 });
    expect(await ship.submit('reportTickets', REPORT)).toMatchObject({ code: 'ALREADY_DONE_DIFFERENTLY' });
    await ship.later(HOUR_MS);
    expect(ship.gateway.calls).toHaveLength(1);
    expect(await ship.tickets()).toEqual(['ISSUED', 'ISSUED']);
  });
});
