import { requestQuote } from '@interline/core/hub';
import type { InputFieldMap } from '@pothos/core';
import type { InputFields, InterlineBuilder } from './builder.ts';
import { inputNameOf, readChannelInput, shopField } from './channel-input.ts';
import type { GraphQLContext } from './context.ts';
import { loaded } from './plan/load.ts';
import { quoteRow } from './quote-row.ts';
import { refusalMember } from './refusal-member.ts';
import { memberName, refusalsOf } from './refusal.ts';
import { requires } from './requires.ts';
import { rowOf } from './row-of.ts';

/** A mutation that asks a channel for a price. */
export interface QuoteMutation {
  /** The adapter's name. */
  readonly channel: string;
  /** The quote's name in the adapter's `quotes`. */
  readonly quote: string;
  /** The mutation's name, for example `quoteFlightRefund`. */
  readonly name: string;
  /** What it is the price of, for the schema. */
  readonly description: string;
  /** The input's fields, named as the quote's own `input` (zod) names them. */
  readonly input: (t: InputFields) => InputFieldMap;
}

/**
 * Adds a mutation that asks for a price and keeps it as a `Quote`, to be confirmed by a command's mutation.
 * It has no effect on the channel, so it needs no idempotency key.
 */
export function quoteMutation(builder: InterlineBuilder, { channel, quote, ...mutation }: QuoteMutation): void {
  const input = builder.inputType(inputNameOf(mutation.name), {
    description: `What \`${mutation.name}\` needs to know.`,
    fields: (t): InputFieldMap => ({ ...mutation.input(t), ...shopField(t) }),
  });
  builder.mutationField(mutation.name, (t) =>
    t.field({
      type: quoteResultOf(builder),
      description: mutation.description,
      args: { input: t.arg({ type: input, required: true, description: 'What to ask the price of.' }) },
      ...requires('orders:write'),
      resolve: async (_root, args, { hub, viewer, signal }: GraphQLContext) => {
        const { shopId, own } = readChannelInput(args.input);
        const answer = await requestQuote(hub, viewer, { channel, name: quote, shopId, input: own }, signal);
        return answer.kind === 'quoted' ? { __typename: 'Quoted', quoteId: answer.quoteId } : refusalMember(answer);
      },
    }),
  );
}

/** The union that every quote's mutation answers with. */
type QuoteResult = ReturnType<typeof addQuoteResult>;

/** The union `QuoteResult`; added when first asked for. */
function quoteResultOf(builder: InterlineBuilder): QuoteResult {
  const known = results.get(builder);
  if (known !== undefined) {
    return known;
  }
  const added = addQuoteResult(builder);
  results.set(builder, added);
  return added;
}

const results = new WeakMap<InterlineBuilder, QuoteResult>();

function addQuoteResult(builder: InterlineBuilder) {
  const members = refusalsOf(builder);
  const quoted = builder.objectRef<{ readonly quoteId: string }>('Quoted').implement({
    description: 'The channel has given a price. Nothing is done before somebody confirms it.',
    fields: (t) => ({
      quote: t.field({
        type: 'Quote',
        description: 'The price.',
        ...loaded(rowOf('quoteId', quoteRow)),
      }),
    }),
  });
  return builder.unionType('QuoteResult', {
    description: 'What became of a request for a price. Everything but `Quoted` is a `Refusal`: there is no price.',
    types: [
      quoted,
      members.invalidInput,
      members.orderNotFound,
      members.itemNotFound,
      members.ambiguousOrder,
      members.notAllowed,
      members.quotaExceeded,
      members.shopParked,
      members.channelRefused,
      members.channelBusy,
    ],
    resolveType: memberName,
  });
}
