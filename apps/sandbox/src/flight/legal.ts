import type { ChangeStatus, OrderStatus, RefundStatus, TicketStatus } from './order.ts';

/** Which status of an order may follow which: the flow that the messages and the platform's texts describe. */
export const LEGAL_ORDER: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  booked: ['paying', 'paid', 'closed'],
  paying: ['paid', 'booked', 'closed'],
  paid: ['ticketing', 'ticketed', 'ticketingFailed'],
  ticketing: ['ticketed', 'ticketingFailed'],
  ticketed: ['refunded'],
  closed: [],
  ticketingFailed: [],
  refunded: [],
};

/** Which status of a ticket may follow which. */
export const LEGAL_TICKET: Readonly<Record<TicketStatus, readonly TicketStatus[]>> = {
  issuing: ['issued'],
  issued: ['refunding', 'changed'],
  refunding: ['issued', 'refunded'],
  refunded: [],
  changed: [],
};

/** Which status of a refund order may follow which. */
export const LEGAL_REFUND: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  requested: ['approved', 'closed'],
  approved: ['refunded'],
  refunded: [],
  closed: [],
};

/** Which status of a change order may follow which (2200). */
export const LEGAL_CHANGE: Readonly<Record<ChangeStatus, readonly ChangeStatus[]>> = {
  submitted: ['awaitingPayment', 'closed'],
  awaitingPayment: ['awaitingTicketing', 'closed'],
  awaitingTicketing: ['ticketed', 'closed'],
  ticketed: [],
  closed: [],
};
