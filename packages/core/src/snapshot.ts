import type { ChangeStatus, Confirmation, Direction, OrderStatus, RefundStatus, TicketStatus } from './status.ts';
import type { PersonalData } from './privacy/personal-data.ts';

/** Anything JSON can say without losing a digit: ids and amounts beyond 2^53 are text. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
/** An object of {@link Json}. */
export type JsonObject = { readonly [key: string]: Json };

/**
 * An order as the channel reports it now, in the core's words. It is the only thing that changes an
 * order. An adapter makes it from one upstream answer by a pure, total mapping.
 */
export interface OrderSnapshot {
  /** The upstream order id, as text. */
  readonly reference: string;
  readonly direction: Direction;
  readonly status: OrderStatus;
  /** The upstream word for the status, unchanged. */
  readonly channelStatus: string;
  /**
   * When the channel last changed the order; resolution as the channel gives it (often one second). A channel
   * that does not say gives an instant that never changes, such as `createdAt`: then the later sight is the
   * newer state, and what changed is dated by its sight.
   */
  readonly modifiedAt: Date;
  readonly createdAt: Date;
  readonly paidAt: Date | null;
  /** When the order succeeded or was closed. */
  readonly endedAt: Date | null;
  /** ISO 4217. */
  readonly currency: string;
  /** What the buyer is to pay in all, in minor units. */
  readonly totalAmount: bigint;
  /** What the buyer has paid so far, in minor units. */
  readonly paidAmount: bigint;
  /** The buyer's account name on the channel, if it sends one. */
  readonly buyerNick: string | null;
  readonly items: readonly ItemSnapshot[];
  readonly travellers: readonly TravellerSnapshot[];
  readonly refunds: readonly RefundSnapshot[];
  /** Rebookings. Default none. */
  readonly changes?: readonly ChangeSnapshot[];
  /** What the travellers travel with. Default none. */
  readonly tickets?: readonly TicketSnapshot[];
  /** What the channel tells besides the state, such as a departure that was moved; each is told once. Default none. */
  readonly notices?: readonly Notice[];
  /** Facts of this channel that nobody filters by; typed by the adapter's schema. No personal data. */
  readonly detail: JsonObject;
  /** Upstream words and shapes the mapping did not know. Kept, reported, never fatal. */
  readonly anomalies: readonly Anomaly[];
  /** The upstream answer, byte for byte. Stored encrypted. */
  readonly raw: string;
  /**
   * A hash of `raw` that stays the same as long as upstream says the same, known to the mapping or not.
   * Give it where each answer has something of its own, such as a request id; without it every look at
   * such an order would rewrite what is stored. Default: of `raw`.
   */
  readonly rawDigest?: string;
}

/** A sub-order: one product bought. */
export interface ItemSnapshot {
  /** The upstream sub-order id, as text; unique within the order. */
  readonly reference: string;
  readonly status: OrderStatus;
  readonly channelStatus: string;
  readonly confirmation: Confirmation;
  readonly refundStatus: RefundStatus;
  readonly title: string;
  /** The unified kind of product, for example `TOUR`, `ADMISSION`, `VISA`; the adapter documents its words. */
  readonly kind: string;
  readonly quantity: number;
  /** Price of one, in minor units. */
  readonly unitAmount: bigint;
  /** What is to be paid for the item, in minor units. */
  readonly totalAmount: bigint;
  /** What the buyer paid for the item, in minor units. */
  readonly paidAmount: bigint;
  /** First and last day or moment of the trip, the ticket or the rental. */
  readonly travelStart: Date | null;
  readonly travelEnd: Date | null;
  /** When the channel closes the item by itself because the seller did not act. */
  readonly deadline: Date | null;
  readonly endedAt: Date | null;
  readonly detail: JsonObject;
}

/** What a person is to the order. */
export type TravellerRole = 'BUYER' | 'CONTACT' | 'TRAVELLER';

/** A person on an order. */
export interface TravellerSnapshot {
  /** The item the person belongs to; null for a person of the whole order. */
  readonly itemReference: string | null;
  readonly role: TravellerRole;
  /** Place among the persons of the same item and role, from 0. */
  readonly position: number;
  /** What identifies the person. Encrypted at rest, masked in answers. May arrive masked. */
  readonly personal: PersonalData;
  /** Kind of document, for example `ID_CARD`, `PASSPORT`; the adapter documents its words. */
  readonly documentType: string | null;
  /** Facts about the person that do not identify: sex, nationality, issuing country. */
  readonly detail: JsonObject;
}

/** One refund, of an item or of the whole order. */
export interface RefundSnapshot {
  /** The upstream refund id, as text; unique within the order. */
  readonly reference: string;
  readonly itemReference: string | null;
  readonly status: RefundStatus;
  readonly channelStatus: string;
  /** In minor units; null when the channel does not say. */
  readonly amount: bigint | null;
  readonly requestedAt: Date | null;
  readonly detail: JsonObject;
}

/** A change of what was bought, for example to another flight: applied for, paid for, carried out. */
export interface ChangeSnapshot {
  /** The upstream id of the change, as text; unique within the order. */
  readonly reference: string;
  /** Null when the change is of several items or of the whole order. */
  readonly itemReference: string | null;
  readonly status: ChangeStatus;
  readonly channelStatus: string;
  /** What is to be paid for it in all, in minor units; null when the channel does not say (yet). */
  readonly amount: bigint | null;
  /** Until when what it changes to is held for payment; null when nothing is held. */
  readonly deadline: Date | null;
  readonly requestedAt: Date | null;
  readonly detail: JsonObject;
}

/** A ticket of one traveller. */
export interface TicketSnapshot {
  /** The upstream ticket id, as text; unique within the order. */
  readonly reference: string;
  readonly itemReference: string | null;
  readonly status: TicketStatus;
  readonly channelStatus: string;
  /** The unified kind, for example `FLIGHT`, `SHIP`, `ADMISSION`; the adapter documents its words. */
  readonly kind: string;
  /** The number on the ticket; null before it is issued. */
  readonly number: string | null;
  /** In minor units; null when the channel does not say. */
  readonly amount: bigint | null;
  readonly detail: JsonObject;
}

/** A fact that becomes an event of its own, once. */
export interface Notice {
  readonly code: 'SCHEDULE_CHANGED';
  /** Tells it from the order's other notices of the same code; the same for the same fact, whenever it is seen. */
  readonly key: string;
  readonly itemReference: string | null;
  /** Before and after, for example the departure as an RFC 3339 instant; null for what is not known or is no more. */
  readonly from: string | null;
  readonly to: string | null;
  /** The rest of it. No personal data. */
  readonly data: JsonObject;
}

/** Something upstream said that the mapping did not expect. */
export interface Anomaly {
  readonly code: 'UNKNOWN_VALUE' | 'UNKNOWN_FIELD' | 'MALFORMED_VALUE' | 'UNEXPECTED_TRANSITION';
  /** Where: the upstream path of the value, for example `sub_orders[0].biz_type`. */
  readonly path: string;
  /** The value as received, shortened to 200 characters; never a personal one. */
  readonly value: string;
}
