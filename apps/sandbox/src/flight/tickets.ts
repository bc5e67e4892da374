import type { Identities } from '../vacation/identities.ts';
import { dayOf } from './inventory/flights.ts';
import { segmentsOf } from './order.ts';
import type { Coupon, FlightOrder, Hold, Passenger, Ticket } from './order.ts';

/** A coupon with its passenger. */
export interface HeldCoupon {
  readonly passenger: Passenger;
  readonly coupon: Coupon;
}

/** A new ticket: 13 digits, the first three of them an airline's. */
export function issueTicket(identities: Identities, segmentId: string): Ticket {
  const serial = String(identities.nextRefund()).slice(-10);
  return { number: `784${serial}`, segmentId, status: 'issued' };
}

/** The seats that the passengers of an order have: an infant none, a refunded coupon none. */
export function holdsOf(order: FlightOrder): Hold[] {
  return order.passengers.flatMap((passenger) =>
    passenger.coupons
      .filter(({ ticket }) => ticket?.status !== 'refunded')
      .flatMap((coupon) => holdsOfCoupon(order, { passenger, coupon })),
  );
}

/** The seat of one coupon. */
export function holdsOfCoupon(order: FlightOrder, { passenger, coupon }: HeldCoupon): Hold[] {
  const segment = segmentsOf(order).find(({ id }) => id === coupon.segmentId);
  if (!segment || passenger.type === 'INFANT') return [];
  const { operatingFlightNumber: flightNumber, departure } = segment;
  return [{ flightNumber, date: dayOf(departure), cabin: coupon.cabin, seats: 1 }];
}

/** The coupons of some passengers and segments; of all where none are named. Undefined when one named is not of the order. */
export function couponsOf(
  order: FlightOrder,
  {
    passengerIds,
    segmentIds,
  }: { passengerIds: readonly bigint[] | undefined; segmentIds: readonly string[] | undefined },
): readonly HeldCoupon[] | undefined {
  const held = order.passengers.flatMap((passenger) => passenger.coupons.map((coupon) => ({ passenger, coupon })));
  const knowsPassengers =
    passengerIds?.every((id) => order.passengers.some((passenger) => passenger.id === id)) ?? true;
  const knowsSegments = segmentIds?.every((id) => held.some(({ coupon }) => coupon.segmentId === id)) ?? true;
  if (!knowsPassengers || !knowsSegments) return undefined;
  return held.filter(
    ({ passenger, coupon }) =>
      (passengerIds?.includes(passenger.id) ?? true) && (segmentIds?.includes(coupon.segmentId) ?? true),
  );
}
