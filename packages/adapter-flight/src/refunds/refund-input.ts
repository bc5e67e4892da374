import { z } from 'zod';

import { FLIGHT_WORDS } from '../wire.ts';

/** Why tickets are given back. */
export type RefundReason = keyof typeof FLIGHT_WORDS.refundApplyType;
const REASONS = Object.keys(FLIGHT_WORDS.refundApplyType) as [RefundReason, ...RefundReason[]];
/** The reason, validated. */
export const Reason = z.enum(REASONS);

const names = z.array(z.string().trim().min(1).max(64)).min(1).max(20).nullish();
const unique = names
  .refine((given) => new Set(given).size === (given ?? []).length, 'must name each one once')
  .transform((given) => given ?? null);

/** What is to be priced. */
export const RefundInput = z.strictObject({
  /** The channel's order id. */
  orderReference: z.string().regex(/^\d{1,30}$/, 'must be an id of the channel: digits only'),
  /** Whose tickets; null for everybody who still has some. */
  itemReferences: unique,
  /** On which flights; null for all that are not refunded yet. */
  segments: unique,
  reason: Reason,
});
/** The same, validated. */
export type RefundInput = z.output<typeof RefundInput>;

/** The most files that go with one refund. */
const MOST_ATTACHMENTS = 10;

/** A quote that is confirmed. */
export const ConfirmRefundInput = z.strictObject({
  /** The quote's id. */
  quote: z.uuid(),
  /** For the staff who review it. */
  note: z.string().trim().min(1).max(200).nullish(),
  /** Ids of uploaded attachments. */
  attachments: z
    .array(z.uuid())
    .max(MOST_ATTACHMENTS, `must be at most ${MOST_ATTACHMENTS}`)
    .nullish()
    .transform((given) => given ?? []),
});
/** The same, validated. */
export type ConfirmRefundInput = z.output<typeof ConfirmRefundInput>;
