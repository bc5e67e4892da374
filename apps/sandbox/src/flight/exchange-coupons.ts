import type { FlightContext } from './context.ts';
import type { Facts } from './facts.ts';
import type { Change, ChangeTarget, FlightOrder } from './order.ts';
import { holdsOfCoupon, issueTicket } from './tickets.ts';

/** Gives the passengers of a change their new segments and tickets, and the old seats back. */
export function exchangeCoupons(
  { identities, inventory }: Pick<FlightContext, 'identities' | 'inventory'>,
  order: FlightOrder,
  { passengerIds, targets }: Change,
  facts: Facts,
): void {
  for (const passenger of order.passengers.filter(({ id }) => passengerIds.includes(id))) {
    passenger.coupons = passenger.coupons.map((coupon) => {
      const target = targets.find(({ oldSegmentId }) => oldSegmentId === coupon.segmentId);
      if (!target) return coupon;
      inventory.seats.release(holdsOfCoupon(order, { passenger, coupon }));
      if (coupon.ticket) {
        facts.ticket(coupon.ticket, 'changed');
        passenger.exchanged.push(coupon.ticket);
      }
      const { segment, cabin, cabinClass } = target;
      const ticket = issueTicket(identities, segment.id);
      return { segmentId: segment.id, cabin, cabinClass, fare: coupon.fare, ticket };
    });
  }
  for (const target of targets) replaceSegment(order, target);
}

/** Puts the new segment where the old one is, which leaves when nobody flies it any more. */
function replaceSegment(order: FlightOrder, { oldSegmentId, segment }: ChangeTarget): void {
  const flown = new Set(order.passengers.flatMap(({ coupons }) => coupons.map(({ segmentId }) => segmentId)));
  order.journeys = order.journeys.map((segments) => {
    const isNew = !segments.some(({ id }) => id === segment.id);
    return segments.flatMap((old) => {
      if (old.id !== oldSegmentId) return [old];
      return [...(flown.has(old.id) ? [old] : []), ...(isNew ? [segment] : [])];
    });
  });
}
