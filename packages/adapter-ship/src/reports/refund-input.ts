import { z } from 'zod';

import { fen, instant, jsonObjectText, optional, orderReference, text } from '../input-values.ts';
import { SHIP_WORDS } from '../wire.ts';

/** How money goes back. */
export type RefundMode = keyof typeof SHIP_WORDS.returnMode;

/** The words for how money goes back. */
export const REFUND_MODES = Object.keys(SHIP_WORDS.returnMode) as RefundMode[];

/** What is reported of a refund: that it is done, or that it failed; for one ticket, or for the whole order. */
export const ReportRefund = z
  .strictObject({
    orderReference,
    /** The merchant's id of the ticket; null for the whole order. */
    ticketId: optional(text(64)),
    refunded: optional(
      z.strictObject({
        /** What goes back to the buyer, fen. */
        amount: fen,
        /** The merchant's own number of the money movement. */
        transactionId: optional(text(64)),
        mode: optional(z.enum(REFUND_MODES)),
        refundedAt: optional(instant),
      }),
    ),
    failed: optional(
      z.strictObject({
        /** Of the channel's list of errors, which is not public. */
        code: z.int().min(1).max(999_999_999),
      }),
    ),
    extension: optional(jsonObjectText),
  })
  .refine(({ refunded, failed }) => refunded !== null || failed !== null, {
    path: ['refunded'],
    error: 'must be given, or failed: what went back, or why nothing did',
  })
  .refine(({ refunded, failed }) => refunded === null || failed === null, {
    path: ['failed'],
    error: 'must not be given together with refunded: leave one of them out',
  });
/** The same, with what is absent as null. */
export type ReportRefundInput = z.output<typeof ReportRefund>;
