/** What a quote is for. */
export const QUOTE_KINDS = [
  /** Giving something back. */
  'REFUND',
  /** Changing it to something else. */
  'CHANGE',
] as const;
/** One of {@link QUOTE_KINDS}. */
export type QuoteKind = (typeof QUOTE_KINDS)[number];
