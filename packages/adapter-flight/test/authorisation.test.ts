import { askChannel, authoriseShop } from '@interline/core/hub';
import type { ChannelAnswer } from '@interline/core/hub';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';

import type { FlightOffers } from '../src/search/offer.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';
import { openFlightHub } from './flight-hub.ts';
import type { FlightHub } from './flight-hub.ts';
import { CONTACT, ordinary, PEOPLE } from './travel-desk.ts';

/** What takes the right to call away, and what the hub tells of it. */
const TROUBLES: readonly (readonly [name: string, code: string, remedy: RegExp, begin: (desk: FlightHub) => void])[] = [
  ['a session that is over', 'invalid-sessionkey', /authorise/i, expire],
  [
    'a session that the channel misses',
    'MISSING_SESSION',
    /Authorise the app/,
    (desk) => everyCallFails(desk, { code: 26 }),
  ],
  [
    'a machine that is not on the white list',
    'IP_NOT_ALLOWED',
    /IP white list/,
    ({ sandbox }) => sandbox.control.setFaults({ whiteList: ['192.0.2.1'] }),
  ],
];
const HOUR_MS = 3_600_000;

let desk: FlightHub;

beforeEach(async () => {
  desk = await openFlightHub();
});
afterEach(() => desk.close());

describe.each(TROUBLES)('%s', (_name, reasonCode, remedy, begin) => {
  const parked = { kind: 'refused', code: 'SHOP_PARKED', reasonCode, message: expect.stringMatching(remedy) as string };

  test('a search is told so, and the shop is parked once, without another call', async () => {
    begin(desk);
    const before = calls();
    expect(await search()).toMatchObject(parked);
    expect(calls() - before).toBe(1);
    expect(await search()).toMatchObject(parked);
    expect(calls() - before).toBe(1);
    expect(parkings()).toHaveLength(1);
  });

  test('a price is told so, and the shop is parked once, without another call', async () => {
    const order = await desk.order();
    begin(desk);
    const before = calls();
    const question = { orderReference: order.id, reason: 'VOLUNTARY' };
    expect(await desk.quote('refund', question)).toMatchObject(parked);
    expect(await desk.quote('refund', question)).toMatchObject(parked);
    expect(calls() - before).toBe(1);
    expect(parkings()).toHaveLength(1);
  });

  it('bookings wait, and each is made once when the account is authorised again', async () => {
    const inputs = await bookings(3);
    begin(desk);
    const before = calls();
    await Promise.all(inputs.map((input, place) => desk.submit('book', `booking ${place}`, input)));
    await desk.hub.settle();
    const waiting = await Promise.all(inputs.map((input, place) => desk.done('book', `booking ${place}`, input)));
    expect(waiting.map(({ state }) => state)).toEqual(['PENDING', 'PENDING', 'PENDING']);
    const wasted = calls() - before;
    desk.hub.clock.advance(HOUR_MS / 12);
    await desk.hub.settle();
    expect(calls() - before).toBe(wasted);
    expect(parkings()).toHaveLength(1);
    expect(desk.sandbox.control.flight.orders()).toEqual([]);

    await authoriseAgain();
    await desk.hub.settle();
    const made = await Promise.all(waiting.map((command) => desk.later(command, 0)));
    expect(made.map(({ state }) => state)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
    const orders = desk.sandbox.control.flight.orders();
    expect(made.map(({ reference }) => reference).toSorted()).toEqual(orders.map(({ id }) => id).toSorted());
    expect(desk.ledger('book', 'effect')).toHaveLength(3);
    expect(await search()).toMatchObject({ kind: 'answered' });
  });
});

it('a booking whose answer was lost is found after the session ended in between, and not made again', async () => {
  const [input = {}] = await bookings(1);
  const late = { kind: 'timeout-before-effect', method: FLIGHT_NAMES.method.book, count: 1, seconds: 60 } as const;
  desk.sandbox.control.setFaults({ calls: [late] });
  const sent = await desk.done('book', 'lost', input);
  expect(sent.state).toBe('UNKNOWN');
  expire(desk);
  expect((await desk.later(sent, HOUR_MS)).state).toBe('UNKNOWN');
  expect(parkings()).toHaveLength(1);
  await authoriseAgain();
  const found = await desk.later(sent, HOUR_MS);
  const orders = desk.sandbox.control.flight.orders();
  expect(orders).toMatchObject([{ id: found.reference }]);
  expect(found).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
});

function expire({ sandbox: { control } }: FlightHub): void {
  control.expireSession(buyer());
}

function everyCallFails({ sandbox: { control } }: FlightHub, error: { readonly code: number }): void {
  control.setFaults({ calls: [{ kind: 'error', ...error }] });
}

async function authoriseAgain(): Promise<void> {
  const { control } = desk.sandbox;
  control.clearFaults();
  const { session } = control.renewSession(buyer());
  await authoriseShop(desk.hub.context, desk.shop.id, { accessToken: session ?? '', expiresAt: null });
}

function buyer(): string {
  const shop = desk.sandbox.control.shops().find(({ channel }) => channel === 'flight');
  if (!shop) throw new Error('the sandbox has no account that buys flights');
  return shop.id;
}

function search(): Promise<ChannelAnswer> {
  const date = new Date(desk.hub.clock.now().getTime() + 30 * 24 * HOUR_MS).toISOString().slice(0, 10);
  return askChannel(desk.hub.context, desk.hub.viewer(['orders:read']), {
    channel: 'flight',
    name: 'searchFlights',
    input: { directions: [{ from: 'BJS', to: 'XMN', date }] },
  });
}

/** Inputs of bookings of one adult each. */
async function bookings(count: number): Promise<readonly object[]> {
  const found = await search();
  if (found.kind === 'refused') throw new Error(found.message);
  const { key: offer } = ordinary((found.answer as FlightOffers).offers);
  return Array.from({ length: count }, () => ({ offer, passengers: [PEOPLE.adult], contact: CONTACT }));
}

/** How many calls the channel was sent. */
function calls(): number {
  return desk.hub.logs.lines.filter(({ message }) => message === 'TOP call').length;
}

function parkings(): readonly string[] {
  return desk.hub.logs.lines
    .filter(({ level }) => level === 'warn')
    .flatMap(({ message }) => (message.startsWith('Shop parked') ? [message] : []));
}
