import { afterEach, beforeEach, expect, it } from 'vitest';

import { openShipHub } from './ship-hub.ts';
import type { ShipHub } from './ship-hub.ts';

let world: ShipHub;
beforeEach(async () => {
  world = await openShipHub('callback');
});
afterEach(() => world.close());

/** Lets the hub work, and the time pass after it. */
async function passes(seconds: number): Promise<void> {
  await world.hub.settle();
  world.hub.clock.advance(seconds * 1_000);
  await world.hub.settle();
}

it('a ferry line whose system is late sells and refunds unattended, and Fliggy is told once of each', async () => {
  const { ship } = world;
  ship.setPolicy({ ticketingSeconds: 60, refundSeconds: 60 });
  const { id } = await ship.placeOrder();
  expect(await ship.confirm(id)).toMatchObject({ status: 'issuing' });
  for (let round = 0; round < 4; round += 1) await passes(60);
  expect(ship.order(id)).toMatchObject({ status: 'issued' });
  const fees = await ship.quoteRefund(id);
  expect(fees).not.toBeNull();
  await ship.refund(id);
  expect(ship.order(id).returns).toMatchObject([{ status: 'processing' }]);
  for (let round = 0; round < 4; round += 1) await passes(60);
  expect(ship.order(id).returns).toMatchObject([{ status: 'refunded' }]);
  expect(world.effects('alitrip.ship.order.notify')).toHaveLength(1);
  expect(world.effects('alitrip.ship.return.notify')).toHaveLength(1);
  expect(ship.order(id).problems).toEqual([]);
});

it('a ferry line whose system says late that there are no tickets has Fliggy told so', async () => {
  const { ship } = world;
  ship.setPolicy({ ticketingSeconds: 60, ticketingFailures: 1 });
  const { id } = await ship.placeOrder();
  await ship.confirm(id);
  for (let round = 0; round < 4; round += 1) await passes(60);
  expect(ship.order(id)).toMatchObject({ status: 'failed', refusal: { code: 'TICKETING_FAILED' } });
  expect(world.effects('alitrip.ship.order.notify')).toHaveLength(1);
});

it('a ferry line whose system is slow once has its tickets told all the same', async () => {
  const { ship, hub } = world;
  const { id } = await ship.placeOrder();
  ship.setPolicy({ slowAnswers: 1, slowSeconds: 60 });
  const confirmed = ship.confirm(id);
  while (ship.reservation(id)?.confirmed === undefined) {
    await new Promise<void>((resolve) => {
      setImmediate(resolve);
    });
  }
  hub.clock.advance(2_900);
  expect(await confirmed).toMatchObject({ status: 'issuing' });
  for (let round = 0; round < 4; round += 1) await passes(20);
  expect(ship.order(id)).toMatchObject({ status: 'issued' });
  expect(world.effects('alitrip.ship.order.notify')).toHaveLength(1);
});
