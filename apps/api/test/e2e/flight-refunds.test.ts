import { afterAll, beforeAll, expect, test } from 'vitest';
import { flightDesk } from './support/flight-desk.ts';
import { hubClient } from './support/hub-client.ts';
import type { HubClient } from './support/hub-client.ts';
import { startHubProcess } from './support/hub-process.ts';
import type { HubProcess } from './support/hub-process.ts';
import { makeWorld, TOKEN } from './support/world.ts';
import type { World } from './support/world.ts';

const CREATE = 'alitrip.flight.refund.create';

let world: World;
let hub: HubProcess;
let client: HubClient;

beforeAll(async () => {
  world = await makeWorld();
  hub = await startHubProcess(world.environment);
  client = hubClient(hub.url, TOKEN);
});
afterAll(async () => {
  await hub?.end('SIGTERM');
  await world?.close();
});

const { act, quoteRefund, toldUntil } = flightDesk(() => client);

/** An order with tickets that the hub knows of. */
async function ticketedOrder(): Promise<string> {
  const { id } = world.sandbox.control.flight.createOrder({ adults: 2, advance: 'ticketed' });
  await toldUntil(id, ({ order: { status } }) => status === 'FULFILLED');
  return id;
}

test('a fee that moves twice is told each time with the price that holds, and exactly the last one is applied for', async () => {
  const { flight } = world.sandbox.control;
  const orderReference = await ticketedOrder();
  const first = await quoteRefund({ orderReference, reason: 'VOLUNTARY' });
  const fees = [first.fee.minorUnits];
  let quote = first.id;
  for (const key of ['once', 'twice']) {
    flight.refundFeeMoves({ by: 15.5 });
    const changed = await act('confirmFlightRefund', { quote, idempotencyKey: `fee-${key}`, waitSeconds: 20 });
    expect(changed.__typename).toBe('QuoteChanged');
    quote = changed.quote?.id ?? '';
    fees.push(changed.quote?.fee.minorUnits ?? '');
  }
  const [start = 0n, ...moved] = fees.map(BigInt);
  expect(moved).toEqual([start + 3_100n, start + 6_200n]);
  expect(await act('confirmFlightRefund', { quote: first.id, idempotencyKey: 'fee-old' })).toMatchObject({
    __typename: 'QuoteReplaced',
    quote: { id: quote },
  });
  // Ten desks at once, each by its own key.
  const answers = await Promise.all(
    Array.from({ length: 10 }, (_, desk) =>
      act('confirmFlightRefund', { quote, idempotencyKey: `fee-desk-${desk}`, waitSeconds: 20 }),
    ),
  );
  expect(answers.map(({ __typename }) => __typename).toSorted()).toEqual([
    'CommandAccepted',
    ...Array.from({ length: 9 }, () => 'QuoteUsed'),
  ]);
  expect(effects(CREATE, orderReference)).toMatchObject([{ amount: String(moved.at(-1)) }]);
});

/** What was truly done on an order by a call of this method. */
function effects(method: string, reference: string): readonly object[] {
  const { entries } = world.sandbox.control.ledger({ kind: 'effect' });
  return entries.filter(({ what, order }) => what === method && order === reference);
}
