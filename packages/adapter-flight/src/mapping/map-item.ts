import { summariseRefunds } from '@interline/core';
import type { ItemSnapshot, OrderStatus, TicketSnapshot } from '@interline/core';

import { FLIGHT_WORDS } from '../wire.ts';
import { compact } from './compact.ts';
import type { MappedRefund } from './map-refund.ts';
import type { Route, RouteFlight } from './map-route.ts';
import type { MappingContext } from './mapping-context.ts';
import { meaningOf } from './meaning-of.ts';
import { isPaid } from './statuses.ts';
import type { WirePassenger } from './wire-order.ts';

/** Facts of a passenger's place on the flights. Money is fen as text. */
export type ItemDetail = {
  /** `ADULT`, `CHILD`, `INFANT`, or the number sent. */
  readonly passengerType?: string;
  readonly fare?: string;
  readonly airportFee?: string;
  readonly fuelFee?: string;
  /** As sent: the channel's own sample shows that it is not exactly the sum of the two fees. */
  readonly taxes?: string;
  readonly cabins: readonly CabinDetail[];
};

/** The booking class of a passenger on a segment. */
export type CabinDetail = {
  readonly segment?: string;
  readonly cabin?: string;
  readonly cabinClass?: string;
  /** In the channel's words. */
  readonly cabinClassName?: string;
};

/** What a passenger's item takes over from its order. */
export interface ItemOrder {
  readonly word: string;
  /** What the word means for the order. */
  readonly status: OrderStatus;
  readonly route: Route;
  readonly payBy: Date | undefined;
  readonly closedAt: Date | undefined;
  readonly refunds: readonly MappedRefund[];
}

/** What one passenger bought. */
export function mapItem(
  passenger: WirePassenger,
  reference: string,
  path: string,
  order: ItemOrder,
  tickets: readonly TicketSnapshot[],
  context: MappingContext,
): ItemSnapshot {
  const { price = {} } = passenger;
  const refunds = order.refunds.filter(({ detail }) => isOf(detail.passengers, reference));
  const flights = flightsOf(passenger, order.route);
  const status = itemStatus(order.status, flights, refunds, tickets);
  const fare = price.sell ?? 0n;
  const totalAmount = fare + feesOf(price);
  const refundedAt = refunds.flatMap(({ latestAt }) => latestAt ?? []).toSorted((a, b) => a.getTime() - b.getTime());
  const detail: ItemDetail = {
    ...compact({
      passengerType: mapPassengerType(passenger.passenger?.type, path, context),
      fare: price.sell?.toString(),
      airportFee: price.build?.toString(),
      fuelFee: price.oil?.toString(),
      taxes: price.tax?.toString(),
    }),
    cabins: (passenger.cabins ?? []).map(({ segmentId: segment, cabin, cabinClass, cabinClassName }) =>
      compact({ segment, cabin, cabinClass, cabinClassName }),
    ),
  };
  return {
    reference,
    status,
    channelStatus: order.word,
    confirmation: 'NOT_REQUIRED',
    refundStatus: summariseRefunds(refunds.map(({ snapshot }) => snapshot.status)),
    title: flights.map(({ title }) => title).join(', '),
    kind: 'FLIGHT',
    quantity: 1,
    unitAmount: fare,
    totalAmount,
    paidAmount: isPaid(order.status) ? totalAmount : 0n,
    travelStart: flights.flatMap(({ departure }) => departure ?? []).at(0) ?? null,
    travelEnd: flights.flatMap(({ arrival }) => arrival ?? []).at(-1) ?? null,
    deadline: status === 'AWAITING_PAYMENT' ? (order.payBy ?? null) : null,
    endedAt: isClosed(status) ? (order.closedAt ?? refundedAt.at(-1) ?? null) : null,
    detail,
  };
}

/** Whether the order, or what is bought for a passenger, has come to its end. */
export function isClosed(status: OrderStatus): boolean {
  return status === 'CANCELLED' || status === 'REFUNDED';
}

/** After a change for some of the passengers they do not all fly the same; the cabins tell who flies what. */
function flightsOf({ cabins = [] }: WirePassenger, { flights }: Route): readonly RouteFlight[] {
  const own = flights.filter(({ id }) => cabins.some(({ segmentId }) => segmentId === id));
  return own.length > 0 ? own : flights;
}

/** Both fees, because they are what is booked by; the channel's sum only where it sends neither. */
function feesOf({ build, oil, tax }: NonNullable<WirePassenger['price']>): bigint {
  return build === undefined && oil === undefined ? (tax ?? 0n) : (build ?? 0n) + (oil ?? 0n);
}

/** An order has one word for all passengers; tickets and refunds tell where it is not the same for all. */
function itemStatus(
  status: OrderStatus,
  flights: readonly RouteFlight[],
  refunds: readonly MappedRefund[],
  tickets: readonly TicketSnapshot[],
): OrderStatus {
  if (status === 'UNKNOWN' || isClosed(status) || !isPaid(status)) return status;
  if (isRefunded(refunds, flights)) return 'REFUNDED';
  const held = tickets.filter((ticket) => ticket.status !== 'EXCHANGED');
  const isTicketed = held.length > 0 && held.every((ticket) => ticket.status === 'ISSUED');
  return status === 'AWAITING_FULFILMENT' && isTicketed ? 'FULFILLED' : status;
}

/** Whether the refunds that succeeded are of every flight. */
function isRefunded(refunds: readonly MappedRefund[], flights: readonly RouteFlight[]): boolean {
  const done = refunds.filter(({ snapshot }) => snapshot.status === 'SUCCEEDED').map(({ detail }) => detail.segments);
  const isOfAll = done.some((segments) => segments.length === 0);
  return isOfAll || (done.length > 0 && flights.every(({ id }) => done.some((of) => of.includes(id))));
}

function isOf(passengers: readonly string[], reference: string): boolean {
  return passengers.length === 0 || passengers.includes(reference);
}

function mapPassengerType(
  number: number | undefined,
  path: string,
  { names, anomalies }: MappingContext,
): string | undefined {
  if (number === undefined) return undefined;
  const meaning = meaningOf(FLIGHT_WORDS.passengerType, number);
  if (meaning === undefined) {
    anomalies.unknownValue(`${path}.${names.orderPassenger.passenger}.${names.passenger.type}`, number);
  }
  return meaning ?? String(number);
}
