import { cityOf } from './cities.ts';
import type { CabinClass, Flight } from './flights.ts';
import { dayOf, departureOn } from './flights.ts';
import type { Inventory, Leg } from './inventory.ts';
import { offerFares, offerSeats } from './offers.ts';
import type { Offer } from './offers.ts';
import { productsOf } from './products.ts';

/** A flight that is asked for by name. */
export interface NamedFlight {
  readonly flightNumber: string;
  readonly operatingFlightNumber: string | undefined;
  readonly depAirport: string;
  readonly arrAirport: string;
  /** Epoch milliseconds. */
  readonly departure: number;
  readonly cabin: string | undefined;
}

/** One direction of a journey. */
export interface SearchDirection {
  readonly from: string;
  readonly to: string;
  /** `yyyy-MM-dd` in China. */
  readonly date: string;
  readonly flights: readonly NamedFlight[];
}

/** What is searched for. */
export interface SearchWish {
  /** True: the flights of each direction are priced. False: all of a day are listed. */
  readonly named: boolean;
  readonly cabinClasses: readonly CabinClass[];
  readonly directions: readonly SearchDirection[];
  readonly adults: number;
  readonly children: number;
  readonly infants: number;
}

/** Flights of each direction that a return listing combines. */
const COMBINED_FLIGHTS = 4;
/** How far ahead seats are sold. */
const SALE_DAYS = 360;
const DAY = 86_400_000;

/** Offers for a wish, cheapest first. None when nothing fits: the platform does not say why. */
export function findOffers(
  inventory: Inventory,
  wish: SearchWish,
  { now, expiresAt }: { now: number; expiresAt: number },
): Offer[] {
  if (wish.directions.length > 2) return [];
  const perDirection = wish.directions.map((direction) => legsOf(inventory, direction, wish, now));
  const [out = [], back] = perDirection;
  const combined = back ? combine(out, back) : out.map((leg) => [leg]);
  const passengers = wish.adults + wish.children;
  return combined
    .flatMap((legs) => {
      const [first] = legs;
      return first ? productsOf(first.flight).map((product) => ({ legs, product, expiresAt })) : [];
    })
    .filter((offer) => offerSeats(offer, inventory) >= Math.max(1, passengers))
    .filter((offer) => wish.infants === 0 || offerFares('INFANT', offer, inventory) !== undefined)
    .map((offer) => ({ offer, price: adultPrice(offer, inventory) }))
    .toSorted((one, other) => one.price - other.price)
    .map(({ offer }) => offer);
}

/** Seats that one direction can be flown in. */
function legsOf({ timetable }: Inventory, direction: SearchDirection, wish: SearchWish, now: number): Leg[] {
  const [from, to] = [cityOf(direction.from), cityOf(direction.to)];
  // A listing does not price named flights, and pricing needs exactly the one flight: connections are not sold here.
  if (!from || !to || direction.flights.length !== (wish.named ? 1 : 0)) return [];
  const [named] = direction.flights;
  return timetable
    .between(from, to)
    .filter((flight) => isOnSale(flight, direction.date, now))
    .filter((flight) => named === undefined || isNamed(flight, direction.date, named))
    .flatMap((flight) => flight.cabins.map((cabin) => ({ flight, date: direction.date, cabin })))
    .filter(({ cabin }) => wish.cabinClasses.includes(cabin.cabinClass))
    .filter(({ cabin }) => named?.cabin === undefined || named.cabin === cabin.code);
}

function isOnSale(flight: Flight, date: string, now: number): boolean {
  try {
    const departure = departureOn(flight, date);
    return departure > now && departure < now + SALE_DAYS * DAY;
  } catch {
    return false;
  }
}

function isNamed(flight: Flight, date: string, named: NamedFlight): boolean {
  const isShared = flight.flightNumber !== flight.operatingFlightNumber;
  return (
    flight.flightNumber === named.flightNumber &&
    flight.depAirport.code === named.depAirport &&
    flight.arrAirport.code === named.arrAirport &&
    departureOn(flight, date) === named.departure &&
    dayOf(named.departure) === date &&
    (!isShared || named.operatingFlightNumber === flight.operatingFlightNumber)
  );
}

/** Out and back in the same class, the return after the arrival. */
function combine(out: readonly Leg[], back: readonly Leg[]): Leg[][] {
  const few = (legs: readonly Leg[]): Leg[] => {
    const flights = new Set([...new Set(legs.map(({ flight }) => flight))].slice(0, COMBINED_FLIGHTS));
    return legs.filter(({ flight }) => flights.has(flight));
  };
  return few(out).flatMap((there) =>
    few(back)
      .filter((here) => here.flight.cabins.indexOf(here.cabin) === there.flight.cabins.indexOf(there.cabin))
      .filter((here) => departureOn(here.flight, here.date) > arrivalOf(there))
      .map((here) => [there, here]),
  );
}

function arrivalOf({ flight, date }: Leg): number {
  return departureOn(flight, date) + flight.minutes * 60_000;
}

function adultPrice(offer: Offer, inventory: Inventory): number {
  return offerFares('ADULT', offer, inventory)?.reduce((sum, { sell }) => sum + sell, 0) ?? 0;
}
