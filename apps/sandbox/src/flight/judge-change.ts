import type { FlightContext } from './context.ts';
import { cityOfAirport } from './inventory/cities.ts';
import { dayOf, departureOn } from './inventory/flights.ts';
import { holdOf } from './inventory/inventory.ts';
import type { Leg } from './inventory/inventory.ts';
import { STANDARD_PRODUCT } from './inventory/products.ts';
import { isBeingChanged } from './judge-refund.ts';
import { refused } from './methods/method.ts';
import type { Outcome } from './methods/method.ts';
import { segmentsOf } from './order.ts';
import type { Change, ChangeTarget, FlightOrder } from './order.ts';
import { feePercent, isRescheduled } from './refund-fee.ts';
import { couponsOf } from './tickets.ts';
import type { HeldCoupon } from './tickets.ts';

/** The flight that a segment shall be changed to, as the request names it. */
export interface ChangeWish {
  readonly segmentId: string;
  readonly flightNumber: string;
  readonly depAirport: string | undefined;
  readonly arrAirport: string | undefined;
  /** Epoch milliseconds. */
  readonly departure: number;
  readonly cabin: string;
}

/** What a change that can be done is about, and what it costs in fen. */
export type PricedChange = Pick<Change, 'passengerIds' | 'targets' | 'changeFee' | 'upgradeFee' | 'hold'>;

type Refusal = Outcome & { kind: 'refused' };

/** Checks tickets and passengers, then seats and prices of the flights that are wished for. */
export function judgeChange(
  context: FlightContext,
  order: FlightOrder,
  { passengerIds, wishes }: { passengerIds: readonly bigint[] | undefined; wishes: readonly ChangeWish[] },
): ({ readonly kind: 'possible' } & PricedChange) | Refusal {
  const { inventory } = context;
  const no = (text: string): Refusal => refused('notChangeable', text);
  if (order.status !== 'ticketed') return no('订单未出票，不能改签');
  const segmentIds = wishes.map(({ segmentId }) => segmentId);
  const coupons = couponsOf(order, { passengerIds, segmentIds });
  if (!coupons || new Set(segmentIds).size < segmentIds.length) return no('乘机人或航段不属于该订单');
  if (coupons.length === 0 || coupons.some(({ coupon }) => coupon.ticket?.status !== 'issued')) {
    return no('客票状态不允许改签');
  }
  if (coupons.some((held) => isBeingChanged(order, held))) return no('客票正在改签');

  const people = new Map(coupons.map(({ passenger }) => [passenger.id, passenger]));
  const seats = [...people.values()].filter(({ type }) => type !== 'INFANT').length;
  const priced: { target: ChangeTarget; leg: Leg; changeFee: number; upgradeFee: number }[] = [];
  for (const wish of wishes) {
    const leg = legOf(context, order, wish);
    if (!leg) return no('目的航班不存在或不可改签');
    if (inventory.seatsLeft(leg) < seats) return refused('noSeats', '目的航班舱位不足');
    const own = coupons.filter(({ coupon }) => coupon.segmentId === wish.segmentId);
    const target = {
      oldSegmentId: wish.segmentId,
      segment: inventory.segment(leg),
      cabin: leg.cabin.code,
      cabinClass: leg.cabin.cabinClass,
    };
    priced.push({ target, leg, ...feesOf(context, order, leg, own) });
  }
  return {
    kind: 'possible',
    passengerIds: [...people.keys()],
    targets: priced.map(({ target }) => target),
    changeFee: priced.reduce((sum, { changeFee }) => sum + changeFee, 0),
    upgradeFee: priced.reduce((sum, { upgradeFee }) => sum + upgradeFee, 0),
    hold: priced.map(({ leg }) => holdOf(leg, seats)),
  };
}

/** The wished seat, when it is on another flight or in another class between the same cities, and still to come. */
function legOf({ clock, inventory }: FlightContext, order: FlightOrder, wish: ChangeWish): Leg | undefined {
  const old = segmentsOf(order).find(({ id }) => id === wish.segmentId);
  const flight = inventory.timetable.flight(wish.flightNumber);
  const cabin = flight?.cabins.find(({ code }) => code === wish.cabin);
  if (!old || !flight || !cabin) return undefined;
  const leg = { flight, cabin, date: dayOf(wish.departure) };
  const fits =
    departureOn(flight, leg.date) === wish.departure &&
    wish.departure > clock.now().getTime() &&
    old.departure > clock.now().getTime() &&
    (wish.depAirport ?? flight.depAirport.code) === flight.depAirport.code &&
    (wish.arrAirport ?? flight.arrAirport.code) === flight.arrAirport.code &&
    flight.from === cityOfAirport(old.depAirport) &&
    flight.to === cityOfAirport(old.arrAirport);
  const isSame = inventory.segment(leg).id === old.id;
  return fits && !isSame ? leg : undefined;
}

/** Half of what a refund would cost, and the difference of the fares; nothing when the airline moved the flight. */
function feesOf(
  { clock, inventory }: FlightContext,
  order: FlightOrder,
  leg: Leg,
  coupons: readonly HeldCoupon[],
): { changeFee: number; upgradeFee: number } {
  const now = clock.now().getTime();
  const fees = coupons.map(({ passenger, coupon }) => {
    if (isRescheduled(order, coupon.segmentId)) return { changeFee: 0, upgradeFee: 0 };
    const fare = inventory.fare(passenger.type, leg, STANDARD_PRODUCT)?.sell ?? coupon.fare.sell;
    return {
      changeFee: Math.round((coupon.fare.sell * feePercent(order, coupon.segmentId, now)) / 200),
      upgradeFee: Math.max(0, fare - coupon.fare.sell),
    };
  });
  return {
    changeFee: fees.reduce((sum, { changeFee }) => sum + changeFee, 0),
    upgradeFee: fees.reduce((sum, { upgradeFee }) => sum + upgradeFee, 0),
  };
}
