import { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import type { FlightNames } from '@interline/adapter-flight/wire';
import { formatTopTime } from '@interline/top-client/codec';
import { list } from '../gateway/value.ts';
import type { AnswerObject, AnswerValue } from '../gateway/value.ts';
import type { CabinClass } from './inventory/flights.ts';
import type { Contact, Coupon, Fare, FlightOrder, Passenger, Segment, Ticket, TripType } from './order.ts';

const CABIN_CLASS_NAME: Readonly<Record<CabinClass, string>> = {
  ECONOMY: '经济舱',
  BUSINESS: '公务舱',
  FIRST: '头等舱',
};

/** The order as queryorderdetail (61919) answers it. */
export function orderFields(order: FlightOrder, names: FlightNames): AnswerObject {
  const { order: name } = names;
  return {
    ...orderSummary(order, names),
    [name.seller]: order.seller,
    [name.payTime]: time(order.paidAt),
    [name.paid]: order.paidAt === undefined ? undefined : yuan(order.total),
    [name.tradeNumber]: order.tradeNumber,
    [name.payBy]: time(order.payBy),
    [name.ticketTime]: time(order.ticketedAt),
    [name.closeTime]: time(order.closedAt),
    [name.contact]: contactFields(order.contact, names),
    [name.route]: routeFields(order.tripType, order.journeys, names),
    [name.passengers]: list(
      name.passengerItem,
      order.passengers.map((passenger) => passengerFields(order, passenger, names)),
    ),
  };
}

/** The order as a list of orders shows it. */
export function orderSummary(order: FlightOrder, { order: name }: FlightNames): AnswerObject {
  return {
    [name.orderId]: order.id,
    [name.outOrderNumber]: order.outOrderNumber,
    [name.status]: FLIGHT_WORDS.orderStatus[order.status],
    [name.bookTime]: time(order.bookedAt),
    [name.total]: yuan(order.total),
  };
}

/** Journeys with their segments. */
export function routeFields(
  tripType: TripType,
  journeys: readonly (readonly Segment[])[],
  names: FlightNames,
): AnswerObject {
  const { route } = names;
  return {
    [route.tripType]: FLIGHT_WORDS.tripType[tripType],
    [route.journeys]: list(
      route.journey,
      journeys.map((segments) => ({
        [route.segments]: list(
          route.segment,
          segments.map((segment) => segmentFields(segment, names)),
        ),
      })),
    ),
  };
}

/** Which booking class each segment is flown in. */
export function cabinFields(
  coupons: readonly Pick<Coupon, 'segmentId' | 'cabin' | 'cabinClass'>[],
  { cabin }: FlightNames,
): AnswerValue {
  const items = coupons.map((coupon) => ({
    [cabin.segmentId]: coupon.segmentId,
    [cabin.cabin]: coupon.cabin,
    [cabin.cabinClass]: FLIGHT_WORDS.cabinClass[coupon.cabinClass],
    [cabin.cabinClassName]: CABIN_CLASS_NAME[coupon.cabinClass],
  }));
  return listed(cabin.item, items);
}

/** A price in the fields that orders and offers share; the tax is both fees together. */
export function priceFields({ sell, build, oil }: Fare, { price }: FlightNames): AnswerObject {
  return {
    [price.sell]: yuan(sell),
    [price.build]: yuan(build),
    [price.oil]: yuan(oil),
    [price.tax]: yuan(build + oil),
  };
}

/** Fen as yuan of the wire. */
export function yuan(fen: number): number {
  return fen / 100;
}

/** An instant as the wire writes it. */
export function time(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : formatTopTime(new Date(instant));
}

/** A list, or nothing where it would be empty: the gateway leaves empty lists out. */
export function listed(innerName: string, items: readonly AnswerValue[]): AnswerValue {
  return items.length === 0 ? undefined : list(innerName, items);
}

function segmentFields(segment: Segment, { segment: name }: FlightNames): AnswerObject {
  return {
    [name.id]: segment.id,
    [name.marketingAirline]: segment.airline,
    [name.marketingFlightNumber]: segment.flightNumber,
    [name.operatingAirline]: segment.operatingAirline,
    [name.operatingFlightNumber]: segment.operatingFlightNumber,
    [name.codeShare]: segment.flightNumber !== segment.operatingFlightNumber,
    [name.depAirport]: segment.depAirport,
    [name.depTerminal]: segment.depTerminal,
    [name.depTime]: time(segment.departure),
    [name.arrAirport]: segment.arrAirport,
    [name.arrTerminal]: segment.arrTerminal,
    [name.arrTime]: time(segment.arrival),
    [name.equipment]: segment.equipment,
  };
}

function passengerFields(order: FlightOrder, passenger: Passenger, names: FlightNames): AnswerObject {
  const { orderPassenger, passenger: name } = names;
  const tickets = ticketFields(order, passenger, names);
  return {
    [orderPassenger.passenger]: {
      [name.id]: passenger.id,
      [name.name]: passenger.name,
      [name.type]: FLIGHT_WORDS.passengerType[passenger.type],
      [name.birthday]: passenger.birthday,
      [name.sex]: passenger.sex,
      [name.nationality]: passenger.nationality,
      [name.documentType]: passenger.documentType,
      [name.documentNumber]: passenger.documentNumber,
      [name.documentExpiry]: passenger.documentExpiry,
      [name.countryCode]: passenger.countryCode,
      [name.mobile]: passenger.mobile,
      [name.guardian]: passenger.guardian,
    },
    [orderPassenger.price]: priceFields(passenger.fare, names),
    [orderPassenger.cabins]: cabinFields(passenger.coupons, names),
    [orderPassenger.tickets]: listed(orderPassenger.ticket, tickets),
  };
}

/** A ticket, or one that is still to come. */
type ShownTicket = Pick<Ticket, 'segmentId' | 'status'> & { readonly number: string | undefined };

/** Tickets of a passenger: replaced ones first; those still to come without a number. */
function ticketFields(order: FlightOrder, passenger: Passenger, { ticket: name }: FlightNames): AnswerObject[] {
  const waiting = order.status === 'paid' || order.status === 'ticketing';
  const current = passenger.coupons.flatMap(({ ticket, segmentId }): ShownTicket[] => {
    if (ticket) return [ticket];
    return waiting ? [{ segmentId, status: 'issuing', number: undefined }] : [];
  });
  const tickets: ShownTicket[] = [...passenger.exchanged, ...current];
  return tickets.map(({ number, segmentId, status }) => ({
    [name.number]: number,
    [name.segmentId]: segmentId,
    [name.status]: FLIGHT_WORDS.ticketStatus[status],
  }));
}

function contactFields(contact: Contact, { contact: name }: FlightNames): AnswerObject {
  return {
    [name.name]: contact.name,
    [name.countryCode]: contact.countryCode,
    [name.mobile]: contact.mobile,
    [name.phone]: contact.phone,
    [name.email]: contact.email,
    [name.documentType]: contact.documentType,
    [name.documentNumber]: contact.documentNumber,
  };
}
