import { crc32 } from 'node:zlib';
import type { Fare, PassengerType } from '../order.ts';
import type { Inventory, Leg } from './inventory.ts';
import { productById } from './products.ts';
import type { Product } from './products.ts';

/** Something that can be booked: the same product for every leg. */
export interface Offer {
  readonly legs: readonly Leg[];
  readonly product: Product;
  /** Epoch milliseconds. */
  readonly expiresAt: number;
}

/** The item key of an offer. It holds the offer, so that nothing has to be kept of what nobody books. */
export function offerKey({ legs, product, expiresAt }: Offer): string {
  const text = JSON.stringify([
    product.id,
    expiresAt,
    ...legs.map(({ flight, date, cabin }) => [flight.flightNumber, date, cabin.code]),
  ]);
  return `${Buffer.from(text).toString('base64url')}.${check(text)}`;
}

/** The offer of an item key; undefined for a key that no search gave. */
export function readOfferKey(key: string, { timetable }: Inventory): Offer | undefined {
  const [encoded = '', checked] = key.split('.');
  const text = Buffer.from(encoded, 'base64url').toString();
  if (check(text) !== checked) return undefined;
  const [productId, expiresAt, ...places] = JSON.parse(text) as [string, number, ...[string, string, string][]];
  const product = productById(productId);
  const legs = places.flatMap(([flightNumber, date, code]) => {
    const flight = timetable.flight(flightNumber);
    const cabin = flight?.cabins.find((candidate) => candidate.code === code);
    return flight && cabin ? [{ flight, date, cabin }] : [];
  });
  return product && legs.length === places.length ? { product, expiresAt, legs } : undefined;
}

/** What a passenger pays for each leg; undefined when the offer has no fare for such a passenger. */
export function offerFares(type: PassengerType, { legs, product }: Offer, inventory: Inventory): Fare[] | undefined {
  const fares = legs.flatMap((leg) => inventory.fare(type, leg, product) ?? []);
  return fares.length === legs.length ? fares : undefined;
}

/** Seats that the offer has left on every leg. */
export function offerSeats({ legs }: Offer, inventory: Inventory): number {
  return Math.min(...legs.map((leg) => inventory.seatsLeft(leg)));
}

function check(text: string): string {
  return crc32(`offer ${text}`).toString(36);
}
