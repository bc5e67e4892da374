import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { FLIGHT_NAMES } from '../src/wire.ts';
import type { FaultSettingsInput } from './sandbox.ts';
import { openTravelDesk, WISH } from './travel-desk.ts';
import type { TravelDesk } from './travel-desk.ts';

const { method } = FLIGHT_NAMES;
let desk: TravelDesk;

beforeEach(async () => {
  desk = await openTravelDesk();
});

afterEach(() => desk.close());

describe('searching', () => {
  it('gives offers with fares, taxes, seats and an end, whose totals add up', async () => {
    const offers = await desk.offers({ ...WISH, adults: 2, children: 1, infants: 1 });
    expect(offers.length).toBeGreaterThan(0);
    for (const { total, fares, expiresAt, obstacle, key, seats, journeys } of offers) {
      expect(fares.map(({ passengerType, passengers }) => [passengerType, passengers])).toEqual([
        ['ADULT', 2],
        ['CHILD', 1],
        ['INFANT', 1],
      ]);
      for (const fare of fares) {
        expect(fare.taxes).toBe(fare.airportFee + fare.fuelFee);
        expect(fare.total).toBe(fare.fare + fare.taxes);
      }
      expect(total).toBe(fares.reduce((sum, fare) => sum + fare.total * BigInt(fare.passengers), 0n));
      expect(expiresAt.getTime()).toBeGreaterThan(desk.clock.now().getTime());
      expect(obstacle).toBeNull();
      expect(key).not.toBeNull();
      expect(seats).toBeGreaterThan(0);
      expect(journeys).toHaveLength(1);
    }
    expect(desk.logged.filter(({ level }) => level === 'warn')).toEqual([]);
  });

  it('prices a named flight as one, both ways', async () => {
    const [listed] = await desk.offers();
    const segment = listed?.journeys[0]?.segments[0];
    const flight = {
      number: segment?.flightNumber,
      departure: segment?.departure,
      departureAirport: segment?.departureAirport,
      arrivalAirport: segment?.arrivalAirport,
      operatingNumber: segment?.operatingFlightNumber,
    };
    desk.sandbox.control.flight.setPolicy({ slowListing: true });
    const named = await desk.offers({ directions: [{ ...WISH.directions[0], flights: [flight] }] });
    expect(new Set(named.map(({ journeys }) => journeys[0]?.segments[0]?.id))).toEqual(new Set([segment?.id]));
  });

  it('says that offers without fares for infants are left out', async () => {
    await expect(desk.ask({ ...WISH, infants: 1 })).resolves.toMatchObject({
      answer: { notes: [expect.stringContaining('no fares for infants are left out')] },
    });
  });

  it('tells a listing that takes too long to name the flights', async () => {
    desk.sandbox.control.flight.setPolicy({ slowListing: true });
    await expect(desk.ask(WISH)).resolves.toMatchObject({
      outcome: 'refused',
      code: 'SEARCH_TIMED_OUT',
      message: expect.stringContaining(
        'took the channel too long. Listings are slow: name the flights of each direction',
      ),
    });
  });

  it('asks once, and tells trouble that passes as such', async () => {
    desk.sandbox.control.setFaults({ calls: [{ kind: 'lost-answer', method: method.search, count: 1 }] });
    await expect(desk.ask(WISH)).rejects.toMatchObject({
      kind: 'transient',
      message: expect.stringContaining('gave no answer. Listings are slow: name the flights of each direction'),
    });
    await expect(desk.ask(WISH)).resolves.toMatchObject({ outcome: 'answered' });
  });

  it('tells whom to ask when no channel is assigned', async () => {
    desk.sandbox.control.flight.setPolicy({ channelAssigned: false });
    await expect(desk.ask(WISH)).resolves.toMatchObject({
      outcome: 'refused',
      code: 'NO_CHANNEL_ASSIGNED',
      message: expect.stringContaining('operators'),
    });
  });

  it('tells the two things to check when there is no offer', async () => {
    const nowhere = { directions: [{ from: 'BJS', to: 'URC', date: '2026-12-20' }] };
    await expect(desk.ask(nowhere)).resolves.toMatchObject({
      outcome: 'refused',
      code: 'NO_OFFER',
      message: expect.stringMatching(/city code.*naming it in every direction/),
    });
  });

  test.each<[string, FaultSettingsInput, string, RegExp]>([
    ['the white list', { whiteList: ['192.0.2.1'] }, 'permission', /IP white list/],
    ['a missing session', { calls: [{ kind: 'error', code: 26 }] }, 'session', /Authorise the app/],
  ])('%s is told with its remedy', async (_name, faults, kind, remedy) => {
    desk.sandbox.control.setFaults(faults);
    await expect(desk.ask(WISH)).rejects.toMatchObject({
      name: 'ChannelError',
      kind,
      message: expect.stringMatching(remedy),
    });
  });
});

test('An answer of the search holds nothing that the adapter does not know', async () => {
  await expect(desk.ask({ ...WISH, adults: 1, children: 1 })).resolves.toMatchObject({
    outcome: 'answered',
    answer: { anomalies: [] },
  });
});
