import { expect, test } from 'vitest';

import { cityCodes } from '../src/cities/city-codes.ts';
import { checkSearch } from '../src/search/check-search.ts';
import { SearchInput } from '../src/search/search-input.ts';
import { searchRequest } from '../src/search/search-request.ts';
import { FLIGHT_NAMES } from '../src/wire.ts';

/** 01:00 on 23 November in China. */
const NOW = new Date('2026-11-22T17:00:00Z');
const codes = cityCodes();

const flight = {
  number: 'CZ8957',
  departure: '2026-12-20T08:00:00+08:00',
  departureAirport: 'PKX',
  arrivalAirport: 'XMN',
};
const back = {
  number: 'CZ8958',
  departure: '2026-12-24T18:00:00+08:00',
  departureAirport: 'XMN',
  arrivalAirport: 'PKX',
};
/** From Beijing to Xiamen by way of Shanghai, where one changes the airport. */
const legs = [
  { ...flight, number: 'MU5102', arrivalAirport: 'SHA' },
  { ...flight, number: 'MF8512', departure: '2026-12-20T14:00:00+08:00', departureAirport: 'PVG' },
] as const;
const outward = { from: 'BJS', to: 'XMN', date: '2026-12-20' };
const inward = { from: 'XMN', to: 'BJS', date: '2026-12-24' };

/** What is wrong with a search, by the input's rules or by the day and the map. */
function wrong(given: object): string[] {
  const parsed = SearchInput.safeParse(given);
  if (!parsed.success) return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
  const verdict = checkSearch(parsed.data, NOW, codes);
  return 'invalid' in verdict ? verdict.invalid.map(({ path, message }) => `${path}: ${message}`) : [];
}

test.each<[string, object, string]>([
  [
    'an airport',
    { directions: [{ ...outward, from: 'PKX' }] },
    'directions[0].from: PKX is an airport of the city BJS: use BJS',
  ],
  [
    'another airport',
    { directions: [{ ...outward, to: 'PVG' }] },
    'directions[0].to: PVG is an airport of the city SHA: use SHA',
  ],
  [
    'a city that is none',
    { directions: [{ ...outward, to: 'QQQ' }] },
    "If it is one, the operator adds it: createFlightAdapter({ cities: { QQQ: 'QQQ' } })",
  ],
  [
    'a code of four letters',
    { directions: [{ ...outward, to: 'ZBAA' }] },
    'directions.0.to: must be a code of three letters',
  ],
  ['the same city', { directions: [{ ...outward, to: 'bjs' }] }, 'directions.0.to: must be another city'],
  [
    'yesterday in China',
    { directions: [{ ...outward, date: '2026-11-22' }] },
    'directions[0].date: is in the past; today is 2026-11-23 in China',
  ],
  ['a day that is none', { directions: [{ ...outward, date: '2026-02-30' }] }, 'directions.0.date: must be a day'],
  [
    'a return before the departure',
    { directions: [outward, { ...inward, date: '2026-12-19' }] },
    'directions.1.date: must not be before the departure',
  ],
  [
    'a return from elsewhere',
    { directions: [outward, { ...inward, from: 'CAN' }] },
    'directions.1: a return goes back from XMN to BJS',
  ],
  ['three directions', { directions: [outward, inward, outward] }, 'directions: must be at most two'],
  ['no direction', { directions: [] }, 'directions: must be one direction'],
  ['nobody', { directions: [outward], adults: 0 }, 'adults: must be at least one passenger'],
  ['a child alone', { directions: [outward], adults: 0, children: 1 }, 'children: a child flies with an adult'],
  ['an infant alone', { directions: [outward], adults: 0, infants: 1 }, 'infants: an infant flies with an adult'],
  ['more infants than adults', { directions: [outward], adults: 1, infants: 2 }, 'infants: an adult takes one infant'],
  ['ten passengers', { directions: [outward], adults: 8, children: 2 }, 'adults: at most 9 passengers'],
  [
    'a flight named in one direction only',
    { directions: [{ ...outward, flights: [flight] }, inward] },
    'directions.1.flights: name the flights of both directions',
  ],
  [
    'a flight of another day',
    { directions: [{ ...outward, date: '2026-12-21', flights: [flight] }] },
    'directions.0.flights.0.departure: the flight leaves on 2026-12-20 in China',
  ],
  [
    'a flight from another city',
    { directions: [{ ...outward, flights: [{ ...flight, departureAirport: 'PVG' }] }] },
    'directions[0].flights[0].departureAirport: PVG is an airport of SHA, not of BJS',
  ],
  [
    'a flight number that is none',
    { directions: [{ ...outward, flights: [{ ...flight, number: '8957' }] }] },
    'directions.0.flights.0.number: must be a flight number',
  ],
  [
    'a leg that leaves from elsewhere',
    { directions: [{ ...outward, flights: [legs[0], { ...legs[1], departureAirport: 'CAN' }] }] },
    'directions[0].flights[1].departureAirport: MU5102, the leg before, lands at SHA: name a flight from there',
  ],
  [
    'a leg that leaves before the one before',
    { directions: [{ ...outward, flights: [legs[0], { ...legs[1], departure: flight.departure }] }] },
    'directions.0.flights.1.departure: must be after the departure of MU5102',
  ],
  [
    'a connection that ends elsewhere',
    { directions: [{ ...outward, flights: [legs[0], { ...legs[1], arrivalAirport: 'CAN' }] }] },
    'directions[0].flights[1].arrivalAirport: CAN is an airport of CAN, not of XMN',
  ],
  [
    'a list of no flights',
    { directions: [{ ...outward, flights: [] }] },
    'directions.0.flights: name at least one flight, or leave it out to list',
  ],
  ['a word that is no cabin', { directions: [outward], cabin: 'SLEEPER' }, 'cabin: Invalid option'],
])('%s is refused, naming the field', (_name, given, expected) => {
  expect(wrong(given)).toEqual([expect.stringContaining(expected)]);
});

test('A flight that has left today is refused', () => {
  const departed = { ...flight, departure: '2026-11-23T00:30:00+08:00' };
  expect(wrong({ directions: [{ ...outward, date: '2026-11-23', flights: [departed] }] })).toEqual([
    'directions[0].flights[0].departure: the flight has left',
  ]);
});

test.each<[string, object]>([
  ['today in China', { directions: [{ ...outward, date: '2026-11-23' }] }],
  ['a city whose airport has the same code', { directions: [{ from: 'SHA', to: 'CTU', date: '2026-12-20' }] }],
  ['a return on the same day', { directions: [outward, { ...inward, date: '2026-12-20' }] }],
  [
    'a flight of an airport that is newer than the data',
    { directions: [{ ...outward, flights: [{ ...flight, departureAirport: 'QQA' }] }] },
  ],
  [
    'an airport under its own code where its city has two',
    {
      directions: [{ from: 'BPE', to: 'XMN', date: '2026-12-20', flights: [{ ...flight, departureAirport: 'BPE' }] }],
    },
  ],
  ['a connection that changes the airport in a city', { directions: [{ ...outward, flights: legs }] }],
  ['a party of nine', { directions: [outward], adults: 5, children: 2, infants: 2 }],
  [
    'a return of named flights',
    {
      directions: [
        { ...outward, flights: [flight] },
        { ...inward, flights: [back] },
      ],
    },
  ],
])('%s is fine', (_name, given) => expect(wrong(given)).toEqual([]));

const request = (given: object) => searchRequest(SearchInput.parse(given), FLIGHT_NAMES, codes, '渠道');

test('A listing asks in listing mode, and leaves out what is not asked', () => {
  expect(request({ directions: [outward] })).toEqual({
    search_flight_info_req: {
      cabin_class: 'ALL_CABIN',
      search_od_info_list: [{ dep_city_code: 'BJS', arr_city_code: 'XMN', dep_date: '2026-12-20' }],
      external_agent_name: '渠道',
      search_mode: 0,
      trip_type: 1,
      has_child: false,
      has_infant: false,
      adult_count: 1,
      child_count: 0,
      infant_count: 0,
    },
  });
});

test('Named flights are priced in the mode that the channel demands for them', () => {
  const named = request({
    directions: [
      { ...outward, flights: [flight] },
      { ...inward, flights: [back] },
    ],
    cabin: 'FIRST_OR_BUSINESS',
    infants: 1,
  });
  expect(named).toMatchObject({
    search_flight_info_req: {
      cabin_class: 'FC',
      search_mode: 2,
      trip_type: 2,
      has_infant: true,
      search_od_info_list: [
        {
          search_selected_flight_list: [
            {
              dep_airport_code: 'PKX',
              arr_airport_code: 'XMN',
              dep_city_code: 'BJS',
              arr_city_code: 'XMN',
              market_flight_no: 'CZ8957',
              flight_time: '2026-12-20 08:00:00',
            },
          ],
        },
        { search_selected_flight_list: [{ market_flight_no: 'CZ8958', flight_time: '2026-12-24 18:00:00' }] },
      ],
    },
  });
});

test('The legs of a connection go in order, each with its own cities', () => {
  expect(request({ directions: [{ ...outward, flights: legs }] })).toMatchObject({
    search_flight_info_req: {
      search_mode: 2,
      search_od_info_list: [
        {
          dep_city_code: 'BJS',
          arr_city_code: 'XMN',
          search_selected_flight_list: [
            { market_flight_no: 'MU5102', dep_city_code: 'BJS', arr_city_code: 'SHA', arr_airport_code: 'SHA' },
            { market_flight_no: 'MF8512', dep_city_code: 'SHA', arr_city_code: 'XMN', dep_airport_code: 'PVG' },
          ],
        },
      ],
    },
  });
});
