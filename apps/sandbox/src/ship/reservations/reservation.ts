/** A ticket that the reservation system has issued. */
export interface ReservedTicket {
  readonly passengerId: string;
  readonly ticketId: string;
  /** Fen, as text. */
  readonly price: string;
  readonly kind: string;
  readonly subKind: string;
  readonly number: string;
  readonly seat: string | null;
  readonly title: string;
}

/** What a reservation system answers, as the hub reads it. */
export type Refusal = { readonly accepted: false; readonly code: string; readonly message: string };
export type CreateReply = { readonly accepted: true; readonly agentOrderNumber: string } | Refusal;
export type ConfirmReply =
  | { readonly pending: true }
  | { readonly failed: true; readonly code: string; readonly message: string }
  | {
      readonly tickets: readonly ReservedTicket[];
      readonly pickUp: { readonly place: string; readonly number: string; readonly password: string };
      readonly gate: string;
      readonly shipNumber: string;
      readonly message: string;
    };
export type RefundReply = { readonly pending: true } | { readonly accepted: true } | Refusal;

/** An order as the reservation system knows it. What it has answered it answers again. */
export interface Reservation {
  readonly orderId: string;
  /** Product and day: which ship. */
  readonly ship: string;
  /** Seats that it takes. */
  readonly seats: number;
  readonly created: CreateReply;
  /** Epoch milliseconds of the first question for the tickets. */
  confirmedAt: number | undefined;
  confirmed: Exclude<ConfirmReply, { pending: true }> | undefined;
  /** By the ids of the tickets, sorted and joined: when they were first asked about, and what was decided. */
  readonly refunds: Record<
    string,
    { readonly askedAt: number; reply: Exclude<RefundReply, { pending: true }> | undefined }
  >;
}
