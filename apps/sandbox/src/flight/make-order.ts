import type { FlightContext } from './context.ts';
import type { JudgedBooking } from './judge-booking.ts';
import type { Booking } from './methods/read-booking.ts';
import { sumFares } from './order.ts';
import type { FlightOrder, Passenger } from './order.ts';

/** The order of a booking that can be done. It is not placed yet. */
export function makeOrder(
  { clock, identities, inventory, settings }: FlightContext,
  shop: string,
  booking: Booking,
  { offer, fares }: JudgedBooking,
): FlightOrder {
  const now = Math.floor(clock.now().getTime() / 1000) * 1000;
  const segments = offer.legs.map((leg) => inventory.segment(leg));
  const passengers = booking.travellers.map((traveller): Passenger => {
    const own = fares[traveller.type];
    return {
      ...traveller,
      id: identities.nextOrder(),
      fare: sumFares(own),
      exchanged: [],
      coupons: offer.legs.flatMap(({ cabin }, place) => {
        const [segment, fare] = [segments[place], own[place]];
        if (!segment || !fare) return [];
        return [{ segmentId: segment.id, cabin: cabin.code, cabinClass: cabin.cabinClass, fare, ticket: undefined }];
      }),
    };
  });
  return {
    id: identities.nextOrder(),
    shop,
    outOrderNumber: booking.outOrderNumber,
    seller: offer.product.seller,
    tripType: segments.length > 1 ? 'return' : 'oneWay',
    bookedAt: now,
    payBy: now + settings.settings().paymentSeconds * 1000,
    total: booking.total,
    contact: booking.contact,
    passengers,
    journeys: segments.map((segment) => [segment]),
    status: 'booked',
    tradeNumber: undefined,
    paidAt: undefined,
    ticketedAt: undefined,
    closedAt: undefined,
    received: 0,
    returned: 0,
    refunds: [],
    changes: [],
    flightChanges: [],
  };
}
