import { SHIP_WORDS } from '@interline/adapter-ship/wire';
import type { ShipNames } from '@interline/adapter-ship/wire';
import { formatTopTime } from '@interline/top-client/codec';
import type { ShipOrder, ShipTicket } from '../order.ts';
import type { QimenMethod } from './caller.ts';

/** Content of a call, by wire name. */
export interface CallFields {
  readonly [name: string]: string | number | readonly CallFields[];
}

/** `order.create`: the seats that the buyer has paid. The same order is always asked for in the same words. */
export function createFields(order: ShipOrder, names: ShipNames): CallFields {
  const { createRequest: words, createPassenger } = names;
  const { sailing, contact } = order;
  const [date = '', time = ''] = formatTopTime(new Date(order.departure)).split(' ');
  return {
    [words.orderId]: String(order.id),
    [words.date]: date,
    [words.time]: time,
    [words.fromCityCode]: sailing.from.cityCode,
    [words.fromCityName]: sailing.from.cityName,
    [words.fromPortCode]: sailing.from.code,
    [words.fromPortName]: sailing.from.name,
    [words.toCityCode]: sailing.to.cityCode,
    [words.toCityName]: sailing.to.cityName,
    [words.toPortCode]: sailing.to.code,
    [words.toPortName]: sailing.to.name,
    [words.scheduleId]: sailing.scheduleId,
    [words.goodsId]: sailing.goodsId,
    [words.seatGrade]: sailing.seatGrade,
    [words.ticketCount]: order.ticketCount,
    [words.total]: order.total,
    [words.tradeNumber]: order.tradeNumber,
    [words.contactName]: contact.name,
    [words.contactMobile]: contact.mobile,
    [words.contactDocumentType]: contact.documentType,
    [words.contactDocumentNumber]: contact.documentNumber,
    [words.passengers]: order.passengers.map((passenger) => ({
      ...(order.hasPassengerIds ? { [createPassenger.id]: passenger.id } : {}),
      [createPassenger.name]: passenger.name,
      [createPassenger.documentType]: passenger.documentType,
      [createPassenger.documentNumber]: passenger.documentNumber,
      [createPassenger.type]: SHIP_WORDS.passengerType[passenger.type],
      [createPassenger.price]: passenger.price,
    })),
    [words.extension]: '{}',
  };
}

/** `order.confirm`, `order.query` and `return.query`: which order is meant. */
export function orderFields(
  { id, agentOrderNumber }: ShipOrder,
  words: ShipNames['confirmRequest' | 'queryRequest' | 'returnQueryRequest'],
): CallFields {
  return {
    ...(agentOrderNumber === undefined ? {} : { [words.agentOrderNumber]: agentOrderNumber }),
    [words.orderId]: String(id),
    [words.extension]: '{}',
  };
}

/** `return.confirm`: the tickets that the buyer gives back, at the fee that the merchant named, if it did. */
export function returnFields(order: ShipOrder, tickets: readonly ShipTicket[], names: ShipNames): CallFields {
  const { returnConfirmRequest: words, returnTicket } = names;
  return {
    ...orderFields(order, words),
    [words.tickets]: tickets.flatMap((ticket) => {
      const passenger = order.passengers.find(({ id }) => id === ticket.passengerId);
      if (!passenger) return [];
      return [
        {
          [returnTicket.ticketId]: ticket.id,
          [returnTicket.passengerId]: passenger.id,
          [returnTicket.name]: passenger.name,
          [returnTicket.documentType]: passenger.documentType,
          [returnTicket.documentNumber]: passenger.documentNumber,
          ...(ticket.surcharge === undefined ? {} : { [returnTicket.surcharge]: ticket.surcharge }),
        },
      ];
    }),
  };
}

/** The same call saying something else, which the rules exclude: another contact, number of the merchant, or fee. */
export function contradicting(fields: CallFields, method: QimenMethod, names: ShipNames): CallFields {
  const { createRequest, confirmRequest, queryRequest, returnQueryRequest, returnConfirmRequest, returnTicket } = names;
  switch (method) {
    case 'orderCreate':
      return { ...fields, [createRequest.contactMobile]: '13900000000' };
    case 'orderConfirm':
      return { ...fields, [confirmRequest.agentOrderNumber]: 'another' };
    case 'orderQuery':
      return { ...fields, [queryRequest.agentOrderNumber]: 'another' };
    case 'returnQuery':
      return { ...fields, [returnQueryRequest.agentOrderNumber]: 'another' };
    case 'returnConfirm': {
      const tickets = fields[returnConfirmRequest.tickets];
      const [first = {}, ...others] = Array.isArray(tickets) ? (tickets as readonly CallFields[]) : [];
      const fee = Number(first[returnTicket.surcharge] ?? 0);
      return {
        ...fields,
        [returnConfirmRequest.tickets]: [{ ...first, [returnTicket.surcharge]: fee + 1 }, ...others],
      };
    }
  }
}
