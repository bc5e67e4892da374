import { z } from 'zod';
import { defineAdapter } from '../../src/contract/adapter.ts';
import type { AnyAdapter, FoundOrder, InboundMessage, PollSource, StreamSource } from '../../src/contract/adapter.ts';
import type { ShopContext } from '../../src/contract/shop.ts';
import { ChannelError, UnreadableMessage } from '../../src/contract/channel-error.ts';
import type { Clock } from '../../src/clock.ts';
import type {
  ChangeSnapshot,
  ItemSnapshot,
  JsonObject,
  Notice,
  OrderSnapshot,
  RefundSnapshot,
  TicketSnapshot,
  TravellerSnapshot,
} from '../../src/snapshot.ts';
import { ORDER_STATUSES } from '../../src/status.ts';
import type { OrderStatus } from '../../src/status.ts';

/** What a test may set of an order upstream; the channel dates it. */
export type OrderFactsUpstream = Partial<Omit<OrderSnapshot, 'raw' | 'modifiedAt' | 'anomalies'>>;

/** An upstream that a test plays: orders, their changes, its messages, and its bad days. */
export interface OrderChannel {
  readonly adapter: AnyAdapter;
  readonly stream: StreamSource<unknown>;
  readonly poll: PollSource<unknown>;
  /** Creates or changes an order; times have a resolution of one second. @returns the message that tells of it */
  change(reference: string, facts?: OrderFactsUpstream & { readonly channelStatus?: string }): InboundMessage;
  /** What upstream would answer now. */
  order(reference: string): OrderSnapshot;
  references(): string[];
  /** The next fetches of the order throw these. */
  fail(reference: string, ...errors: unknown[]): void;
  /** Holds back the answer to the next fetch of the order, which is made from the state at the time of asking. */
  hold(reference: string): { readonly asked: Promise<void>; readonly answer: () => void };
  /** Runs before each fetch is answered. */
  onFetch: (reference: string, context: ShopContext<unknown>) => void | Promise<void>;
  /** Sessions that upstream refuses. */
  readonly expired: Set<string>;
  /** What was asked for, in order. */
  readonly fetched: string[];
  /** Windows that were searched. */
  readonly searched: { readonly from: Date; readonly to: Date }[];
  /** The next searches throw these on their second page. */
  readonly searchErrors: unknown[];
}

export const ACCOUNT = '725677994';
export const WINDOW_MS = 24 * 60 * 60 * 1_000;
const PAGE = 2;

/** News that name no order, but what those that they are about have in their details. */
const Moved = z.object({ account: z.string(), moved: z.record(z.string(), z.json()) });
const Content = z.object({ account: z.string(), order: z.string(), modified: z.iso.datetime() });

export function orderChannel(clock: Clock, name = 'demo', accountId = ACCOUNT): OrderChannel {
  const orders = new Map<string, OrderSnapshot>();
  const failures = new Map<string, unknown[]>();
  const holds = new Map<string, { asked: () => void; answered: Promise<void> }[]>();
  let messages = 0;

  const stream: StreamSource<unknown> = {
    kind: 'stream',
    name: 'push',
    topics: ['OrderChanged', 'DepartureMoved'],
    start: () => Promise.resolve({ stop: () => Promise.resolve() }),
    read(message) {
      if (message.topic === 'Chatter') return { kind: 'ignored', reason: 'Topic Chatter is not about orders.' };
      let json: unknown;
      try {
        json = JSON.parse(message.content);
      } catch {
        throw new UnreadableMessage('content: expected JSON, got text that is none.');
      }
      if (message.topic === 'DepartureMoved') {
        const { account, moved } = Moved.parse(json);
        return { kind: 'orders', accountId: account, detail: moved };
      }
      const { account, order, modified } = Content.parse(json);
      return { kind: 'order', accountId: account, reference: order, modifiedAt: new Date(modified) };
    },
  };
  const poll: PollSource<unknown> = {
    kind: 'poll',
    name: 'orders.search',
    reveals: 'OrderChanged',
    windowMs: WINDOW_MS,
    async *search(context, { from, to }) {
      refuseExpired(context);
      channel.searched.push({ from, to });
      const found = [...orders.values()]
        .filter(({ createdAt }) => createdAt >= from && createdAt < to)
        .map(({ reference, modifiedAt, status }): FoundOrder => ({ reference, modifiedAt, status }));
      for (let start = 0; start < found.length || start === 0; start += PAGE) {
        yield found.slice(start, start + PAGE);
        const error = channel.searchErrors.shift();
        if (error !== undefined) throw error;
      }
    },
  };

  function refuseExpired({ session }: ShopContext<unknown>): void {
    if (!channel.expired.has(session.accessToken)) return;
    throw new ChannelError('session', 'SESSION_EXPIRED', 'The session is over. Authorise the shop again.');
  }

  const channel: OrderChannel = {
    stream,
    poll,
    adapter: defineAdapter({
      name,
      compatibility: '^1.0.0',
      direction: 'SALE',
      config: z.object({}),
      open: () => ({}),
      sources: [stream, poll],
      async fetchOrder(context, reference) {
        channel.fetched.push(reference);
        refuseExpired(context);
        const error = failures.get(reference)?.shift();
        const answer = orders.get(reference);
        const hold = holds.get(reference)?.shift();
        hold?.asked();
        await hold?.answered;
        await channel.onFetch(reference, context);
        if (error !== undefined) throw error;
        if (!answer) throw new ChannelError('not-found', 'NO_SUCH_ORDER', `Order ${reference} is not this shop's.`);
        return answer;
      },
      commands: {},
    }) as AnyAdapter,
    change(reference, facts = {}) {
      const modifiedAt = new Date(Math.floor(clock.now().getTime() / 1_000) * 1_000);
      orders.set(reference, changed(orders.get(reference) ?? newOrder(reference, modifiedAt), facts, modifiedAt));
      messages += 1;
      const content = JSON.stringify({ account: accountId, order: reference, modified: modifiedAt.toISOString() });
      return messageOf({ upstreamId: `${accountId}-${messages}`, content, accountId, publishedAt: clock.now() });
    },
    order(reference) {
      const order = orders.get(reference);
      if (!order) throw new Error(`There is no order ${reference} upstream.`);
      return order;
    },
    references: () => [...orders.keys()],
    fail: (reference, ...errors) => void failures.set(reference, [...(failures.get(reference) ?? []), ...errors]),
    hold(reference) {
      const asked = Promise.withResolvers<void>();
      const answered = Promise.withResolvers<void>();
      const hold = { asked: asked.resolve, answered: answered.promise };
      holds.set(reference, [...(holds.get(reference) ?? []), hold]);
      return { asked: asked.promise, answer: answered.resolve };
    },
    onFetch: () => {},
    expired: new Set(),
    fetched: [],
    searched: [],
    searchErrors: [],
  };
  return channel;
}

export function messageOf(message: Partial<InboundMessage>): InboundMessage {
  return {
    topic: 'OrderChanged',
    upstreamId: 'm-0',
    content: '{}',
    accountId: ACCOUNT,
    publishedAt: null,
    via: 'push',
    ...message,
  };
}

/** A message about every open order that has this in its detail. */
export function movedMessage(upstreamId: string, moved: JsonObject, accountId: string = ACCOUNT): InboundMessage {
  const content = JSON.stringify({ account: accountId, moved });
  return messageOf({ topic: 'DepartureMoved', upstreamId, content, accountId });
}

/** The channel's own word for a status. */
export function wordOf(status: OrderStatus): string {
  return `word-${ORDER_STATUSES.indexOf(status)}`;
}

function newOrder(reference: string, createdAt: Date): OrderSnapshot {
  return {
    reference,
    direction: 'SALE',
    status: 'AWAITING_PAYMENT',
    channelStatus: wordOf('AWAITING_PAYMENT'),
    modifiedAt: createdAt,
    createdAt,
    paidAt: null,
    endedAt: null,
    currency: 'CNY',
    totalAmount: 19_900n,
    paidAmount: 0n,
    buyerNick: 'sunny_day',
    items: [itemOf(`${reference}-1`)],
    travellers: [travellerOf()],
    refunds: [],
    detail: { source: 'app' },
    anomalies: [],
    raw: '',
  };
}

function changed(
  before: OrderSnapshot,
  facts: OrderFactsUpstream & { readonly channelStatus?: string },
  modifiedAt: Date,
): OrderSnapshot {
  const status = facts.status ?? before.status;
  const items = facts.items ?? before.items.map((item) => ({ ...item, status, channelStatus: wordOf(status) }));
  const known = { ...before, channelStatus: wordOf(status), ...facts, status, items, modifiedAt };
  const unknown = facts.channelStatus !== undefined && status === 'UNKNOWN';
  const anomalies = unknown ? [{ code: 'UNKNOWN_VALUE' as const, path: 'status', value: known.channelStatus }] : [];
  const raw = JSON.stringify({ id: before.reference, status: known.channelStatus, modified: modifiedAt });
  return { ...known, anomalies, raw };
}

export function itemOf(reference: string, facts: Partial<ItemSnapshot> = {}): ItemSnapshot {
  return {
    reference,
    status: 'AWAITING_PAYMENT',
    channelStatus: wordOf('AWAITING_PAYMENT'),
    confirmation: 'NOT_REQUIRED',
    refundStatus: 'NONE',
    title: 'West Lake cruise',
    kind: 'TOUR',
    quantity: 1,
    unitAmount: 19_900n,
    totalAmount: 19_900n,
    paidAmount: 0n,
    travelStart: new Date('2026-12-01T00:00:00Z'),
    travelEnd: new Date('2026-12-03T00:00:00Z'),
    deadline: null,
    endedAt: null,
    detail: {},
    ...facts,
  };
}

export function travellerOf(facts: Partial<TravellerSnapshot> = {}): TravellerSnapshot {
  return {
    itemReference: null,
    role: 'CONTACT',
    position: 0,
    personal: { name: '张伟', phone: '13812345678' },
    documentType: null,
    detail: {},
    ...facts,
  };
}

export function refundOf(reference: string, facts: Partial<RefundSnapshot> = {}): RefundSnapshot {
  return {
    reference,
    itemReference: null,
    status: 'REQUESTED',
    channelStatus: 'WAIT_SELLER_AGREE',
    amount: 19_900n,
    requestedAt: null,
    detail: {},
    ...facts,
  };
}

export function changeOf(reference: string, facts: Partial<ChangeSnapshot> = {}): ChangeSnapshot {
  return {
    reference,
    itemReference: null,
    status: 'REQUESTED',
    channelStatus: 'applied',
    amount: null,
    deadline: null,
    requestedAt: null,
    detail: {},
    ...facts,
  };
}

export function ticketOf(reference: string, facts: Partial<TicketSnapshot> = {}): TicketSnapshot {
  return {
    reference,
    itemReference: null,
    status: 'ISSUED',
    channelStatus: 'open for use',
    kind: 'FLIGHT',
    number: '784-2345678901',
    amount: 88_000n,
    detail: {},
    ...facts,
  };
}

export function noticeOf(key: string, facts: Partial<Notice> = {}): Notice {
  return {
    code: 'SCHEDULE_CHANGED',
    key,
    itemReference: null,
    from: '2026-12-01T00:00:00+00:00',
    to: '2026-12-01T02:30:00+00:00',
    data: { flightNumber: 'CZ8957' },
    ...facts,
  };
}
