import type { TopValue } from '@interline/top-client/codec';

import { agentOrderNumber } from '../dossier/map-order-detail.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import type { IssuedPassengerFacts, TicketsReportedEntry } from '../entries.ts';
import { SHIP_WORDS } from '../wire.ts';
import type { ShipNames } from '../wire.ts';
import type { WireReport } from './send-report.ts';
import type { IssuedTickets, ReportTicketsInput } from './tickets-input.ts';

/**
 * The call of alitrip.ship.order.notify. It depends on nothing but the input and what never changes in the order's
 * dossier, so the same report is the same call, byte for byte but for the time and sign that the gateway asks for.
 */
export function ticketsCall(input: ReportTicketsInput, state: ShipOrderState, names: ShipNames): WireReport {
  const { orderNotify: order } = names;
  return {
    method: names.method.orderNotify,
    parameters: {
      [names.orderNotifyRequest.root]: {
        [order.agentOrderNumber]: agentOrderNumber(state),
        [order.orderId]: input.orderReference,
        [order.success]: input.issued !== null,
        ...present({ [order.failedCode]: input.failed?.code }),
        ...(input.issued === null ? {} : issuedFields(input.issued, state, names)),
      },
    },
  };
}

/** What the dossier holds of tickets that are issued. */
export function ticketsEntry(issued: IssuedTickets, agentNumber: string): TicketsReportedEntry {
  const { pickUp } = issued;
  return {
    via: 'report',
    agentOrderNumber: agentNumber,
    passengers: issued.passengers.map(({ itemReference, tickets }): IssuedPassengerFacts => ({
      passengerId: itemReference,
      tickets: tickets.map((ticket) => ({
        id: ticket.ticketId,
        price: ticket.price,
        type: SHIP_WORDS.ticketType[ticket.kind],
        subType: ticket.subKind === null ? null : SHIP_WORDS.ticketSubType[ticket.subKind],
        number: ticket.number,
        electronicNumber: ticket.electronicNumber,
        secret: ticket.password,
        seat: ticket.seat,
        title: ticket.title,
        description: ticket.description,
        expiresAt: ticket.expiresAt,
      })),
    })),
    pickUp: { place: pickUp?.place ?? null, number: pickUp?.number ?? null, secret: pickUp?.password ?? null },
    gate: issued.gate,
    shipNumber: null,
    message: issued.message,
  };
}

function issuedFields(issued: IssuedTickets, state: ShipOrderState, names: ShipNames): Fields {
  const { orderNotify: order } = names;
  const { pickUp } = issued;
  return {
    ...present({
      [order.pickUpPlace]: pickUp?.place,
      [order.pickUpNumber]: pickUp?.number,
      [order.pickUpSecret]: pickUp?.password,
      [order.message]: issued.message,
      [order.extension]: issued.extension,
      [order.gate]: issued.gate,
    }),
    [order.ticketCount]: issued.ticketCount,
    [order.total]: BigInt(issued.totalPrice),
    [order.passengers]: issued.passengers.map((passenger) => passengerFields(passenger, state, names)),
  };
}

function passengerFields(
  { itemReference, tickets }: IssuedTickets['passengers'][number],
  { passengers }: ShipOrderState,
  names: ShipNames,
): Fields {
  const { notifiedPassenger: words } = names;
  const facts = passengers.find(({ reference }) => reference === itemReference)?.facts;
  return {
    ...present({
      [words.id]: facts?.id,
      [words.name]: facts?.name,
      [words.documentType]: facts?.documentType,
      [words.documentNumber]: facts?.documentNumber,
    }),
    [words.tickets]: tickets.map((ticket) => ticketFields(ticket, names)),
  };
}

function ticketFields(
  ticket: IssuedTickets['passengers'][number]['tickets'][number],
  { notifiedTicket: names }: ShipNames,
): Fields {
  return {
    [names.id]: ticket.ticketId,
    [names.price]: BigInt(ticket.price),
    [names.type]: SHIP_WORDS.ticketType[ticket.kind],
    [names.status]: SHIP_WORDS.ticketStatus.issued,
    ...present({
      [names.subType]: ticket.subKind && SHIP_WORDS.ticketSubType[ticket.subKind],
      [names.number]: ticket.number,
      [names.electronicNumber]: ticket.electronicNumber,
      [names.secret]: ticket.password,
      [names.seat]: ticket.seat,
      [names.title]: ticket.title,
      [names.description]: ticket.description,
      [names.extension]: ticket.extension,
      [names.expiresAt]: ticket.expiresAt === null ? null : new Date(ticket.expiresAt),
    }),
  };
}

type Fields = { readonly [name: string]: TopValue };

/** Without the fields that have no value: an object of the wire holds no null. */
function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && value !== undefined));
}
