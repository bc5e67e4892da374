import { z } from 'zod';

import { TICKET_KINDS, TICKET_SUB_KINDS } from '../dossier/words.ts';
import { fen, instant, jsonObjectText, optional, orderReference, text } from '../input-values.ts';

/** Most passengers of a report, and most tickets of one passenger. */
const MOST = 200;

/** A password is shown among others, joined by semicolons. */
const secret = text(100).refine((given) => !given.includes(';'), { error: 'must not have a semicolon' });

/** An issued ticket. */
const IssuedTicket = z.strictObject({
  /** The merchant's id of it, by which the channel asks for its refund. Unique within the order. */
  ticketId: text(64),
  price: fen,
  kind: z.enum(TICKET_KINDS),
  subKind: optional(z.enum(TICKET_SUB_KINDS)),
  number: optional(text(64)),
  electronicNumber: optional(text(64)),
  /** For picking it up. Secret. */
  password: optional(secret),
  seat: optional(text(64)),
  title: optional(text(200)),
  description: optional(text(500)),
  expiresAt: optional(instant),
  extension: optional(jsonObjectText),
});

/** Every ticket of an order, issued together. */
export const IssuedTickets = z.strictObject({
  /** Of all passengers together. */
  ticketCount: z
    .int()
    .min(1)
    .max(MOST * MOST),
  /** Fen. */
  totalPrice: fen,
  passengers: z
    .array(
      z.strictObject({
        /** The order's item of the passenger. */
        itemReference: text(500),
        tickets: z.array(IssuedTicket).min(1).max(MOST),
      }),
    )
    .min(1)
    .max(MOST),
  pickUp: optional(
    z.strictObject({
      place: optional(text(200)),
      number: optional(text(64)),
      /** Secret. */
      password: optional(secret),
    }),
  ),
  gate: optional(text(100)),
  /** Text message for the traveller; may hold the password, so it counts as personal. */
  message: optional(text(1_000)),
  extension: optional(jsonObjectText),
});
/** The same, with what is absent as null. */
export type IssuedTickets = z.output<typeof IssuedTickets>;

/** That the tickets could not be issued. */
const IssueFailure = z.strictObject({
  /** Of the channel's list of errors, which is not public. */
  code: text(64),
  /** For the merchant's own record: the channel takes the code alone. No personal data. */
  message: optional(text(500)),
});

/** What is reported of the tickets of an order: all issued, or a failure. */
export const ReportTickets = z
  .strictObject({
    orderReference,
    issued: optional(IssuedTickets),
    failed: optional(IssueFailure),
  })
  .refine(({ issued, failed }) => issued !== null || failed !== null, {
    path: ['issued'],
    error: 'must be given, or failed: the tickets, or why there are none',
  })
  .refine(({ issued, failed }) => issued === null || failed === null, {
    path: ['failed'],
    error: 'must not be given together with issued: leave one of them out',
  });
/** The same, with what is absent as null. */
export type ReportTicketsInput = z.output<typeof ReportTickets>;
