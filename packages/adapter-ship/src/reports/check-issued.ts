import type { CheckVerdict, InvalidField, OrderFacts } from '@interline/core';

import { subKindsOf } from '../dossier/words.ts';
import type { IssuedTickets } from './tickets-input.ts';

/** What tickets are held against: the order as the channel placed it. */
export type TicketedOrder = Pick<OrderFacts, 'reference' | 'detail'> & {
  /** Fen. */
  readonly totalAmount: string | bigint;
  readonly items: readonly { readonly reference: string }[];
};

/**
 * Whether tickets fit their order: everything that can be told before the channel is, since what it has once taken
 * cannot be corrected. Each fault is named by its place.
 *
 * @param path where the tickets stand in the input
 */
export function checkIssued(order: TicketedOrder, issued: IssuedTickets, path: string): CheckVerdict {
  const invalid = [
    ...passengerFaults(order, issued, path),
    ...ticketFaults(issued, path),
    ...countFaults(order, issued, path),
    ...priceFaults(order, issued, path),
  ];
  return invalid.length === 0 ? { allowed: true } : { invalid };
}

function passengerFaults(order: TicketedOrder, { passengers }: IssuedTickets, path: string): InvalidField[] {
  const known = order.items.map(({ reference }) => reference);
  const faults = passengers.flatMap(({ itemReference }, index) => {
    const place = `${path}.passengers[${index}].itemReference`;
    if (!known.includes(itemReference)) {
      const message = `${itemReference} is no passenger of order ${order.reference}; its passengers are ${known.join(', ')}`;
      return [{ path: place, message }];
    }
    const first = passengers.findIndex((passenger) => passenger.itemReference === itemReference);
    return first === index ? [] : [{ path: place, message: `${itemReference} stands at passengers[${first}] already` }];
  });
  const given = new Set(passengers.map(({ itemReference }) => itemReference));
  const missing = known.filter((reference) => !given.has(reference));
  if (missing.length === 0) return faults;
  const message = `no ticket for passenger ${missing.join(', ')}: all tickets of an order are issued together`;
  return [...faults, { path: `${path}.passengers`, message }];
}

function ticketFaults({ passengers }: IssuedTickets, path: string): InvalidField[] {
  const seen = new Map<string, string>();
  return passengers.flatMap(({ tickets }, passenger) =>
    tickets.flatMap(({ ticketId, kind, subKind }, index) => {
      const place = `passengers[${passenger}].tickets[${index}]`;
      const first = seen.get(ticketId);
      seen.set(ticketId, first ?? place);
      const twice = { path: `${path}.${place}.ticketId`, message: `${ticketId} is the id of ${first} already` };
      const allowed = subKindsOf(kind);
      const misfit = {
        path: `${path}.${place}.subKind`,
        message: `${subKind} is no sub-kind of ${kind}, which has ${allowed.join(', ') || 'none'}`,
      };
      return [
        ...(first === undefined ? [] : [twice]),
        ...(subKind === null || allowed.includes(subKind) ? [] : [misfit]),
      ];
    }),
  );
}

function countFaults(order: TicketedOrder, issued: IssuedTickets, path: string): InvalidField[] {
  const place = `${path}.ticketCount`;
  const count = issued.passengers.reduce((sum, { tickets }) => sum + tickets.length, 0);
  const ordered = order.detail['ticketCount'];
  if (issued.ticketCount !== count) {
    return [{ path: place, message: `says ${issued.ticketCount}, but ${count} tickets are given` }];
  }
  if (typeof ordered !== 'number' || count === ordered) return [];
  return [{ path: place, message: `${count} tickets are given, but order ${order.reference} is for ${ordered}` }];
}

function priceFaults(order: TicketedOrder, issued: IssuedTickets, path: string): InvalidField[] {
  const place = `${path}.totalPrice`;
  const prices = issued.passengers.flatMap(({ tickets }) => tickets.map(({ price }) => BigInt(price)));
  const sum = prices.reduce((total, price) => total + price, 0n);
  if (sum !== BigInt(issued.totalPrice)) {
    return [{ path: place, message: `says ${issued.totalPrice} fen, but the prices add up to ${sum} fen` }];
  }
  if (sum === BigInt(order.totalAmount)) return [];
  const message = `is ${sum} fen, but the buyer of order ${order.reference} paid ${order.totalAmount} fen`;
  return [{ path: place, message }];
}
