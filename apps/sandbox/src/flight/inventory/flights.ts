import { formatTopTime, parseTopTime } from '@interline/top-client/codec';
import type { Random } from '../../random.ts';
import { CITIES, distance } from './cities.ts';
import type { Airport, City } from './cities.ts';

/** Class of service. */
export type CabinClass = 'ECONOMY' | 'BUSINESS' | 'FIRST';

/** A booking class of a flight. */
export interface Cabin {
  readonly code: string;
  readonly cabinClass: CabinClass;
  /** Its share of the full economy fare. */
  readonly factor: number;
  /** Seats for sale before anybody bought one. */
  readonly seats: number;
}

/** A flight that is flown every day at the same time. */
export interface Flight {
  readonly flightNumber: string;
  readonly airline: string;
  /** The flight itself unless another airline flies it. */
  readonly operatingFlightNumber: string;
  readonly operatingAirline: string;
  readonly from: City;
  readonly to: City;
  readonly depAirport: Airport;
  readonly arrAirport: Airport;
  /** Minutes after midnight in China. */
  readonly departureMinute: number;
  readonly minutes: number;
  readonly equipment: string;
  readonly cabins: readonly Cabin[];
  /** Full economy fare in fen, before the day and demand. */
  readonly baseFare: number;
  /** Fuel fee of an adult in fen. */
  readonly oilFee: number;
  /** Its place among the flights of the route. */
  readonly place: number;
}

/** All flights of the sandbox, decided by the seed. */
export interface Timetable {
  /** Flights between two cities, earliest first. */
  between(from: City, to: City): readonly Flight[];
  /** The flight sold under this number. */
  flight(flightNumber: string): Flight | undefined;
}

/** Marketing airlines, and who flies for whom when a flight is shared. */
const AIRLINES = ['CZ', 'MU', 'CA', 'HU', '3U', 'MF'] as const;
const PARTNER: Readonly<Record<string, string>> = { CZ: 'MF', MU: 'FM', CA: 'ZH', HU: 'JD', '3U': 'MU', MF: 'CZ' };
const EQUIPMENT = ['320', '321', '738', '359', '789'] as const;
const DISCOUNT_CABINS = ['K', 'M', 'L', 'Q', 'T'] as const;
const YUAN = 100;
const SHARED_NUMBER = 5000;

/** The timetable of a seed. On each route the second flight is a code share. */
export function createTimetable(random: Random): Timetable {
  const routes = new Map<string, readonly Flight[]>();
  const byNumber = new Map<string, Flight>();
  const pairs = CITIES.flatMap((from) => CITIES.filter((to) => to !== from).map((to) => ({ from, to })));
  for (const [index, { from, to }] of pairs.entries()) {
    const key = `${from.code}-${to.code}`;
    const flights = inventFlights(random.fork(key), from, to, 1000 + index * 10);
    routes.set(key, flights);
    for (const flight of flights) byNumber.set(flight.flightNumber, flight);
  }
  return {
    between: (from, to) => routes.get(`${from.code}-${to.code}`) ?? [],
    flight: (flightNumber) => byNumber.get(flightNumber),
  };
}

/** When the flight of a day (`yyyy-MM-dd` in China) leaves, epoch milliseconds. Throws RangeError for no such day. */
export function departureOn(flight: Flight, date: string): number {
  return parseTopTime(`${date} 00:00:00`).getTime() + flight.departureMinute * 60_000;
}

/** The day in China of an instant, `yyyy-MM-dd`. */
export function dayOf(instant: number): string {
  return formatTopTime(new Date(instant)).slice(0, 10);
}

function inventFlights(random: Random, from: City, to: City, firstNumber: number): Flight[] {
  const count = random.integer(4, 6);
  const kilometres = distance(from, to);
  const step = Math.floor((15 * 60) / count);
  return Array.from({ length: count }, (_, place) => {
    const airline = random.pick(AIRLINES);
    const number = firstNumber + place;
    const shared = place === 1;
    const operatingAirline = shared ? (PARTNER[airline] ?? airline) : airline;
    return {
      flightNumber: shared ? `${airline}${number + SHARED_NUMBER}` : `${airline}${number}`,
      airline,
      operatingFlightNumber: `${operatingAirline}${number}`,
      operatingAirline,
      from,
      to,
      depAirport: random.pick(from.airports),
      arrAirport: random.pick(to.airports),
      departureMinute: 7 * 60 + place * step + random.integer(0, 8) * 5,
      minutes: Math.round((kilometres / 720) * 12) * 5 + 40,
      equipment: random.pick(EQUIPMENT),
      cabins: inventCabins(random),
      baseFare: Math.round(kilometres * 0.085 + 30) * 10 * YUAN,
      oilFee: (kilometres > 800 ? 40 : 20) * YUAN,
      place,
    };
  });
}

function inventCabins(random: Random): Cabin[] {
  return [
    { code: 'Y', cabinClass: 'ECONOMY', factor: 1, seats: random.integer(20, 60) },
    {
      code: random.pick(DISCOUNT_CABINS),
      cabinClass: 'ECONOMY',
      factor: random.integer(40, 80) / 100,
      seats: random.integer(9, 30),
    },
    { code: 'J', cabinClass: 'BUSINESS', factor: 2.5, seats: random.integer(4, 8) },
    { code: 'F', cabinClass: 'FIRST', factor: 3.5, seats: random.integer(2, 4) },
  ];
}
