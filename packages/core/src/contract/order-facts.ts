import type { Json } from '../snapshot.ts';
import type { ChangeStatus, Confirmation, OrderStatus, RefundStatus, TicketStatus } from '../status.ts';

/** What `allowed` may look at: the stored order, without personal data. */
export interface OrderFacts {
  readonly reference: string;
  readonly status: OrderStatus;
  readonly channelStatus: string;
  readonly confirmation: Confirmation;
  readonly refundStatus: RefundStatus;
  /** ISO 4217. */
  readonly currency: string;
  /** In minor units, as text: facts travel as JSON. */
  readonly totalAmount: string;
  /** In minor units, as text. */
  readonly paidAmount: string;
  readonly detail: { readonly [key: string]: Json };
  readonly items: readonly ItemFacts[];
  readonly refunds: readonly RefundFacts[];
  readonly changes: readonly ChangeFacts[];
  readonly tickets: readonly TicketFacts[];
}

/** The stored item, without personal data. */
export interface ItemFacts {
  readonly reference: string;
  readonly status: OrderStatus;
  readonly channelStatus: string;
  readonly confirmation: Confirmation;
  readonly refundStatus: RefundStatus;
  readonly kind: string;
  readonly detail: { readonly [key: string]: Json };
}

/** The stored refund. */
export interface RefundFacts {
  readonly reference: string;
  readonly itemReference: string | null;
  readonly status: RefundStatus;
  readonly detail: { readonly [key: string]: Json };
}

/** The stored change. */
export interface ChangeFacts {
  readonly reference: string;
  readonly itemReference: string | null;
  readonly status: ChangeStatus;
  readonly detail: { readonly [key: string]: Json };
}

/** The stored ticket. */
export interface TicketFacts {
  readonly reference: string;
  readonly itemReference: string | null;
  readonly status: TicketStatus;
  readonly detail: { readonly [key: string]: Json };
}
