import fc from 'fast-check';
import { expect, test } from 'vitest';

import { askChannel } from '@interline/core/hub';
import { outOrderNumber } from '../src/own-number.ts';
import type { FlightOffers } from '../src/search/offer.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import type { FaultSettingsInput } from './sandbox.ts';
import { CONTACT, ordinary, PEOPLE } from './travel-desk.ts';

const SEED = 20_261_122;
const RUNS = 12;
const KEYS = ['one', 'two'] as const;
/** Every command is settled by then: effects land within four minutes, absence counts after five. */
const LONG_AFTER_MS = 20 * 60_000;
const STEP_MS = 60_000;

type Fault = NonNullable<FaultSettingsInput['calls']>[number];
type Step =
  | { readonly do: 'book' | 'pay'; readonly key: (typeof KEYS)[number] }
  | { readonly do: 'break'; readonly fault: Fault }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'work' };

const key = fc.constantFrom(...KEYS);
const method = fc.constantFrom(FLIGHT_NAMES.method.book, FLIGHT_NAMES.method.pay);
const fault: fc.Arbitrary<Fault> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('timeout-after-effect' as const, 'timeout-without-effect' as const),
    method,
    count: fc.constant(1),
  }),
  fc.record({
    kind: fc.constantFrom('lost-answer' as const, 'lost-request' as const, 'truncated' as const),
    method,
    count: fc.constant(1),
  }),
  fc.record({
    kind: fc.constant('timeout-before-effect' as const),
    method,
    count: fc.constant(1),
    seconds: fc.integer({ min: 1, max: 240 }),
  }),
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('book' as const, 'pay' as const), key }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('break' as const), fault }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 200 }) }) },
  { weight: 2, arbitrary: fc.constant({ do: 'work' as const }) },
);

test('Whatever is repeated, lost or late, a key books one order at most and an order is paid once at most', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const desk = await openFlightHub();
      try {
        await play(desk, steps);
      } finally {
        await desk.close();
      }
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: true },
  );
}, 180_000);

async function play(desk: FlightHub, steps: readonly Step[]): Promise<void> {
  const { sandbox, hub } = desk;
  const offer = ordinary(await offersOf(desk));
  const input = { offer: offer.key, passengers: [PEOPLE.adult], contact: CONTACT };
  const faults: Fault[] = [];
  for (const each of steps) {
    switch (each.do) {
      case 'book':
        await desk.submit('book', each.key, input);
        break;
      case 'pay': {
        const order = ordersOf(desk, each.key)[0];
        const payment = { orderReference: order?.id ?? '1', expectedTotal: String(offer.total) };
        await desk.submit('pay', `pay ${each.key}`, payment);
        break;
      }
      case 'break':
        faults.push(each.fault);
        sandbox.control.setFaults({ calls: [...faults] });
        break;
      case 'wait':
        hub.clock.advance(each.seconds * 1_000);
        break;
      case 'work':
        await hub.settle();
        break;
    }
  }
  sandbox.control.clearFaults();
  for (let passed = 0; passed < LONG_AFTER_MS; passed += STEP_MS) {
    await hub.settle();
    hub.clock.advance(STEP_MS);
  }
  await hub.settle();
  await judge(desk);
}

async function judge(desk: FlightHub): Promise<void> {
  const commands = await desk.hub.context.database.query<{
    name: string;
    state: string;
    reference: string | null;
    key: string;
  }>(
    { name: 'test.commands', text: 'select name, state, reference, idempotency_key as key from interline.command' },
    [],
  );
  for (const { name, state, reference, key: used } of commands) {
    expect(['SUCCEEDED', 'FAILED']).toContain(state);
    if (name !== 'book') continue;
    const booked = ordersOf(desk, used).map(({ id }) => id);
    expect(booked).toEqual(state === 'SUCCEEDED' ? [reference] : []);
  }
  const paid = desk.ledger('pay', 'effect').map(({ order }) => order);
  expect(new Set(paid).size).toBe(paid.length);
  const confirmed = commands.filter(({ name, state }) => name === 'pay' && state === 'SUCCEEDED');
  expect(confirmed.map(({ reference }) => reference).toSorted()).toEqual(paid.toSorted());
}

function ordersOf(desk: FlightHub, used: string) {
  const number = outOrderNumber(desk.shop.id, used);
  return desk.sandbox.control.flight.orders().filter(({ outOrderNumber: own }) => own === number);
}

async function offersOf({ hub }: FlightHub): Promise<FlightOffers['offers']> {
  const date = new Date(hub.clock.now().getTime() + 30 * 86_400_000).toISOString().slice(0, 10);
  const input = { directions: [{ from: 'BJS', to: 'XMN', date }] };
  const wish = { channel: 'flight', name: 'searchFlights', input };
  const asked = await askChannel(hub.context, hub.viewer(['orders:read']), wish);
  if (asked.kind !== 'answered') throw new Error(`the search was refused: ${asked.message}`);
  return (asked.answer as FlightOffers).offers;
}
