import { REQUEST_ID } from '@interline/top-client/codec';

import { list, passedOver, personal, record } from '../reading/reader.ts';
import type { Read } from '../reading/reader.ts';
import { flag, id, text, time, whole, yuan } from '../reading/values.ts';
import type { FlightNames } from '../wire.ts';

/** Readers of the answers that tell of one order. Every amount is in yuan on the wire and in fen from here on. */
export type OrderReaders = ReturnType<typeof orderReaders>;

/** Makes the readers for a table of names. */
export function orderReaders(names: FlightNames) {
  const outcomeNames = { ...names.outcome, requestId: REQUEST_ID };
  const outcome = { isSuccess: passedOver, errorCode: passedOver, errorMessage: passedOver, requestId: passedOver };

  const segment = record(names.segment, {
    id: text,
    marketingAirline: text,
    marketingFlightNumber: text,
    operatingAirline: text,
    operatingFlightNumber: text,
    codeShare: flag,
    depAirport: text,
    depTerminal: text,
    depTime: time,
    arrAirport: text,
    arrTerminal: text,
    arrTime: time,
    equipment: text,
  });
  const journey = record(names.route, { tripType: passedOver, segments: list(segment) });
  const route = record(names.route, { tripType: whole, journeys: list(journey) });

  const passenger = record(names.passenger, {
    id,
    name: text,
    type: whole,
    birthday: text,
    sex: whole,
    nationality: text,
    documentType: whole,
    documentNumber: text,
    documentExpiry: text,
    countryCode: text,
    mobile: text,
    guardian: passedOver,
  });
  const contact = record(names.contact, {
    name: text,
    countryCode: text,
    mobile: text,
    phone: text,
    email: text,
    documentType: whole,
    documentNumber: text,
  });
  const cabins = list(record(names.cabin, { segmentId: text, cabin: text, cabinClass: text, cabinClassName: text }));
  const orderPassenger = record(names.orderPassenger, {
    passenger: personal(passenger),
    price: record(names.price, { sell: yuan, build: yuan, oil: yuan, tax: yuan }),
    cabins,
    tickets: list(record(names.ticket, { number: text, segmentId: text, status: text })),
  });
  const order = record(
    { ...names.order, ...outcomeNames },
    {
      ...outcome,
      orderId: id,
      outOrderNumber: id,
      status: text,
      seller: text,
      bookTime: time,
      payTime: time,
      total: yuan,
      paid: yuan,
      tradeNumber: id,
      route,
      passengers: list(orderPassenger),
      payBy: time,
      ticketTime: time,
      closeTime: time,
      contact: personal(contact),
    },
  );

  const refundFields = {
    refundNumber: id,
    outRefundNumber: id,
    orderId: passedOver,
    status: text,
    applyType: whole,
    applyTime: time,
    fee: yuan,
    amount: yuan,
    passengerIds: list(id),
    segmentIds: list(text),
    /** What the applicant wrote. People write names there, so it is not mapped: the sealed answer has it. */
    reason: text,
    refusal: text,
    payments: list(record(names.refundPayment, { tradeNumber: id, amount: yuan, time, supplementary: flag })),
  };
  const changeTarget = record(names.changeTarget, {
    segmentId: text,
    flightNumber: text,
    depAirport: text,
    arrAirport: text,
    depTime: time,
    cabin: text,
  });
  const change = record(names.change, {
    changeNumber: id,
    outChangeNumber: id,
    orderId: passedOver,
    status: whole,
    changeFee: yuan,
    upgradeFee: yuan,
    total: yuan,
    payBy: time,
    createTime: time,
    passengerIds: list(id),
    segments: list(changeTarget),
    refusal: text,
  });
  const flightChange = record(names.flightChange, {
    oldFlightNumber: text,
    oldDate: text,
    oldDepAirport: text,
    oldArrAirport: text,
    oldDepTime: text,
    oldArrTime: text,
    newFlightNumber: text,
    newDate: text,
    newDepAirport: text,
    newArrAirport: text,
    newDepTime: text,
    newArrTime: text,
    changeTime: time,
    changeType: whole,
    subType: whole,
    reason: text,
  });

  return {
    order,
    route,
    cabins,
    refundList: record(
      { ...names.refundListAnswer, ...outcomeNames },
      { ...outcome, refunds: list(record(names.refund, refundFields)) },
    ),
    refundDetail: record({ ...names.refund, ...outcomeNames }, { ...outcome, ...refundFields }),
    changes: record({ ...names.changeQueryAnswer, ...outcomeNames }, { ...outcome, changes: list(change) }),
    flightChanges: record(
      { ...names.flightChangeAnswer, ...outcomeNames },
      {
        ...outcome,
        result: list(record(names.flightChangeAnswer, { orderId: passedOver, change: flightChange })),
      },
    ),
  };
}

/** An order as the channel sent it. */
export type WireOrder = Read<OrderReaders['order']>;
/** A passenger of it, with price, cabins and tickets. */
export type WirePassenger = NonNullable<WireOrder['passengers']>[number];
/** A ticket of his. */
export type WireTicket = NonNullable<WirePassenger['tickets']>[number];
/** The passenger himself. */
export type WirePerson = NonNullable<WirePassenger['passenger']>;
/** The contact of the order. */
export type WireContact = NonNullable<WireOrder['contact']>;
/** The route flown. */
export type WireRoute = NonNullable<WireOrder['route']>;
/** A flight of it. */
export type WireSegment = NonNullable<NonNullable<WireRoute['journeys']>[number]['segments']>[number];
/** A refund, as far as its list and its detail tell. */
export type WireRefund = NonNullable<Read<OrderReaders['refundList']>['refunds']>[number];
/** A change. */
export type WireChange = NonNullable<Read<OrderReaders['changes']>['changes']>[number];
/** A change of a flight's times, or its cancellation. */
export type WireFlightChange = NonNullable<
  NonNullable<Read<OrderReaders['flightChanges']>['result']>[number]['change']
>;
