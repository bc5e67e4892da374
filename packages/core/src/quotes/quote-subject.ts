import { createHash } from 'node:crypto';
import { canonicalJson } from '../canonical-json.ts';
import { hashInput } from '../commands/command-input.ts';
import type { PricedQuote } from '../contract/quote-definition.ts';

/** What a price came of: a question and its validated input, or a command. */
export interface QuoteCause {
  readonly channel: string;
  /** The upstream order id. */
  readonly reference: string;
  /** The adapter's name for the quote, or for the command that it came with. */
  readonly name: string;
  /** What was asked with it. */
  readonly input: unknown;
}

/**
 * What tells the thing that is priced from others of the shop. A change that the channel has a name for is the
 * same thing however its price was come by; all else is when the same was asked.
 */
export function hashSubject({ channel, reference, name, input }: QuoteCause, priced: PricedQuote): Buffer {
  const { kind, changeReference } = priced;
  if (changeReference === null) return hashInput(channel, name, input);
  return createHash('sha256')
    .update(canonicalJson([channel, kind, reference, changeReference]))
    .digest();
}

/** SQL that is true of quotes of the same thing that came after `quote`: the latest stands in the place of all. */
export function isLater(later: string, quote: string): string {
  return `${later}.shop_id = ${quote}.shop_id and ${later}.subject_hash = ${quote}.subject_hash and ${later}.seq > ${quote}.seq`;
}
