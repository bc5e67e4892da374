import {
  ChannelError,
  type CommandDefinition,
  type PricedQuote,
  type QueryDefinition,
  type QuoteDefinition,
  type QuoteKind,
} from '@interline/core';
import { z } from 'zod';

/** How the cruise channel answers right now; a test sets it. */
export interface CruiseDesk {
  /** What giving back costs now, in fen; null when it cannot be said beforehand. */
  fee: bigint | null;
  /** What befalls whoever asks for a price or searches. */
  trouble: 'none' | 'refused' | 'throttled';
  /** The attachments that came with the latest refund. */
  readonly received: string[];
}

const Order = z.object({ reference: z.string(), itemReference: z.string().nullish() });
const Confirmation = z.object({ quote: z.string(), attachments: z.array(z.string()).default([]) });
const Booking = z.object({ ship: z.string().min(1) });
const Search = z.object({ from: z.string().regex(/^[A-Z]{3}$/, 'must be a port’s code, for example CKG') });

/** A quote of each kind. */
export const cruiseQuotes: Readonly<Record<string, QuoteDefinition<unknown, CruiseDesk>>> = {
  refund: quoteOf('REFUND'),
  change: quoteOf('CHANGE'),
};

function quoteOf(kind: QuoteKind): QuoteDefinition<unknown, CruiseDesk> {
  return {
    label: kind === 'REFUND' ? 'Price a refund' : 'Price a change',
    input: Order,
    subject: (input) => {
      const { reference, itemReference = null } = Order.parse(input);
      return { kind: 'order', reference, itemReference };
    },
    allowed: ({ status }) =>
      status === 'COMPLETED' ? { allowed: false, code: 'SAILED', reason: 'The ship has sailed.' } : { allowed: true },
    price: async ({ connection, services }, input) => {
      upset(connection);
      if (connection.trouble === 'refused') {
        return { outcome: 'refused', code: 'NO_FARE', message: 'The fare has no price for that. Call the line.' };
      }
      return {
        outcome: 'priced',
        quote: priced(connection.fee, kind, Order.parse(input).reference, services.clock.now()),
      };
    },
  };
}

function priced(fee: bigint | null, kind: QuoteKind, reference: string, now: Date): PricedQuote {
  const amount = fee === null ? null : 39_800n - fee;
  return {
    kind,
    precalculated: fee !== null,
    fee,
    amount,
    currency: 'CNY',
    expiresAt: new Date(now.getTime() + 10 * 60_000),
    lines: [
      { itemReference: `${reference}-1`, segment: 'S "1"', fee, amount },
      { itemReference: null, segment: null, fee: null, amount: null },
    ],
    changeReference: kind === 'CHANGE' ? `H${reference}` : null,
    terms: { passenger: '张伟' },
  };
}

/** Makes an order of its own. */
const book: CommandDefinition<unknown, CruiseDesk> = {
  label: 'Book a cabin',
  input: Booking,
  subject: () => ({ kind: 'new-order' }),
  send: async (_context, _input, { idempotencyKey }) => ({
    outcome: 'succeeded',
    result: {},
    reference: `N${idempotencyKey}`,
  }),
  settle: async () => ({ outcome: 'absent' }),
  settleWindowMs: 1000,
  whenAbsent: 'fail',
};

/** Does what a quote priced, unless the price has moved. */
const confirmRefund: CommandDefinition<unknown, CruiseDesk> = {
  label: 'Confirm a refund',
  input: Confirmation,
  subject: (input) => ({ kind: 'quote', id: Confirmation.parse(input).quote, quoteKind: 'REFUND' }),
  allowed: () => ({ allowed: true }),
  attachments: (input) => Confirmation.parse(input).attachments,
  send: async ({ connection, services }, _input, { quote, openAttachments }) => {
    if (quote === null) {
      throw new Error('A confirmation without a quote was sent.');
    }
    if (quote.fee !== connection.fee) {
      return {
        outcome: 'failed',
        code: 'FEE_CHANGED',
        message: 'The fee has changed.',
        quote: priced(connection.fee, 'REFUND', quote.reference, services.clock.now()),
      };
    }
    connection.received.push(...(await openAttachments()).map(({ name }) => name));
    return { outcome: 'succeeded', result: {} };
  },
  settle: async () => ({ outcome: 'absent' }),
  settleWindowMs: 1000,
  whenAbsent: 'fail',
};

/** Asks for a change; the line answers with its price. */
const requestChange: CommandDefinition<unknown, CruiseDesk> = {
  label: 'Ask for a change',
  input: Order,
  subject: (input) => ({ kind: 'order', reference: Order.parse(input).reference, itemReference: null }),
  allowed: () => ({ allowed: true }),
  send: async ({ connection, services }, input) => ({
    outcome: 'succeeded',
    result: {},
    quote: priced(connection.fee, 'CHANGE', Order.parse(input).reference, services.clock.now()),
  }),
  settle: async () => ({ outcome: 'absent' }),
  settleWindowMs: 1000,
  whenAbsent: 'fail',
};

export const cruiseCommands = { book, confirmRefund, requestChange };

/** What a search finds. */
export interface CruiseSailings {
  readonly from: string;
  /** A word that a result's union goes by must not confuse it. */
  readonly type: string;
}

export const searchCruises: QueryDefinition<unknown, CruiseDesk> = {
  label: 'Search cruises',
  input: Search,
  check: (input) =>
    Search.parse(input).from === 'QQQ'
      ? { invalid: [{ path: 'from', message: 'no ship calls there; try CKG.' }] }
      : { allowed: true },
  ask: async ({ connection }, input) => {
    upset(connection);
    if (connection.trouble === 'refused') {
      return { outcome: 'refused', code: 'NO_SAILING', message: 'No ship sails then. Try another day.' };
    }
    const answer: CruiseSailings = { from: Search.parse(input).from, type: 'InvalidInput' };
    return { outcome: 'answered', answer };
  },
};

function upset({ trouble }: CruiseDesk): void {
  if (trouble === 'throttled') {
    throw new ChannelError('throttled', 'LIMIT', 'The line asks to wait.', { retryAfterMs: 1500 });
  }
}
