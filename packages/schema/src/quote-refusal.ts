import type { InterlineBuilder } from './builder.ts';
import { commandRow } from './command.ts';
import { loaded } from './plan/load.ts';
import { quoteRow } from './quote-row.ts';
import type { RefusalRef, Refused } from './refusal-interface.ts';
import { rowOf } from './row-of.ts';

/** Adds the refusals of whoever confirms a quote. */
export function addQuoteRefusals(builder: InterlineBuilder, refusal: RefusalRef) {
  const command = loaded(rowOf('commandId', commandRow));
  const quote = loaded(rowOf('quoteId', quoteRow));
  const plain = (name: string, description: string) =>
    builder.objectRef<Refused>(name).implement({ description, interfaces: [refusal] });
  return {
    quoteNotFound: plain(
      'QuoteNotFound',
      'There is no such quote, or not for this token, or it is the price of something else.',
    ),
    quoteExpired: plain('QuoteExpired', 'The price is too old to be relied on: ask for a new one.'),
    quoteUsed: builder.objectRef<Refused & { readonly commandId: string }>('QuoteUsed').implement({
      description: 'The quote, or another price of the same, is or has been confirmed.',
      interfaces: [refusal],
      fields: (t) => ({
        command: t.field({ type: 'Command', description: 'The request that confirmed it.', ...command }),
      }),
    }),
    quoteReplaced: builder.objectRef<Refused & { readonly quoteId: string }>('QuoteReplaced').implement({
      description: 'There is a later price of the same thing, which stands in the place of this quote.',
      interfaces: [refusal],
      fields: (t) => ({
        quote: t.field({ type: 'Quote', description: 'The latest price.', ...quote }),
      }),
    }),
    quoteChanged: builder
      .objectRef<Refused & { readonly commandId: string; readonly quoteId: string }>('QuoteChanged')
      .implement({
        description:
          'The channel refused the confirmation because its price had moved: nothing was done there. Confirm the new quote, with a new idempotency key.',
        interfaces: [refusal],
        fields: (t) => ({
          quote: t.field({ type: 'Quote', description: 'The price that holds now.', ...quote }),
          command: t.field({ type: 'Command', description: 'The request that failed.', ...command }),
        }),
      }),
  };
}
