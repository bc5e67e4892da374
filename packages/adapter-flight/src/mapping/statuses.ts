import type { ChangeStatus, OrderStatus, RefundStatus, TicketStatus } from '@interline/core';
import { FLIGHT_WORDS } from '../wire.ts';
import { meaningOf } from './meaning-of.ts';

type Words<Name extends 'orderStatus' | 'refundStatus' | 'changeStatus' | 'ticketStatus'> =
  keyof (typeof FLIGHT_WORDS)[Name];

const ORDER: Readonly<Record<Words<'orderStatus'>, OrderStatus>> = {
  booked: 'AWAITING_PAYMENT',
  paying: 'PAYMENT_PENDING',
  paid: 'AWAITING_FULFILMENT',
  ticketing: 'AWAITING_FULFILMENT',
  ticketed: 'FULFILLED',
  closed: 'CANCELLED',
  ticketingFailed: 'REFUNDED',
  refunded: 'REFUNDED',
};

const REFUND: Readonly<Record<Words<'refundStatus'>, RefundStatus>> = {
  requested: 'REQUESTED',
  approved: 'REQUESTED',
  refunded: 'SUCCEEDED',
  closed: 'CLOSED',
};

const CHANGE: Readonly<Record<Words<'changeStatus'>, ChangeStatus>> = {
  submitted: 'REQUESTED',
  awaitingPayment: 'AWAITING_PAYMENT',
  awaitingTicketing: 'AWAITING_FULFILMENT',
  closed: 'CLOSED',
  ticketed: 'SUCCEEDED',
};

const TICKET: Readonly<Record<Words<'ticketStatus'>, TicketStatus>> = {
  issuing: 'ISSUING',
  issued: 'ISSUED',
  refunding: 'REFUNDING',
  refunded: 'REFUNDED',
  changed: 'EXCHANGED',
};

/** Statuses in which no money has moved for good. */
const UNPAID: ReadonlySet<OrderStatus> = new Set(['AWAITING_PAYMENT', 'PAYMENT_PENDING', 'CANCELLED']);

/**
 * What `order_status` means; undefined for a text that no table lists. The channel closes an order with the same word
 * before and after payment; after it, the money goes back.
 */
export function orderStatus(word: string, wasPaid: boolean): OrderStatus | undefined {
  const meaning = meaningOf(FLIGHT_WORDS.orderStatus, word);
  if (meaning === undefined) return undefined;
  return meaning === 'closed' && wasPaid ? 'REFUNDED' : ORDER[meaning];
}

/** Whether an order of this status has been paid for. An order whose status is unknown may have been. */
export function isPaid(status: OrderStatus): boolean {
  return !UNPAID.has(status);
}

/** What `refund_status` means; undefined for a text that no table lists. A refund closed with a refusal was refused. */
export function refundStatus(word: string, isRefused: boolean): RefundStatus | undefined {
  const meaning = meaningOf(FLIGHT_WORDS.refundStatus, word);
  if (meaning === undefined) return undefined;
  return meaning === 'closed' && isRefused ? 'REFUSED' : REFUND[meaning];
}

/** What the number of a change's status means; undefined for one that no table lists. */
export function changeStatus(number: number): ChangeStatus | undefined {
  const meaning = meaningOf(FLIGHT_WORDS.changeStatus, number);
  return meaning === undefined ? undefined : CHANGE[meaning];
}

/** What `ticket_status` means; undefined for a text that no table lists. */
export function ticketStatus(word: string): TicketStatus | undefined {
  const meaning = meaningOf(FLIGHT_WORDS.ticketStatus, word);
  return meaning === undefined ? undefined : TICKET[meaning];
}
