import type { ItemSnapshot, OrderSnapshot, TravellerSnapshot } from '@interline/core';

const PLACED = Date.UTC(2026, 0, 1);
const DAY_MS = 86_400_000;

/**
 * Order `number` as the channel reports it at a step of its life: 1 to 3 items with 1 to 3 travellers
 * each, paid at step 0, delivered at step 1. The same numbers give the same order.
 */
export function orderSnapshot(number: number, step: 0 | 1): OrderSnapshot {
  const createdAt = new Date(PLACED + number * 1_000);
  const items = Array.from({ length: 1 + (number % 3) }, (_, position) => itemSnapshot(number, position, step));
  const facts = {
    reference: referenceOf(number),
    direction: 'SALE',
    status: step === 0 ? 'AWAITING_FULFILMENT' : 'FULFILLED',
    channelStatus: step === 0 ? 'WAIT_SELLER_SEND_GOODS' : 'WAIT_BUYER_CONFIRM_GOODS',
    modifiedAt: new Date(createdAt.getTime() + 60_000 * (1 + step)),
    createdAt,
    paidAt: new Date(createdAt.getTime() + 30_000),
    endedAt: null,
    currency: 'CNY',
    totalAmount: items.reduce((sum, { totalAmount }) => sum + totalAmount, 0n),
    paidAmount: items.reduce((sum, { paidAmount }) => sum + paidAmount, 0n),
    buyerNick: `buyer${number}`,
    items,
    travellers: items.flatMap((item, position) => travellers(number, position, item.reference)),
    refunds: [],
    detail: { sellerMemo: null, promotions: [] },
    anomalies: [],
  } as const;
  return {
    ...facts,
    raw: JSON.stringify(facts, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
  };
}

/** The upstream id of order `number`. */
export function referenceOf(number: number): string {
  return String(4_188_515_074_720_000_000n + BigInt(number));
}

function itemSnapshot(number: number, position: number, step: 0 | 1): ItemSnapshot {
  const amount = BigInt(5_000 + ((number * (position + 1)) % 90_000));
  return {
    reference: String(5_188_515_074_720_000_000n + BigInt(number * 4 + position)),
    status: step === 0 ? 'AWAITING_FULFILMENT' : 'FULFILLED',
    channelStatus: step === 0 ? 'WAIT_SELLER_SEND_GOODS' : 'WAIT_BUYER_CONFIRM_GOODS',
    confirmation: 'NOT_REQUIRED',
    refundStatus: 'NONE',
    title: `三亚5日自由行 "海景房" ${position + 1}`,
    kind: 'TOUR',
    quantity: 1,
    unitAmount: amount,
    totalAmount: amount,
    paidAmount: amount,
    travelStart: new Date(PLACED + 30 * DAY_MS),
    travelEnd: new Date(PLACED + 34 * DAY_MS),
    deadline: null,
    endedAt: null,
    detail: { packageType: '双人海景房', departCity: '杭州' },
  };
}

function travellers(number: number, item: number, itemReference: string): TravellerSnapshot[] {
  return Array.from({ length: 1 + ((number + item) % 3) }, (_, position) => ({
    itemReference,
    role: 'TRAVELLER' as const,
    position,
    personal: {
      name: '欧阳明',
      phone: `138${String(number % 100_000_000).padStart(8, '0')}`,
      documentNumber: `3301061990${String(number % 100_000_000).padStart(8, '0')}`,
    },
    documentType: 'ID_CARD',
    detail: { sex: 'F' },
  }));
}
