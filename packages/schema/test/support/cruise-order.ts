import type { OrderSnapshot } from '@interline/core';

const BASE = Date.parse('2026-11-01T00:00:00Z');

/** An order with two items, travellers, a buyer, a refund, changes and tickets; what differs is given. */
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
    changes: [
      {
        reference: `H${reference}`,
        itemReference: `${reference}-1`,
        status: 'AWAITING_FULFILMENT',
        channelStatus: 'PAID "1"',
        amount: 9_007_199_254_740_993n,
        deadline: new Date('2026-11-21T10:00:00Z'),
        requestedAt: new Date('2026-11-20T10:00:00.5Z'),
        detail: { cabin: 'B2' },
      },
      {
        reference: `G${reference}`,
        itemReference: null,
        status: 'CLOSED',
        channelStatus: 'NO',
        amount: null,
        deadline: null,
        requestedAt: null,
        detail: {},
      },
    ],
    tickets: [
      {
        reference: `T${reference}-2`,
        itemReference: `${reference}-2`,
        status: 'ISSUED',
        channelStatus: 'OK',
        kind: 'CRUISE',
        number: '784-"1"',
        amount: 100n,
        detail: { gate: 'A1' },
      },
      {
        reference: `T${reference}-1`,
        itemReference: null,
        status: 'ISSUING',
        channelStatus: 'WAIT',
        kind: 'CRUISE',
        number: null,
        amount: null,
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
