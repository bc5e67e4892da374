/**
 * The unified life of an order, whatever the channel calls it. Listed in the order in which an
 * order normally passes through; the place in this list is the rank that breaks ties between two
 * snapshots of the same second.
 */
export const ORDER_STATUSES = [
  /** The channel uses a word Interline does not know; `channelStatus` has it. */
  'UNKNOWN',
  /** Created, not paid. */
  'AWAITING_PAYMENT',
  /** The buyer has paid, the payment is being cleared. */
  'PAYMENT_PENDING',
  /** Paid; the merchant must confirm that it has the resources. */
  'AWAITING_CONFIRMATION',
  /** Paid and confirmed; to be delivered or ticketed. */
  'AWAITING_FULFILMENT',
  /** Some items are delivered or ticketed, others not. */
  'PARTLY_FULFILLED',
  /** Everything is delivered or ticketed; the buyer has not yet confirmed. */
  'FULFILLED',
  /** Finished: the money is the seller's. */
  'COMPLETED',
  /** Closed before payment. */
  'CANCELLED',
  /** Closed after payment; the money went back. */
  'REFUNDED',
] as const;
/** One of {@link ORDER_STATUSES}. */
export type OrderStatus = (typeof ORDER_STATUSES)[number];

/** Whether the merchant must confirm resources after payment, and what came of it. */
export const CONFIRMATIONS = [
  'UNKNOWN',
  /** Nobody is asked to confirm anything: the order needs none, or is not paid yet. */
  'NOT_REQUIRED',
  /** Waiting for the merchant. */
  'AWAITING',
  /** The channel is checking ticket numbers. */
  'VERIFYING',
  'CONFIRMED',
  /** The merchant said no. */
  'REFUSED',
  /** The merchant did not answer in time. */
  'EXPIRED',
  /** The buyer took the money back before the merchant confirmed. */
  'REFUNDED',
] as const;
/** One of {@link CONFIRMATIONS}. */
export type Confirmation = (typeof CONFIRMATIONS)[number];

/** Where a refund stands. It may legitimately go round: refused, applied for again, withdrawn, applied for again. */
export const REFUND_STATUSES = [
  'UNKNOWN',
  /** Nobody has asked for a refund. */
  'NONE',
  /** Applied for; waiting for the seller (or, for a purchase, the airline). */
  'REQUESTED',
  /** Agreed; the buyer has to return the goods. */
  'AWAITING_RETURN',
  /** Returned; waiting for the seller to confirm. */
  'RETURNED',
  /** Refused. */
  'REFUSED',
  /** Withdrawn or closed without money. */
  'CLOSED',
  /** The money is back. */
  'SUCCEEDED',
] as const;
/** One of {@link REFUND_STATUSES}. */
export type RefundStatus = (typeof REFUND_STATUSES)[number];

/** Where a change (a rebooking) stands. */
export const CHANGE_STATUSES = [
  'UNKNOWN',
  /** Applied for; the channel checks whether and at what price it can be done. */
  'REQUESTED',
  /** Agreed and held until its deadline; to be paid. */
  'AWAITING_PAYMENT',
  /** Paid; being carried out. */
  'AWAITING_FULFILMENT',
  /** Done: the new ticket is there. */
  'SUCCEEDED',
  /** Refused, cancelled or not paid in time; the order is as before. */
  'CLOSED',
] as const;
/** One of {@link CHANGE_STATUSES}. */
export type ChangeStatus = (typeof CHANGE_STATUSES)[number];

/** Where a ticket stands. A failed refund may be tried again. */
export const TICKET_STATUSES = [
  'UNKNOWN',
  /** Being issued. */
  'ISSUING',
  'ISSUED',
  /** Another ticket took its place when the booking was changed. */
  'EXCHANGED',
  /** It could not be issued. */
  'NOT_ISSUED',
  /** Its refund is under way. */
  'REFUNDING',
  'REFUNDED',
  'REFUND_FAILED',
] as const;
/** One of {@link TICKET_STATUSES}. */
export type TicketStatus = (typeof TICKET_STATUSES)[number];

/** Whether the merchant sells the order or buys it. */
export type Direction = 'SALE' | 'PURCHASE';

/** Statuses after which a channel sends nothing but, rarely, a late refund. */
export const CLOSED_STATUSES: readonly OrderStatus[] = ['COMPLETED', 'CANCELLED', 'REFUNDED'];

/** A number that grows as an order gets on; compares snapshots of the same second. */
export function rankOf(status: OrderStatus): number {
  return ORDER_STATUSES.indexOf(status);
}

/** From each status, where an order may go by the rules of the trade. Anything else is applied and marked as an anomaly. */
const NEXT: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  UNKNOWN: ORDER_STATUSES,
  AWAITING_PAYMENT: [
    'PAYMENT_PENDING',
    'AWAITING_CONFIRMATION',
    'AWAITING_FULFILMENT',
    'PARTLY_FULFILLED',
    'FULFILLED',
    'COMPLETED',
    'CANCELLED',
    'REFUNDED',
  ],
  PAYMENT_PENDING: [
    'AWAITING_PAYMENT',
    'AWAITING_CONFIRMATION',
    'AWAITING_FULFILMENT',
    'PARTLY_FULFILLED',
    'FULFILLED',
    'COMPLETED',
    'CANCELLED',
    'REFUNDED',
  ],
  AWAITING_CONFIRMATION: ['AWAITING_FULFILMENT', 'PARTLY_FULFILLED', 'FULFILLED', 'COMPLETED', 'REFUNDED'],
  AWAITING_FULFILMENT: ['PARTLY_FULFILLED', 'FULFILLED', 'COMPLETED', 'REFUNDED'],
  PARTLY_FULFILLED: ['FULFILLED', 'COMPLETED', 'REFUNDED'],
  FULFILLED: ['COMPLETED', 'REFUNDED'],
  COMPLETED: ['REFUNDED'],
  CANCELLED: [],
  REFUNDED: [],
};

/** Whether the trade's rules know this step. Steps may be skipped (messages get lost), never taken back. */
export function isExpectedTransition(from: OrderStatus, to: OrderStatus): boolean {
  return from === to || to === 'UNKNOWN' || NEXT[from].includes(to);
}

/**
 * The refund status of an order with several refunds: what still needs somebody's attention wins
 * over what is finished, and a success over a refusal.
 */
export function summariseRefunds(statuses: readonly RefundStatus[]): RefundStatus {
  const byUrgency: readonly RefundStatus[] = [
    'REQUESTED',
    'RETURNED',
    'AWAITING_RETURN',
    'UNKNOWN',
    'SUCCEEDED',
    'REFUSED',
    'CLOSED',
  ];
  return byUrgency.find((status) => statuses.includes(status)) ?? 'NONE';
}

/**
 * The status of an order's changes over all of them: what waits for the buyer wins over what waits for others, and
 * that over what is finished. Null when nothing was ever to be changed.
 */
export function summariseChanges(statuses: readonly ChangeStatus[]): ChangeStatus | null {
  const byUrgency: readonly ChangeStatus[] = [
    'AWAITING_PAYMENT',
    'REQUESTED',
    'AWAITING_FULFILMENT',
    'UNKNOWN',
    'SUCCEEDED',
    'CLOSED',
  ];
  return byUrgency.find((status) => statuses.includes(status)) ?? null;
}

/** The confirmation of an order with several items: an open question wins over every answer. */
export function summariseConfirmations(confirmations: readonly Confirmation[]): Confirmation {
  const byUrgency: readonly Confirmation[] = [
    'AWAITING',
    'VERIFYING',
    'UNKNOWN',
    'EXPIRED',
    'REFUSED',
    'REFUNDED',
    'CONFIRMED',
  ];
  return byUrgency.find((confirmation) => confirmations.includes(confirmation)) ?? 'NOT_REQUIRED';
}
