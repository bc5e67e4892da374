import type { JsonObject } from '@interline/core';

import type { IssuedTickets } from './reports/tickets-input.ts';

/** Kinds of entries in a ship order's dossier. */
export const ENTRY = {
  created: 'order.create',
  createDecided: 'order.create.decision',
  /** `order.create` came again with other content, which the rules exclude. */
  contradicted: 'order.create.contradicted',
  confirmed: 'order.confirm',
  /** The channel is told that the tickets are being issued, because the reservation system had none in time. */
  ticketsAwaited: 'tickets.awaited',
  /** What the reservation system had ready after that; the channel has yet to be told. */
  ticketsCollected: 'tickets.collected',
  returnConfirmed: 'return.confirm',
  /** `return.confirm` came again at another fee, which the rules exclude. */
  returnContradicted: 'return.confirm.contradicted',
  /** `return.confirm` was refused at once, for a reason of the order or of the policy. */
  returnRefused: 'return.confirm.refused',
  returnDecided: 'return.decision',
  /** What the reservation system decided after the channel was told to wait; it has yet to be told. */
  returnCollected: 'return.collected',
  /** The report of tickets is about to be sent: from here on it counts as possibly sent. */
  ticketsIntended: 'tickets.intended',
  /** The channel has refused the report: it knows of no tickets. */
  ticketsDropped: 'tickets.dropped',
  ticketsReported: 'tickets.reported',
  ticketsFailed: 'tickets.failed',
  /** The report of a refund is about to be sent: from here on it counts as possibly sent. */
  refundIntended: 'refund.intended',
  /** The channel has refused the report: nothing went back. */
  refundDropped: 'refund.dropped',
  refundReported: 'refund.reported',
} as const;

/** Keys of the entries that a dossier holds once, and beginnings of the others. */
export const ENTRY_KEY = {
  created: 'create',
  createDecided: 'create-decision',
  contradicted: 'create-contradicted-',
  confirmed: 'confirm',
  ticketsAwaited: 'tickets-awaited',
  ticketsCollected: 'tickets-collected',
  /** Followed by the reference of the refund. */
  returnConfirmed: 'return-',
  /** Followed by the digest of what it said. */
  returnContradicted: 'return-contradicted-',
  /** Followed by the digest of what it said and why. */
  returnRefused: 'return-refused-',
  /** Followed by the reference of the refund. */
  returnDecided: 'return-decision-',
  /** Followed by the reference of the refund. */
  returnCollected: 'return-collected-',
  /** Followed by the id of the command. */
  ticketsIntended: 'tickets-intended-',
  /** Followed by the id of the command. */
  ticketsDropped: 'tickets-dropped-',
  ticketsReported: 'tickets',
  /** Followed by the id of the command, or `answer` when it was said in an answer. */
  ticketsFailed: 'tickets-failed-',
  /** Followed by the id of the command. */
  refundIntended: 'refund-intended-',
  /** Followed by the id of the command. */
  refundDropped: 'refund-dropped-',
  /** Followed by the id of the command. */
  refundReported: 'refund-',
} as const;

// Type aliases, because interfaces do not fit `JsonObject`. Amounts are fen, as decimal text.

/** A place of the sailing. */
export type PlaceFacts = {
  readonly cityCode: string | null;
  readonly cityName: string | null;
  readonly portCode: string | null;
  readonly portName: string | null;
};

/** Somebody who is to sail. Personal. */
export type PassengerFacts = {
  /** The channel's id; null where it sends none: then the place among the passengers, from 1, stands for it. */
  readonly id: string | null;
  readonly name: string;
  /** The channel's word. */
  readonly documentType: string;
  readonly documentNumber: string;
  /** The channel's word. */
  readonly type: string;
  readonly ticketPrice: string;
};

/** What `order.create` asks for. */
export type CreateFacts = {
  readonly orderId: string;
  /** Local day and time of departure, `yyyy-MM-dd` and `HH:mm:ss`, GMT+8. */
  readonly date: string;
  readonly time: string;
  readonly from: PlaceFacts;
  readonly to: PlaceFacts;
  readonly scheduleId: string | null;
  readonly goodsId: string;
  readonly seatGrade: string | null;
  readonly ticketCount: number;
  readonly total: string;
  readonly tradeNumber: string;
  readonly contact: {
    readonly name: string;
    readonly mobile: string;
    readonly documentType: string;
    readonly documentNumber: string;
  };
  readonly passengers: readonly PassengerFacts[];
  readonly extension: string | null;
};

/** Something in a call that the reading did not expect, as the core's `Anomaly`; carries no personal value. */
export type CallAnomaly = {
  readonly code: 'UNKNOWN_VALUE' | 'UNKNOWN_FIELD' | 'MALFORMED_VALUE' | 'UNEXPECTED_TRANSITION';
  readonly path: string;
  readonly value: string;
};

/** Content of `order.create`. */
export type CreatedEntry = {
  readonly request: CreateFacts;
  /** The call's business content as text, as it came. */
  readonly raw: string;
  /** Of the content without spelling and order; the same for the same content. */
  readonly digest: string;
  readonly anomalies: readonly CallAnomaly[];
  /** How long a person or program is waited for to decide, in milliseconds; absent when none is. */
  readonly decideWithinMs?: number;
};

/** Who decided. */
export type DecidedBy = 'automatic' | 'callback' | 'person' | 'time';

/** Content of `order.create.decision`. */
export type CreateDecisionEntry =
  | { readonly accepted: true; readonly agentOrderNumber: string; readonly by: DecidedBy }
  | { readonly accepted: false; readonly code: string; readonly message: string; readonly by: DecidedBy };

/** Content of `order.create.contradicted` and of `return.confirm.contradicted`: an anomaly of the order. */
export type ContradictedEntry = { readonly digest: string; readonly anomalies: readonly CallAnomaly[] };

/** Content of `order.confirm`. */
export type ConfirmedEntry = {
  readonly agentOrderNumber: string;
  readonly anomalies: readonly CallAnomaly[];
  /** Whether the call is answered by what a reservation system says: until then nobody has promised the channel anything. */
  readonly asksSystem: boolean;
};

/** A ticket that is to be refunded. */
export type ReturnTicketFacts = {
  readonly ticketId: string;
  readonly passengerId: string | null;
  /** What the merchant keeps; null when the call does not say. */
  readonly surcharge: string | null;
};

/** Content of `return.confirm`. */
export type ReturnConfirmedEntry = {
  readonly tickets: readonly ReturnTicketFacts[];
  readonly anomalies: readonly CallAnomaly[];
  /** How long a person or program is waited for to decide, in milliseconds; absent when none is. */
  readonly decideWithinMs?: number;
};

/** Content of `return.confirm.refused`. */
export type ReturnRefusedEntry = ReturnConfirmedEntry & {
  /** As the channel was answered. */
  readonly code: string;
  readonly message: string;
};

/**
 * Content of `return.decision`. Null: nobody decided in time, so the channel is told that the refund is being
 * processed; from then on the merchant reports it, or, `by` his reservation system, that is asked again. It has the key
 * of a decision, so that only one of them is there.
 */
export type ReturnDecisionEntry =
  | { readonly accepted: true; readonly by: DecidedBy }
  | { readonly accepted: null; readonly by: 'time' | 'callback' }
  | { readonly accepted: false; readonly code: string; readonly message: string; readonly by: DecidedBy };

/** A ticket as the merchant issued it. Its number and secret are personal. */
export type IssuedTicketFacts = {
  readonly id: string;
  readonly price: string;
  /** `ticketType` and `ticketSubType` of the channel's words. */
  readonly type: string;
  readonly subType: string | null;
  readonly number: string | null;
  readonly electronicNumber: string | null;
  readonly secret: string | null;
  readonly seat: string | null;
  readonly title: string | null;
  readonly description: string | null;
  /** RFC 3339. */
  readonly expiresAt: string | null;
};

/** Tickets of one passenger of the order. */
export type IssuedPassengerFacts = {
  /** As in {@link PassengerFacts}, or the place that stands for it. */
  readonly passengerId: string;
  readonly tickets: readonly IssuedTicketFacts[];
};

/** Content of `tickets.reported`: every ticket of the order is issued. */
export type TicketsReportedEntry = {
  /** Answered to `order.confirm`, or reported by `order.notify`. */
  readonly via: 'answer' | 'report';
  readonly agentOrderNumber: string;
  readonly passengers: readonly IssuedPassengerFacts[];
  readonly pickUp: { readonly place: string | null; readonly number: string | null; readonly secret: string | null };
  readonly gate: string | null;
  readonly shipNumber: string | null;
  /** Text message for the traveller. */
  readonly message: string | null;
};

/** Content of `tickets.intended` and of `tickets.dropped`. */
export type TicketsIntentEntry = { readonly commandId: string };

/** Content of `tickets.failed`. */
export type TicketsFailedEntry = { readonly code: string; readonly message: string | null };

/** Content of `refund.intended`. */
export type RefundIntendedEntry = {
  /** Of the command that reports it. */
  readonly commandId: string;
  /** The ticket that it is about; null for the whole order. */
  readonly ticketId: string | null;
};

/** Content of `refund.dropped`. */
export type RefundDroppedEntry = { readonly commandId: string };

/** Content of `tickets.awaited`. */
export type TicketsAwaitedEntry = Readonly<Record<string, never>>;

/** Content of `tickets.collected`: every ticket of the order, or that there are none. */
export type TicketsCollectedEntry =
  | { readonly issued: IssuedTickets; readonly shipNumber: string | null }
  | { readonly failed: TicketsFailedEntry };

/** Content of `return.collected`. */
export type ReturnCollectedEntry =
  | {
      readonly accepted: true;
      /** What goes back for each ticket. */
      readonly amounts: readonly { readonly ticketId: string; readonly amount: string }[];
    }
  | { readonly accepted: false; readonly code: string; readonly message: string };

/** Content of `refund.reported`. */
export type RefundReportedEntry = {
  readonly success: boolean;
  /** The tickets it is about; null for the whole order. */
  readonly ticketIds: readonly string[] | null;
  readonly amount: string;
  readonly code: string | null;
  readonly transactionId: string | null;
  readonly mode: string | null;
};

/** Facts as a dossier holds them. */
export function contentOf<Facts extends JsonObject>(facts: Facts): JsonObject {
  return facts;
}
