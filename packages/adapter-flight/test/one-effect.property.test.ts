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
const RUNS = 20;
const KEYS = ['one', 'two'] as const;
/** Every command is settled by then: effects land within four minutes, absence counts after five. */
const LONG_AFTER_MS = 20 * 60_000;
const STEP_MS = 60_000;

type Fault = NonNullable<FaultSettingsInput['calls']>[number];
/** Something is asked for while something breaks; then time passes. */
interface Round {
  readonly name: 'book' | 'pay';
  readonly key: (typeof KEYS)[number];
  readonly faults: readonly Fault[];
  /** Whether the hub works at once, or only after the time. */
  readonly atOnce: boolean;
  readonly seconds: number;
}

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
const round: fc.Arbitrary<Round> = fc.record({
  name: fc.constantFrom('book' as const, 'pay' as const),
  key,
  faults: fc.array(fault, { maxLength: 2 }),
  atOnce: fc.boolean(),
  seconds: fc.integer({ min: 0, max: 200 }),
});

test('Whatever is repeated, lost or late, a key books one order at most and an order is paid once at most', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(round, { minLength: 3, maxLength: 8 }), async (rounds) => {
      const desk = await openFlightHub();
      try {
        await play(desk, rounds);
      } finally {
        await desk.close();
      }
    }),
    { seed: SEED, numRuns: RUNS, endOnFailure: true },
  );
}, 180_000);

async function play(desk: FlightHub, rounds: readonly Round[]): Promise<void> {
  const { sandbox, hub } = desk;
  const offer = ordinary(await offersOf(desk));
  const input = { offer: offer.key, passengers: [PEOPLE.adult], contact: CONTACT };
  for (const { name, key: used, faults, atOnce, seconds } of rounds) {
    sandbox.control.setFaults({ calls: [...faults] });
    const payment = { orderReference: ordersOf(desk, used)[0]?.id ?? '1', expectedTotal: String(offer.total) };
    await (name === 'book' ? desk.submit('book', used, input) : desk.submit('pay', `pay ${used}`, payment));
    if (atOnce) await hub.settle();
    hub.clock.advance(seconds * 1_000);
    await hub.settle();
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
