import { z } from 'zod';
import type { Allowed } from '../../src/contract/check.ts';
import type { CommandAttempt, CommandDefinition, Succeeded } from '../../src/contract/command-definition.ts';
import type { OrderFacts } from '../../src/contract/order-facts.ts';
import { ChannelError } from '../../src/contract/channel-error.ts';
import type { QueryDefinition } from '../../src/contract/query-definition.ts';
import type { PricedQuote, QuoteDefinition } from '../../src/contract/quote-definition.ts';
import type { Carrying, CommandChannel } from './command-channel.ts';

/** How long a quote holds, and an offer. */
export const QUOTE_MS = 600_000;

/** What a quote's terms hold that nobody may see. */
export const TERMS_CANARY = 'terms-canary-E12345678';

type Priced = Pick<CommandChannel, 'fee' | 'troubles'>;
type Carry = <Given extends { readonly note: string }>(
  told?: (attempt: CommandAttempt) => Partial<Succeeded>,
) => Carrying<Given>;

/** The order as the demo channel allows something to be done with it. */
export function whenAwaited(order: OrderFacts): Allowed {
  return order.status === 'AWAITING_FULFILMENT'
    ? { allowed: true }
    : { allowed: false, code: 'NOT_AWAITING_FULFILMENT', reason: 'Only an order that waits for delivery can be.' };
}

const Booking = z.strictObject({
  note: z.string(),
  offer: z.string().optional(),
  attachments: z.array(z.string()).default([]),
});
type Booking = z.infer<typeof Booking>;

const Confirmation = z.strictObject({ quote: z.string(), note: z.string().default('') });
type Confirmation = z.infer<typeof Confirmation>;

/** Commands that make an order, confirm a quote, and come back with a price. */
export function deskCommands(carry: Carry, fee: () => bigint): Record<string, CommandDefinition<unknown, unknown>> {
  const book: CommandDefinition<Booking, unknown> = {
    label: 'Book',
    input: Booking,
    subject: () => ({ kind: 'new-order' }),
    attachments: ({ attachments }) => attachments,
    check({ offer }, { now, order, openToken }) {
      if (order !== null) throw new Error('a new order has no facts');
      if (offer === undefined) return { allowed: true };
      const expiresAt = openToken(offer)?.['expiresAt'];
      if (typeof expiresAt !== 'string') return { invalid: [{ path: 'offer', message: 'is none of this shop' }] };
      if (new Date(expiresAt) > now) return { allowed: true };
      return { allowed: false, code: 'OFFER_OVER', reason: 'Search again.' };
    },
    ...carry<Booking>(({ commandId }) => ({ reference: madeBy(commandId) })),
  };
  const carried = carry<Confirmation>();
  const confirm: CommandDefinition<Confirmation, unknown> = {
    label: 'Confirm a refund',
    input: Confirmation,
    subject: ({ quote }) => ({ kind: 'quote', id: quote, quoteKind: 'REFUND' }),
    allowed: whenAwaited,
    check: (_input, { quote }) =>
      quote?.terms['canary'] === TERMS_CANARY ? { allowed: true } : { invalid: [{ path: 'quote', message: 'terms' }] },
    ...carried,
    async send(shop, input, attempt) {
      if (attempt.quote?.fee === fee()) return carried.send(shop, input, attempt);
      return {
        outcome: 'failed',
        code: 'FEE_CHANGED',
        message: 'The fee has changed.',
        quote: priced(fee(), shop.services.clock.now()),
      };
    },
  };
  const OfOrder = z.strictObject({ reference: z.string(), note: z.string() });
  const propose: CommandDefinition<z.infer<typeof OfOrder>, unknown> = {
    label: 'Apply for a change',
    input: OfOrder,
    subject: ({ reference }) => ({ kind: 'order', reference, itemReference: null }),
    ...carry<z.infer<typeof OfOrder>>(({ sentAt }) => ({
      quote: { ...priced(fee(), sentAt), kind: 'CHANGE', changeReference: 'change-1' },
    })),
  };
  return {
    book: book as CommandDefinition<unknown, unknown>,
    confirm: confirm as CommandDefinition<unknown, unknown>,
    propose: propose as CommandDefinition<unknown, unknown>,
  };
}

/** The reference of the order that a command made. */
export function madeBy(commandId: string): string {
  return `made-by-${commandId}`;
}

const Question = z.strictObject({ reference: z.string(), itemReference: z.string().nullable().default(null) });

/** The price of what `confirm` confirms. */
export function refundQuote(channel: () => Priced): QuoteDefinition<unknown, unknown> {
  const definition: QuoteDefinition<z.infer<typeof Question>, unknown> = {
    label: 'Price a refund',
    input: Question,
    subject: ({ reference, itemReference }) => ({ kind: 'order', reference, itemReference }),
    allowed: whenAwaited,
    check: (_input, { order }) =>
      order?.currency === 'CNY' && order.totalAmount === '19900'
        ? { allowed: true }
        : { allowed: false, code: 'OTHER_AMOUNT', reason: 'Fetch the order again.' },
    price: (shop) =>
      answerOr(channel(), () => ({ outcome: 'priced', quote: priced(channel().fee, shop.services.clock.now()) })),
  };
  return definition as QuoteDefinition<unknown, unknown>;
}

const Search = z.strictObject({ from: z.string().min(1), day: z.coerce.date() });

/** A question whose answer holds an offer. */
export function searchQuery(channel: () => Priced): QueryDefinition<unknown, unknown> {
  const definition: QueryDefinition<z.infer<typeof Search>, unknown> = {
    label: 'Search',
    input: Search,
    check: ({ day }, { now }) =>
      day >= now ? { allowed: true } : { allowed: false, code: 'DAY_OVER', reason: 'Choose a day to come.' },
    ask: ({ issueToken, services }, { from }) =>
      answerOr(channel(), () => {
        const expiresAt = new Date(services.clock.now().getTime() + QUOTE_MS).toISOString();
        return { outcome: 'answered', answer: { from, offer: issueToken({ from, expiresAt }) } };
      }),
  };
  return definition as QueryDefinition<unknown, unknown>;
}

interface Refused {
  readonly outcome: 'refused';
  readonly code: string;
  readonly message: string;
}

async function answerOr<Answer>({ troubles }: Priced, answer: () => Answer): Promise<Answer | Refused> {
  const trouble = troubles.shift();
  if (trouble === 'never answers') return Promise.withResolvers<Answer>().promise;
  if (trouble === 'says no') return { outcome: 'refused', code: 'NO_SEAT', message: 'Take another day.' };
  if (trouble === 'breaks the adapter') throw new TypeError('a bug');
  if (trouble instanceof ChannelError) throw trouble;
  return answer();
}

function priced(fee: bigint, at: Date): PricedQuote {
  return {
    kind: 'REFUND',
    precalculated: true,
    fee,
    amount: 19_900n - fee,
    currency: 'CNY',
    expiresAt: new Date(at.getTime() + QUOTE_MS),
    lines: [{ itemReference: null, segment: 'leg-1', fee, amount: null }],
    changeReference: null,
    terms: { canary: TERMS_CANARY },
  };
}
