import { answerCall, workCommands } from '@interline/core/hub';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { ACCEPTED, FIRST_MS, openCollectHub, PENDING, TICKETS } from './collect-hub.ts';
import type { CollectHub } from './collect-hub.ts';
import { dyingAt } from './dying-at.ts';
import { about, CREATE, METHOD, ORDER } from './ship-calls.ts';

let ship: CollectHub;
beforeEach(async () => {
  ship = await openCollectHub();
});
afterEach(() => ship.close());

const HOUR_MS = 3_600_000;
const EFFECT = `alitrip.ship.order.notify ${ORDER} true`;
const HAD = { answer: TICKETS } as const;

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
