import type {
  Allowed,
  CommandDefinition,
  ItemFacts,
  QueryDefinition,
  QuoteDefinition,
  SettleOutcome,
  ShopContext,
} from '@interline/core';
import { z } from 'zod';

import { calling, queryOrder, sending } from './toy-calls.ts';
import type { ToyConnection } from './toy-calls.ts';

type Context = ShopContext<ToyConnection>;

const OfOrder = z.object({ order: z.string() });
type OfOrder = z.output<typeof OfOrder>;

/** A command about an order. */
export const ship: CommandDefinition<OfOrder, ToyConnection> = {
  label: 'Ship the toy',
  input: OfOrder,
  subject: ({ order }) => ({ kind: 'order', reference: order, itemReference: `${order}-1` }),
  allowed: (_order, item) => whenPaid(item),
  onceKey: ({ order }) => order,
  send: async ({ connection, session }, { order }) => sending(() => connection.server.ship(session.accessToken, order)),
  settle: async (context, { order }) => whetherGone(context, order),
  settleWindowMs: 60_000,
  whenAbsent: 'resend',
};

/** The price of what `giveBack` confirms. */
export const returnPrice: QuoteDefinition<OfOrder, ToyConnection> = {
  label: 'Price a return',
  input: OfOrder,
  subject: ({ order }) => ({ kind: 'order', reference: order, itemReference: null }),
  allowed: ({ items: [item] }) => whenPaid(item ?? null),
  async price({ connection, session, services }, { order }) {
    const fee = BigInt(calling(() => connection.server.returnFee(session.accessToken, order)));
    const expiresAt = new Date(services.clock.now().getTime() + 600_000);
    return {
      outcome: 'priced',
      quote: {
        kind: 'REFUND',
        precalculated: true,
        fee,
        amount: null,
        currency: 'CNY',
        expiresAt,
        lines: [],
        changeReference: null,
        terms: { order },
      },
    };
  },
};

const OfQuote = z.object({ quote: z.string() });

/** A command that confirms a quote. */
export const giveBack: CommandDefinition<z.output<typeof OfQuote>, ToyConnection> = {
  label: 'Give the toy back',
  input: OfQuote,
  subject: ({ quote }) => ({ kind: 'quote', id: quote, quoteKind: 'REFUND' }),
  allowed: ({ items: [item] }) => whenPaid(item ?? null),
  send: async ({ connection, session }, _input, { reference, quote }) =>
    sending(() => connection.server.giveBack(session.accessToken, reference ?? '', Number(quote?.fee))),
  settle: async (context, _input, { reference }) => whetherGone(context, reference ?? ''),
  settleWindowMs: 60_000,
  whenAbsent: 'resend',
};

const OfferQuestion = z.object({ toy: z.string() });

/** Gives the offer that `buy` takes. */
export const offer: QueryDefinition<z.output<typeof OfferQuestion>, ToyConnection> = {
  label: 'Offer a toy',
  input: OfferQuestion,
  ask: async ({ issueToken }, { toy }) => ({ outcome: 'answered', answer: { offer: issueToken({ toy }) } }),
};

const Purchase = z.object({ offer: z.string(), name: z.string() });

/** A command that makes a new order. */
export const buy: CommandDefinition<z.output<typeof Purchase>, ToyConnection> = {
  label: 'Buy a toy',
  input: Purchase,
  subject: () => ({ kind: 'new-order' }),
  check: (input, { openToken }) =>
    openToken(input.offer) === null
      ? { invalid: [{ path: 'offer', message: 'is no offer of this shop' }] }
      : { allowed: true },
  send: async ({ connection, session }, { name }, { idempotencyKey }) =>
    sending(() => connection.server.buy(session.accessToken, idempotencyKey, name)),
  async settle({ connection, session }, _input, { idempotencyKey }) {
    const reference = calling(() => connection.server.findBought(session.accessToken, idempotencyKey));
    return reference === undefined ? { outcome: 'absent' } : { outcome: 'succeeded', result: {}, reference };
  },
  settleWindowMs: 60_000,
  whenAbsent: 'resend',
};

function whenPaid(item: ItemFacts | null): Allowed {
  if (item?.status === 'AWAITING_FULFILMENT') return { allowed: true };
  return { allowed: false, code: 'NOT_PAID', reason: 'Only a paid toy is shipped or given back.' };
}

const State = z.object({ state: z.string() });

function whetherGone(context: Context, order: string): SettleOutcome {
  const { state } = State.parse(JSON.parse(queryOrder(context, order)));
  return state === 'PAID' ? { outcome: 'absent' } : { outcome: 'succeeded', result: {} };
}
