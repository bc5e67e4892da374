import { z } from 'zod';

import { chinaDate } from '../china-date.ts';
import { FLIGHT_WORDS } from '../wire.ts';

/** The most people that one order takes. */
export const MOST_PASSENGERS = 9;

/** A code of IATA, in any case. */
const code = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^[A-Z]{3}$/, 'must be a code of three letters, for example BJS');

const flightNumber = z
  .string()
  .trim()
  .toUpperCase()
  .regex(/^(?:[A-Z][A-Z0-9]|[A-Z0-9][A-Z])\d{1,4}[A-Z]?$/, 'must be a flight number, for example CZ8957');

const instant = z.union([z.date(), z.iso.datetime({ offset: true }).transform((written) => new Date(written))]);

/** A flight that is named to be priced. */
const NamedFlight = z.strictObject({
  /** As sold, for example CZ8957. */
  number: flightNumber,
  departure: instant,
  departureAirport: code,
  arrivalAirport: code,
  /** As flown; needed for a code-share flight only. */
  operatingNumber: flightNumber.nullish(),
  /** Booking class, for example Y. */
  cabin: z
    .string()
    .trim()
    .toUpperCase()
    .regex(/^[A-Z]\d?$/, 'must be a booking class, for example Y')
    .nullish(),
});
/** The same, validated. */
export type NamedFlight = z.output<typeof NamedFlight>;

const Direction = z.strictObject({
  /** City code. */
  from: code,
  /** City code. */
  to: code,
  /** Day of departure in China. */
  date: z.iso.date('must be a day, for example 2026-01-31'),
  /** The flights to be priced, in the order in which they are flown: one, or the legs of a connection. */
  flights: z
    .array(NamedFlight)
    .min(1, 'name at least one flight, or leave it out to list')
    .nullish()
    .transform((flights) => flights ?? []),
});
/** One direction of a journey. */
export type Direction = z.output<typeof Direction>;

const CABIN_CLASSES = Object.keys(FLIGHT_WORDS.cabinClass) as [CabinClass, ...CabinClass[]];
/** Which cabins are searched. */
export type CabinClass = keyof typeof FLIGHT_WORDS.cabinClass;

const count = z.int().min(0).max(MOST_PASSENGERS);

/** What `searchFlights` asks for. What the day or the cities forbid is checked by {@link checkSearch}. */
export const SearchInput = z
  .strictObject({
    directions: z.array(Direction).min(1, 'must be one direction, or two for a return').max(2, 'must be at most two'),
    cabin: z
      .enum(CABIN_CLASSES)
      .nullish()
      .transform((cabin) => cabin ?? 'ANY'),
    adults: count.nullish().transform((adults) => adults ?? 1),
    children: count.nullish().transform((children) => children ?? 0),
    infants: count.nullish().transform((infants) => infants ?? 0),
  })
  .superRefine(({ directions, adults, children, infants }, context) => {
    const report = (path: (string | number)[], message: string) => context.addIssue({ code: 'custom', path, message });
    if (adults + children + infants === 0) report(['adults'], 'must be at least one passenger in all');
    if (adults === 0 && children > 0) report(['children'], 'a child flies with an adult: add one');
    if (adults === 0 && infants > 0) report(['infants'], 'an infant flies with an adult: add one');
    if (adults > 0 && infants > adults) report(['infants'], 'an adult takes one infant: at most as many as adults');
    if (adults + children + infants > MOST_PASSENGERS) {
      report(['adults'], `at most ${MOST_PASSENGERS} passengers in all: split the party`);
    }
    directions.forEach((direction, index) => reportDirection(direction, index, report));
    reportReturn(directions, report);
  });
/** The same, validated. */
export type SearchInput = z.output<typeof SearchInput>;

type Report = (path: (string | number)[], message: string) => void;

function reportDirection({ from, to, date, flights }: Direction, index: number, report: Report): void {
  const path = ['directions', index];
  if (from === to) report([...path, 'to'], 'must be another city than the departure’s');
  const [first] = flights;
  if (first && chinaDate(first.departure) !== date) {
    const message = `the flight leaves on ${chinaDate(first.departure)} in China, not on ${date}`;
    report([...path, 'flights', 0, 'departure'], message);
  }
  flights.forEach(({ departure }, place) => {
    const before = flights[place - 1];
    if (before && departure <= before.departure) {
      report(
        [...path, 'flights', place, 'departure'],
        `must be after the departure of ${before.number}, the leg before`,
      );
    }
  });
}

function reportReturn(directions: readonly Direction[], report: Report): void {
  const [outward, inward] = directions;
  if (outward === undefined || inward === undefined) return;
  if (inward.from !== outward.to || inward.to !== outward.from) {
    report(['directions', 1], `a return goes back from ${outward.to} to ${outward.from}; search other journeys singly`);
  }
  if (inward.date < outward.date)
    report(['directions', 1, 'date'], `must not be before the departure, ${outward.date}`);
  const [last, first] = [outward.flights.at(-1), inward.flights[0]];
  if (last && first && first.departure <= last.departure) {
    report(['directions', 1, 'flights', 0, 'departure'], `must be after the departure of ${last.number}`);
  }
  if (Boolean(first) !== Boolean(last)) {
    const missing = first ? 0 : 1;
    report(
      ['directions', missing, 'flights'],
      'name the flights of both directions, to price them, or in none, to list',
    );
  }
}
