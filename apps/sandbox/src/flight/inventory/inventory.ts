import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import type { Shelf } from '../../state/shelf.ts';
import type { Fare, FlightTimes, Hold, PassengerType, Segment } from '../order.ts';
import type { SettingsRoom } from '../settings.ts';
import { fareFor } from './fares.ts';
import { createTimetable, departureOn } from './flights.ts';
import type { Cabin, Flight, Timetable } from './flights.ts';
import type { Product } from './products.ts';
import { createSeats } from './seats.ts';
import type { Seats } from './seats.ts';

/** A seat on a flight of a day, as a seller offers it. */
export interface Leg {
  readonly flight: Flight;
  /** `yyyy-MM-dd` in China. */
  readonly date: string;
  readonly cabin: Cabin;
}

/** Flights, seats and prices. */
export interface Inventory {
  readonly timetable: Timetable;
  readonly seats: Seats;
  seatsLeft(leg: Leg): number;
  /** What a passenger pays for a leg now; undefined without such a fare. */
  fare(type: PassengerType, leg: Leg, product: Product): Fare | undefined;
  /** The leg as a segment of an order. */
  segment(leg: Leg): Segment;
  /** Takes a flight of a day off sale, for good. */
  cancel(flightNumber: string, date: string): void;
}

/** The inventory of a seed, with the seats that the run before sold. */
export function createInventory(context: {
  clock: Clock;
  random: Random;
  settings: SettingsRoom;
  seats: Shelf<number>;
  cancelled: Shelf<true>;
}): Inventory {
  const { clock, random, settings, cancelled } = context;
  const timetable = createTimetable(random.fork('timetable'));
  const prices = random.fork('prices');
  const seats = createSeats(context.seats);
  const off = new Set(cancelled.left().map(([key]) => key));

  const seatsLeft = ({ flight, date, cabin }: Leg): number =>
    off.has(`${flight.operatingFlightNumber}/${date}`)
      ? 0
      : cabin.seats - seats.taken(flight.operatingFlightNumber, date, cabin.code);

  return {
    timetable,
    seats,
    seatsLeft,
    fare(type, leg, product) {
      const { priceSeconds } = settings.settings();
      const period = priceSeconds === 0 ? 0 : Math.floor(clock.now().getTime() / 1000 / priceSeconds);
      const terms = { random: prices, moved: settings.moves().price, period, seatsLeft: seatsLeft(leg) };
      return fareFor(type, { ...leg, product }, terms);
    },
    segment({ flight, date }) {
      const departure = departureOn(flight, date);
      const { depAirport, arrAirport } = flight;
      return {
        id: segmentId({ ...flight, depAirport: depAirport.code, arrAirport: arrAirport.code }, date),
        flightNumber: flight.flightNumber,
        airline: flight.airline,
        operatingFlightNumber: flight.operatingFlightNumber,
        operatingAirline: flight.operatingAirline,
        depAirport: depAirport.code,
        depTerminal: depAirport.terminal,
        departure,
        arrAirport: arrAirport.code,
        arrTerminal: arrAirport.terminal,
        arrival: departure + flight.minutes * 60_000,
        equipment: flight.equipment,
      };
    },
    cancel(flightNumber, date) {
      off.add(`${flightNumber}/${date}`);
      cancelled.put(`${flightNumber}/${date}`, true);
    },
  };
}

/** Seats of a leg for so many people. */
export function holdOf({ flight, date, cabin }: Leg, seats: number): Hold {
  return { flightNumber: flight.operatingFlightNumber, date, cabin: cabin.code, seats };
}

/** Flight, airports, month and day, as the sample of the order detail (61919) writes it: `CZ8957PKXXMN0310`. */
function segmentId(
  { flightNumber, depAirport, arrAirport }: Pick<FlightTimes, 'flightNumber' | 'depAirport' | 'arrAirport'>,
  date: string,
): string {
  return `${flightNumber}${depAirport}${arrAirport}${date.slice(5).replace('-', '')}`;
}
