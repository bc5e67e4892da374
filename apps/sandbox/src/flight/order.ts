import type { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import type { CabinClass } from './inventory/flights.ts';

type Words = typeof FLIGHT_WORDS;

/** By the meaning that the table of words gives each status. */
export type OrderStatus = keyof Words['orderStatus'];
export type TicketStatus = keyof Words['ticketStatus'];
export type RefundStatus = keyof Words['refundStatus'];
export type ChangeStatus = keyof Words['changeStatus'];
export type PassengerType = keyof Words['passengerType'];
export type TripType = keyof Words['tripType'];
export type RefundType = keyof Words['refundApplyType'];

/** One flight of a journey, as it was sold. Instants are epoch milliseconds. */
export interface Segment {
  /** Flight, airports, month and day: `CZ8957PKXXMN0310`. */
  readonly id: string;
  readonly flightNumber: string;
  readonly airline: string;
  readonly operatingFlightNumber: string;
  readonly operatingAirline: string;
  readonly depAirport: string;
  readonly depTerminal: string;
  readonly departure: number;
  readonly arrAirport: string;
  readonly arrTerminal: string;
  readonly arrival: number;
  readonly equipment: string;
}

/** What one passenger pays, in fen. */
export interface Fare {
  readonly sell: number;
  readonly build: number;
  readonly oil: number;
}

/** A ticket of one passenger for one segment. */
export interface Ticket {
  readonly number: string;
  readonly segmentId: string;
  status: TicketStatus;
}

/** One passenger's right to fly one segment. */
export interface Coupon {
  readonly segmentId: string;
  readonly cabin: string;
  readonly cabinClass: CabinClass;
  readonly fare: Fare;
  ticket: Ticket | undefined;
}

/** What a traveller's document says, as it was booked. */
export interface Traveller {
  readonly name: string;
  readonly type: PassengerType;
  readonly birthday: string | undefined;
  readonly sex: string | undefined;
  readonly nationality: string | undefined;
  readonly documentType: number;
  readonly documentNumber: string;
  readonly documentExpiry: string | undefined;
  readonly countryCode: string | undefined;
  readonly mobile: string | undefined;
  /** The place of the adult whom an infant travels with, from 0. */
  readonly guardian: number | undefined;
}

/** A passenger of an order. */
export interface Passenger extends Traveller {
  readonly id: bigint;
  /** What was paid when it was booked, for all segments. */
  readonly fare: Fare;
  coupons: Coupon[];
  /** Tickets that a change replaced. */
  readonly exchanged: Ticket[];
}

/** Who is called when something happens. */
export interface Contact {
  readonly name: string;
  readonly countryCode: string;
  readonly mobile: string;
  readonly phone: string | undefined;
  readonly email: string | undefined;
  readonly documentType: number | undefined;
  readonly documentNumber: string | undefined;
}

/** Seats that are taken from a flight of a day. */
export interface Hold {
  readonly flightNumber: string;
  readonly date: string;
  readonly cabin: string;
  readonly seats: number;
}

/** Money that went back for a refund. */
export interface RefundPayment {
  readonly tradeNumber: string;
  /** In fen. */
  readonly amount: number;
  readonly at: number;
  readonly supplementary: boolean;
}

/** A refund order. */
export interface Refund {
  readonly id: bigint;
  readonly outRefundNumber: string | undefined;
  readonly type: RefundType;
  readonly requestedAt: number;
  /** In fen; undefined until the review when it was not calculated before the application. */
  fee: number | undefined;
  /** The fee that the airline takes, whether it was told or not, and what goes back, in fen. */
  readonly trueFee: number;
  readonly amount: number;
  readonly coupons: readonly { readonly passengerId: bigint; readonly segmentId: string }[];
  readonly reason: string | undefined;
  readonly attachments: readonly string[];
  refusal: string | undefined;
  status: RefundStatus;
  approvedAt: number | undefined;
  readonly payments: RefundPayment[];
}

/** One flight that a change moves passengers to. */
export interface ChangeTarget {
  readonly oldSegmentId: string;
  readonly segment: Segment;
  readonly cabin: string;
  readonly cabinClass: CabinClass;
}

/** A change order. */
export interface Change {
  readonly id: bigint;
  readonly outChangeNumber: string | undefined;
  readonly requestedAt: number;
  readonly passengerIds: readonly bigint[];
  readonly targets: readonly ChangeTarget[];
  /** In fen, for all passengers. */
  readonly changeFee: number;
  readonly upgradeFee: number;
  readonly hold: readonly Hold[];
  status: ChangeStatus;
  /** Until when the held seats can be paid; undefined before they are offered. */
  payBy: number | undefined;
  paidAt: number | undefined;
  refusal: string | undefined;
}

/** What an airline did to a flight of the order. */
export interface FlightChange {
  readonly type: keyof Words['flightChangeType'];
  readonly at: number;
  readonly reason: string;
  readonly segmentId: string;
  readonly before: FlightTimes;
  /** Undefined for a cancelled flight without another. */
  readonly after: FlightTimes | undefined;
}

/** A flight and when it flies. */
export interface FlightTimes {
  readonly flightNumber: string;
  readonly depAirport: string;
  readonly arrAirport: string;
  readonly departure: number;
  readonly arrival: number;
}

/** A ticket order, with everything that became of it. Money in fen, instants in epoch milliseconds. */
export interface FlightOrder {
  readonly id: bigint;
  /** Id of the shop that bought. */
  readonly shop: string;
  readonly outOrderNumber: string;
  readonly seller: string;
  readonly tripType: TripType;
  readonly bookedAt: number;
  readonly payBy: number;
  readonly total: number;
  readonly contact: Contact;
  readonly passengers: Passenger[];
  journeys: Segment[][];
  status: OrderStatus;
  tradeNumber: string | undefined;
  paidAt: number | undefined;
  ticketedAt: number | undefined;
  closedAt: number | undefined;
  /** What has been paid for the order and its changes, and what went back. */
  received: number;
  returned: number;
  readonly refunds: Refund[];
  readonly changes: Change[];
  readonly flightChanges: FlightChange[];
}

/** All segments of an order, in the order of travel. */
export function segmentsOf(order: FlightOrder): Segment[] {
  return order.journeys.flat();
}

/** What a fare costs. */
export function fareTotal({ sell, build, oil }: Fare): number {
  return sell + build + oil;
}

/** The sum of fares. */
export function sumFares(fares: readonly Fare[]): Fare {
  return fares.reduce(
    (sum, fare) => ({ sell: sum.sell + fare.sell, build: sum.build + fare.build, oil: sum.oil + fare.oil }),
    { sell: 0, build: 0, oil: 0 },
  );
}
