import { type AnyAdapter, defineAdapter, type OrderSnapshot } from '@interline/core';
import { z } from 'zod';
import { commandMutation, detail, type InterlineBuilder, itemType, orderType } from '../../src/index.ts';

const Boarding = z.object({ reference: z.string(), itemReference: z.string(), gate: z.string().min(1) });

/** A channel with types of its own, and one command that open items allow. */
export const cruiseAdapter: AnyAdapter = defineAdapter<unknown, unknown, InterlineBuilder>({
  name: 'cruise',
  compatibility: '^1.0.0',
  direction: 'SALE',
  config: z.unknown(),
  open: () => ({}),
  sources: [],
  fetchOrder: () => Promise.reject(new Error('No test of the schema fetches.')),
  commands: {
    board: {
      label: 'Open boarding',
      input: Boarding,
      subject: (input) => {
        const { reference, itemReference } = Boarding.parse(input);
        return { reference, itemReference };
      },
      allowed: (_order, item) => {
        if (item === null) {
          return { allowed: false, code: 'ITEM_REQUIRED', reason: 'Boarding is opened for one item at a time.' };
        }
        return item.status === 'AWAITING_FULFILMENT'
          ? { allowed: true }
          : { allowed: false, code: 'NOT_OPEN', reason: `The item is ${item.status}.` };
      },
      onceKey: (input) => Boarding.parse(input).itemReference,
      send: () => Promise.resolve({ outcome: 'succeeded', result: {} }),
      settle: () => Promise.resolve({ outcome: 'absent' }),
      settleWindowMs: 1000,
      whenAbsent: 'fail',
    },
  },
  extendSchema: (builder) => {
    const port = builder.objectRef<{ readonly [key: string]: unknown }>('CruisePort').implement({
      description: 'A port of call.',
      fields: (t) => ({
        name: t.string({ description: 'Its name.', ...detail.text('name') }),
        nights: t.int({ nullable: true, description: 'Nights ashore.', ...detail.int('nights') }),
      }),
    });
    orderType(builder, {
      channel: 'cruise',
      name: 'CruiseOrder',
      description: 'An order of the cruise channel.',
      fields: (t) => ({
        ship: t.string({ nullable: true, description: 'The ship.', ...detail.text('ship') }),
        nights: t.int({ nullable: true, description: 'Nights on board.', ...detail.int('nights') }),
        refundable: t.boolean({
          nullable: true,
          description: 'Whether it may be given back.',
          ...detail.boolean('refundable'),
        }),
        tags: t.stringList({ description: 'Words about it.', ...detail.texts('tags') }),
        deposit: t.field({
          type: 'Money',
          nullable: true,
          description: 'Paid in advance.',
          ...detail.money('deposit'),
        }),
        ports: t.field({ type: [port], description: 'Where it calls.', ...detail.objects('ports') }),
        home: t.field({ type: port, nullable: true, description: 'Where it starts.', ...detail.object('home') }),
      }),
    });
    commandMutation(builder, {
      channel: 'cruise',
      command: 'board',
      name: 'boardCruiseItem',
      description: 'Opens boarding for an item.',
      input: (t) => ({
        reference: t.string({ required: true, description: 'The order.' }),
        itemReference: t.string({ required: true, description: 'The item.' }),
        gate: t.string({ required: true, description: 'Where.' }),
      }),
    });
    itemType(builder, {
      channel: 'cruise',
      name: 'CruiseItem',
      description: 'A cabin.',
      fields: (t) => ({ deck: t.int({ nullable: true, description: 'The deck.', ...detail.int('deck') }) }),
    });
  },
}) as AnyAdapter;

/** A channel that brings nothing to the schema. */
export const plainAdapter: AnyAdapter = defineAdapter({
  name: 'plain',
  compatibility: '^1.0.0',
  direction: 'SALE',
  config: z.unknown(),
  open: () => ({}),
  sources: [],
  fetchOrder: () => Promise.reject(new Error('No test of the schema fetches.')),
  commands: {},
}) as AnyAdapter;

const BASE = Date.parse('2026-11-01T00:00:00Z');

/** An order with two items, travellers, a buyer and a refund; what differs is given. */
export function cruiseOrder(reference: string, facts: Partial<OrderSnapshot> = {}): OrderSnapshot {
  const createdAt = facts.createdAt ?? new Date(BASE);
  const status = facts.status ?? 'AWAITING_FULFILMENT';
  const item = (position: number): OrderSnapshot['items'][number] => ({
    reference: `${reference}-${position}`,
    status,
    channelStatus: 'word "quoted" \\ ü',
    confirmation: position === 1 ? 'AWAITING' : 'NOT_REQUIRED',
    refundStatus: position === 1 ? 'REQUESTED' : 'NONE',
    title: `Yangtze cruise ${position} 长江`,
    kind: 'TOUR',
    quantity: position,
    unitAmount: 9_007_199_254_740_993n,
    totalAmount: 19_900n,
    paidAmount: 5n,
    travelStart: new Date('2026-12-01T00:00:00Z'),
    travelEnd: position === 1 ? null : new Date('2026-12-03T00:00:00.120Z'),
    deadline: position === 1 ? new Date(createdAt.getTime() + 86_400_000) : null,
    endedAt: null,
    detail: position === 1 ? { deck: 7 } : {},
  });
  return {
    reference,
    direction: 'SALE',
    status,
    channelStatus: 'TRADE_"X"\n',
    modifiedAt: createdAt,
    createdAt,
    paidAt: new Date(createdAt.getTime() + 1500),
    endedAt: null,
    currency: 'CNY',
    totalAmount: 39_800n,
    paidAmount: 39_800n,
    buyerNick: 'sunny_day',
    items: [item(1), item(2)],
    travellers: [
      traveller('BUYER', null, { name: '王小明', phone: '13812345678' }),
      traveller('CONTACT', `${reference}-1`, { name: '李雷', phone: '13900001111', email: 'lilei@example.com' }),
      traveller('TRAVELLER', `${reference}-1`, { name: '张伟', documentNumber: 'E12345678', birthday: '1990-01-02' }),
      traveller('TRAVELLER', `${reference}-2`, { name: '韩梅梅', namePinyin: 'HAN MEIMEI' }),
    ],
    refunds: [
      {
        reference: `R${reference}`,
        itemReference: `${reference}-1`,
        status: 'REQUESTED',
        channelStatus: 'WAIT',
        amount: 100n,
        requestedAt: new Date('2026-11-20T10:00:00Z'),
        detail: {},
      },
    ],
    detail: {
      ship: 'Victoria "Anna"',
      nights: 4,
      refundable: true,
      tags: ['a', 'b "c"'],
      deposit: '9007199254740993',
      ports: [{ name: '重庆', nights: 1 }, { name: 'Wuhan' }],
      home: { name: 'Chongqing' },
    },
    anomalies: [],
    raw: `{"id":"${reference}"}`,
    ...facts,
  };
}

function traveller(
  role: 'BUYER' | 'CONTACT' | 'TRAVELLER',
  itemReference: string | null,
  personal: OrderSnapshot['travellers'][number]['personal'],
): OrderSnapshot['travellers'][number] {
  return {
    itemReference,
    role,
    position: 0,
    personal,
    documentType: role === 'TRAVELLER' ? 'PASSPORT' : null,
    detail: {},
  };
}
