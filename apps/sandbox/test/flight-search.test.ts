import { FLIGHT_NAMES, FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createSandbox, manualClock } from '../src/index.ts';
import type { ManualClock, Sandbox } from '../src/index.ts';
import { DATE, firstSegment, flightDesk, listIn } from './flight-desk.ts';
import type { Desk } from './flight-desk.ts';
import type { Fields } from './gateway-client.ts';

const START = new Date('2026-11-22T04:00:00Z');
const { offer: offerName, outcome, searchRequest } = FLIGHT_NAMES;
const { refusalText } = FLIGHT_WORDS;
let clock: ManualClock;
let sandbox: Sandbox;
let desk: Desk;

beforeEach(async () => {
  clock = manualClock(START);
  sandbox = await createSandbox({ clock });
  desk = flightDesk(sandbox);
});

afterEach(() => sandbox.close());

describe('searching', () => {
  test('lists offers, cheapest first, with fares, seats, an expiring key and the rules', async () => {
    const offers = await desk.search();
    const prices = offers.map((offer) => Number(listIn(offer, offerName.fares)[0]?.[FLIGHT_NAMES.fare.sellPrice]));
    expect(prices).toEqual(prices.toSorted((one, other) => one - other));
    expect(offers[0]).toMatchObject({
      [offerName.key]: expect.any(String) as string,
      [offerName.expiresAt]: '2026-11-22 12:10:00',
      [offerName.seats]: expect.any(Number) as number,
      [offerName.rules]: expect.stringContaining('退票') as string,
    });
  });

  test('gives the three member fields together or not at all', async () => {
    const offers = await desk.search();
    const present = offers.map((offer) =>
      [offerName.memberRestrict, offerName.memberType, offerName.memberSubTypes].map((field) => field in offer),
    );
    expect(new Set(present.map(String))).toEqual(new Set(['true,true,true', 'false,false,false']));
  });

  test.each([
    ['economy', 'Y', ['Y']],
    ['first and business', 'FC', ['C', 'F']],
    ['business', 'C', ['C']],
  ])('%s only', async (_name, cabinClass, classes) => {
    const offers = await desk.search({ cabinClass });
    const found = offers.flatMap((offer) =>
      listIn(offer, offerName.cabins).map((one) => one[FLIGHT_NAMES.cabin.cabinClass]),
    );
    expect(new Set(found)).toEqual(new Set(classes));
  });

  test('prices out and back together', async () => {
    const { directions, tripType } = searchRequest;
    const { depCity, arrCity, depDate } = FLIGHT_NAMES.direction;
    const more = {
      [tripType]: FLIGHT_WORDS.tripType.return,
      [directions]: [
        { [depCity]: 'BJS', [arrCity]: 'XMN', [depDate]: DATE },
        { [depCity]: 'XMN', [arrCity]: 'BJS', [depDate]: '2026-12-24' },
      ],
    };
    const offers = await desk.search({ cabinClass: 'Y', more });
    const first = offers.find((offer) => !offer[offerName.memberRestrict]);
    expect(listIn(first ?? {}, offerName.cabins)).toHaveLength(2);
    expect(await desk.book(first ?? {})).toMatchObject({ [outcome.isSuccess]: true });
  });

  test('leaves offers without infant fares out when an infant flies along', async () => {
    const without = await desk.search();
    const withInfant = await desk.search({ more: { [searchRequest.hasInfant]: true } });
    expect(withInfant.length).toBeLessThan(without.length);
    const fares = withInfant.map((offer) =>
      listIn(offer, offerName.fares).map((fare) => fare[FLIGHT_NAMES.fare.passengerType]),
    );
    expect(new Set(fares.map(String))).toEqual(new Set(['0,2']));
  });

  test('prices a named flight in mode 2, and only there', async () => {
    const flight = namedFlight((await desk.search())[0]);
    const offers = await desk.search({ flight });
    expect(offers.length).toBeGreaterThan(0);
    const listing = { [searchRequest.searchMode]: FLIGHT_WORDS.searchMode.listing };
    expect(await desk.search({ flight, more: listing })).toMatchObject([noOffer()]);
    const named = { [searchRequest.searchMode]: FLIGHT_WORDS.searchMode.named };
    expect(await desk.search({ more: named })).toMatchObject([noOffer()]);
  });

  test('a code share is priced only with the number under which it is flown', async () => {
    const shared = (await desk.search()).find(
      (offer) => firstSegment(offer, FLIGHT_NAMES)[FLIGHT_NAMES.segment.codeShare] === true,
    );
    const flight = namedFlight(shared);
    const { [FLIGHT_NAMES.namedFlight.operatingFlightNumber]: _flown, ...alone } = flight;
    expect((await desk.search({ flight })).length).toBeGreaterThan(1);
    expect(await desk.search({ flight: alone })).toMatchObject([noOffer()]);
  });

  test.each([
    ['an airport code', { from: 'PEK' }],
    ['an unknown city', { to: 'ZZZ' }],
    ['a past day', { date: '2026-11-01' }],
    ['a day that does not exist', { date: '2026-02-30' }],
    ['a day too far ahead', { date: '2028-01-01' }],
  ])('no offer for %s', async (_name, wish) => {
    expect(await desk.search(wish)).toMatchObject([noOffer()]);
  });

  test('an account without a channel gets a request parameter error', async () => {
    sandbox.control.flight.setPolicy({ channelAssigned: false });
    const refusal = { [outcome.isSuccess]: false, [outcome.errorMessage]: refusalText.badRequest };
    expect(await desk.search()).toMatchObject([refusal]);
  });

  test('a slow listing times out, a named flight does not', async () => {
    const flight = namedFlight((await desk.search())[0]);
    sandbox.control.flight.setPolicy({ slowListing: true });
    expect(await desk.search()).toMatchObject([{ code: 15, sub_msg: refusalText.timeout }]);
    expect((await desk.search({ flight })).length).toBeGreaterThan(0);
  });

  test('the same seed sells the same flights at the same prices', async () => {
    const twin = await createSandbox({ clock });
    const other = await createSandbox({ clock, seed: 2 });
    const offers = await desk.search();
    expect(await flightDesk(twin).search()).toEqual(offers);
    expect(await flightDesk(other).search()).not.toEqual(offers);
    await Promise.all([twin.close(), other.close()]);
  });
});

function namedFlight(offer: Fields | undefined): Fields {
  const { segment, namedFlight: name } = FLIGHT_NAMES;
  const flown = firstSegment(offer ?? {}, FLIGHT_NAMES);
  return {
    [name.depAirport]: flown[segment.depAirport],
    [name.arrAirport]: flown[segment.arrAirport],
    [name.depCity]: 'BJS',
    [name.arrCity]: 'XMN',
    [name.flightNumber]: flown[segment.marketingFlightNumber],
    [name.operatingFlightNumber]: flown[segment.operatingFlightNumber],
    [name.departure]: flown[segment.depTime],
  };
}

function noOffer(): Fields {
  return { [outcome.isSuccess]: false, [outcome.errorMessage]: refusalText.noOffer };
}
