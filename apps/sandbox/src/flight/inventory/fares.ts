import type { Random } from '../../random.ts';
import type { Fare, PassengerType } from '../order.ts';
import type { Cabin, Flight } from './flights.ts';
import type { Product } from './products.ts';

/** Airport fee of an adult in fen; children and infants pay none. */
const BUILD_FEE = 5000;
/** Few seats left make a booking class dearer. */
const SCARCE = 2;
const TEN_JIAO = 100;

/** What moves a price. */
export interface PriceTerms {
  readonly random: Random;
  /** Fen on top of every adult fare. */
  readonly moved: number;
  /** Which price period it is; a new one draws new prices. */
  readonly period: number;
  readonly seatsLeft: number;
}

/** What a passenger pays for one flight of a day, or undefined when the product has no fare for such a passenger. */
export function fareFor(
  type: PassengerType,
  seat: { flight: Flight; date: string; cabin: Cabin; product: Product },
  terms: PriceTerms,
): Fare | undefined {
  const adult = adultFare(seat, terms);
  if (type === 'ADULT') return { sell: adult, build: BUILD_FEE, oil: seat.flight.oilFee };
  if (type === 'CHILD') return { sell: share(adult, 50), build: 0, oil: seat.flight.oilFee / 2 };
  return seat.product.infants ? { sell: share(adult, 10), build: 0, oil: 0 } : undefined;
}

/** Decided by seed, flight, day and booking class; members' prices have jiao. */
function adultFare(
  { flight, date, cabin, product }: { flight: Flight; date: string; cabin: Cabin; product: Product },
  { random, moved, period, seatsLeft }: PriceTerms,
): number {
  const day = random.fork(`${flight.operatingFlightNumber} ${date} ${period}`).integer(80, 125);
  const scarcity = seatsLeft <= SCARCE ? 110 : 100;
  const full = Math.round((flight.baseFare * cabin.factor * day * scarcity) / 10_000 / TEN_JIAO) * TEN_JIAO;
  return Math.max(TEN_JIAO, Math.round(((full + moved) * product.percent) / 1000) * 10);
}

function share(fare: number, percent: number): number {
  return Math.round((fare * percent) / 1000) * 10;
}
