import { ChannelError, defineAdapter, UnreadableMessage } from '@interline/core';
import type {
  Adapter,
  CommandDefinition,
  ItemSnapshot,
  OrderSnapshot,
  OrderStatus,
  QueryDefinition,
  QuoteDefinition,
} from '@interline/core';
import { z } from 'zod';

import { calling, queryOrder } from './toy-calls.ts';
import type { ToyConnection } from './toy-calls.ts';
import { buy, giveBack, offer, returnPrice, ship } from './toy-commands.ts';
import type { ToyServer } from './toy-server.ts';

const ToyConfig: z.ZodType<ToyConnection> = z.object({ server: z.custom<ToyServer>() });

const STATUSES: Readonly<Record<string, OrderStatus>> = {
  NEW: 'AWAITING_PAYMENT',
  PAID: 'AWAITING_FULFILMENT',
  SHIPPED: 'FULFILLED',
  DONE: 'COMPLETED',
  RETURNED: 'REFUNDED',
};

const Answer = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  modifiedAt: z.iso.datetime(),
  state: z.string(),
  buyer: z.object({ name: z.string(), phone: z.string() }),
  amount: z.int(),
  number: z.string().optional(),
});

/** What the toy channel's answer says. */
export function mapToyAnswer(raw: string): OrderSnapshot {
  const parsed = read(raw);
  const { data: order, error } = Answer.safeParse(parsed);
  if (!order) throw new ChannelError('unreadable', 'UNREADABLE', `The answer is no order: ${error?.message}`);
  const status = STATUSES[order.state] ?? 'UNKNOWN';
  const createdAt = new Date(order.createdAt);
  const amount = BigInt(order.amount);
  const item: ItemSnapshot = {
    reference: `${order.id}-1`,
    status,
    channelStatus: order.state,
    confirmation: 'NOT_REQUIRED',
    refundStatus: 'NONE',
    title: 'A toy',
    kind: 'TOY',
    quantity: 1,
    unitAmount: amount,
    totalAmount: amount,
    paidAmount: status === 'AWAITING_PAYMENT' ? 0n : amount,
    travelStart: null,
    travelEnd: null,
    deadline: null,
    endedAt: null,
    detail: {},
  };
  const unknown = Object.keys(parsed as object).filter((key) => !Object.hasOwn(Answer.shape, key));
  return {
    reference: order.id,
    direction: 'SALE',
    status,
    channelStatus: order.state,
    modifiedAt: new Date(order.modifiedAt),
    createdAt,
    paidAt: null,
    endedAt: null,
    currency: 'CNY',
    totalAmount: item.totalAmount,
    paidAmount: item.paidAmount,
    buyerNick: null,
    items: [item],
    travellers: [
      { itemReference: null, role: 'BUYER', position: 0, personal: order.buyer, documentType: null, detail: {} },
    ],
    refunds: [],
    detail: {},
    anomalies: [
      ...(status === 'UNKNOWN' ? [{ code: 'UNKNOWN_VALUE', path: 'state', value: order.state } as const] : []),
      ...unknown.map((path) => ({ code: 'UNKNOWN_FIELD', path, value: '' }) as const),
    ],
    raw,
  };
}

function read(raw: string): unknown {
  try {
    return JSON.parse(raw);
  } catch {
    return undefined;
  }
}

/** The adapter of the toy channel. */
export const toyAdapter: Adapter<ToyConnection, ToyConnection, unknown> = defineAdapter<ToyConnection, ToyConnection>({
  name: 'toy',
  compatibility: '^1.0.0',
  direction: 'SALE',
  config: ToyConfig,
  open: (config) => config,
  sources: [
    {
      kind: 'stream',
      name: 'messages',
      topics: ['changed'],
      async start({ connection: { server }, deliver, report }) {
        server.onMessage = (upstreamId, content) =>
          deliver({ topic: 'changed', upstreamId, content, accountId: 'toys', publishedAt: null, via: 'push' });
        report({ state: 'RUNNING', problem: null });
        return {
          async stop() {
            server.onMessage = null;
          },
        };
      },
      read({ content }) {
        if (!/^\d+$/.test(content)) throw new UnreadableMessage(`content: expected an order id, got ${content}`);
        return { kind: 'order', accountId: 'toys', reference: content, modifiedAt: null };
      },
    },
    {
      kind: 'poll',
      name: 'search',
      reveals: 'changed',
      windowMs: 3_600_000,
      async *search({ connection, session }, { from, to }) {
        const found = calling(() => connection.server.search(session.accessToken, from, to));
        yield found.map((reference) => ({ reference, modifiedAt: null, status: null }));
      },
    },
  ],
  fetchOrder: async (context, reference) => mapToyAnswer(queryOrder(context, reference)),
  commands: {
    ship: ship as CommandDefinition<unknown, ToyConnection>,
    giveBack: giveBack as CommandDefinition<unknown, ToyConnection>,
    buy: buy as CommandDefinition<unknown, ToyConnection>,
  },
  quotes: { giveBack: returnPrice as QuoteDefinition<unknown, ToyConnection> },
  queries: { offer: offer as QueryDefinition<unknown, ToyConnection> },
});
