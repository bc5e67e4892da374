import type { JsonObject, QuoteFacts } from '@interline/core';
import { z } from 'zod';

import { Reason } from './refund-input.ts';

const RefundTerms = z.object({
  reason: Reason,
  passengers: z.array(z.string()),
  segments: z.array(z.string()),
  /** As the channel wrote it, so that exactly it goes back; null when it could not be calculated. */
  fee: z.string().nullable(),
  renderKey: z.string().nullable(),
  /** Refunds that were there before. */
  known: z.array(z.string()),
});
/** What a quote keeps for the application to echo. */
export type RefundTerms = z.output<typeof RefundTerms>;

/** As the quote keeps them. */
export function writeTerms(terms: RefundTerms): JsonObject {
  return { ...terms };
}

/** @throws Error when the quote is not of a refund of this adapter: a bug */
export function readTerms(quote: QuoteFacts | null): RefundTerms {
  if (quote === null) throw new Error('A refund is confirmed by its quote, and none was given.');
  return RefundTerms.parse(quote.terms);
}
