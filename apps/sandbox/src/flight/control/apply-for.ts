import { ControlError } from '../../control/control-error.ts';
import { dayOf, departureOn } from '../inventory/flights.ts';
import { judgeChange } from '../judge-change.ts';
import type { ChangeWish } from '../judge-change.ts';
import { judgeRefund } from '../judge-refund.ts';
import { makeChange } from '../make-change.ts';
import { feeOf, makeRefund } from '../make-refund.ts';
import type { FlightOrder } from '../order.ts';
import { refundOf } from '../refund-fee.ts';
import type { FlightRoom } from '../room.ts';
import type { ChangeApplicationInput, RefundApplicationInput } from './inputs.ts';

const DAY = 86_400_000;

/** Applies for a refund as the merchant may on the platform's own pages: at the fee that holds now. */
export function applyForRefund(
  { context, refunds }: FlightRoom,
  order: FlightOrder,
  { passengers, type, outRefundNumber }: RefundApplicationInput,
): void {
  const judged = judgeRefund(order, { passengerIds: passengers?.map(BigInt), segmentIds: undefined });
  if (judged.kind === 'refused') throw new ControlError(409, `order ${order.id}: ${judged.text}`);
  const coupons = refundOf(context, order, type, judged.coupons);
  const asked = { outRefundNumber, type, fee: feeOf(coupons), reason: undefined, attachments: [] };
  refunds.place(order, makeRefund(context, asked, coupons), 'control');
}

/** Applies for a change as the merchant may on the platform's own pages: the same flights and classes, days later. */
export function applyForChange(
  { context, changes }: FlightRoom,
  order: FlightOrder,
  { passengers, days, outChangeNumber }: ChangeApplicationInput,
): void {
  const passengerIds = passengers?.map(BigInt);
  const judged = judgeChange(context, order, { passengerIds, wishes: wishesFor(context, order, passengerIds, days) });
  if (judged.kind === 'refused') throw new ControlError(409, `order ${order.id}: ${judged.text}`);
  changes.place(order, makeChange(context, outChangeNumber, judged), 'control');
}

function wishesFor(
  { inventory }: FlightRoom['context'],
  order: FlightOrder,
  passengerIds: readonly bigint[] | undefined,
  days: number,
): ChangeWish[] {
  const coupons = order.passengers
    .filter(({ id }) => passengerIds?.includes(id) ?? true)
    .flatMap((passenger) => passenger.coupons);
  return order.journeys.flat().flatMap(({ id: segmentId, flightNumber, departure }) => {
    const flight = inventory.timetable.flight(flightNumber);
    const cabin = coupons.find((coupon) => coupon.segmentId === segmentId)?.cabin;
    if (!flight || cabin === undefined) return [];
    const later = departureOn(flight, dayOf(departure + days * DAY));
    return [{ segmentId, flightNumber, depAirport: undefined, arrAirport: undefined, departure: later, cabin }];
  });
}
