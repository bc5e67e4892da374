import type { Sql } from '@interline/core/hub';

import type { TrueOrder, TruePart } from './channel-simulator.ts';
import { hubOrders } from './hub-orders.ts';

/** What the hub has and what is true, both sorted by reference: equal when they agree. */
export interface OrderComparison {
  /** Without what the truth does not tell. */
  readonly hub: readonly TrueOrder[];
  readonly truth: readonly TrueOrder[];
}

/** Compares the orders of a shop with the truth, as far as the truth tells. */
export async function compareOrders(sql: Sql, shopId: string, truth: readonly TrueOrder[]): Promise<OrderComparison> {
  const told = new Map(truth.map((order) => [order.reference, order]));
  const stored = await hubOrders(sql, shopId);
  return {
    hub: stored.map((order) => asFarAsTold(order, told.get(order.reference) ?? order)),
    truth: truth.map(sorted).toSorted(byReference),
  };
}

function asFarAsTold({ refunds, totalAmount, notices, ...stored }: TrueOrder, truth: TrueOrder): TrueOrder {
  return {
    ...stored,
    changes: partsAsFarAsTold(stored.changes, truth.changes),
    tickets: partsAsFarAsTold(stored.tickets, truth.tickets),
    ...(truth.refunds && refunds && { refunds: partsAsFarAsTold(refunds, truth.refunds) }),
    ...(truth.totalAmount !== undefined && totalAmount !== undefined && { totalAmount }),
    ...(truth.notices !== undefined && notices !== undefined && { notices }),
  };
}

function partsAsFarAsTold(stored: readonly TruePart[] = [], truth: readonly TruePart[] = []): TruePart[] {
  const told = new Map(truth.map((part) => [part.reference, part]));
  return stored.map(({ amount = null, number = null, ...part }) => ({
    ...part,
    ...(told.get(part.reference)?.amount !== undefined && { amount }),
    ...(told.get(part.reference)?.number !== undefined && { number }),
  }));
}

function sorted({ items, changes = [], tickets = [], refunds, ...order }: TrueOrder): TrueOrder {
  return {
    ...order,
    items: items.toSorted(byReference),
    changes: changes.toSorted(byReference),
    tickets: tickets.toSorted(byReference),
    ...(refunds && { refunds: refunds.toSorted(byReference) }),
  };
}

function byReference({ reference: a }: Pick<TruePart, 'reference'>, { reference: b }: Pick<TruePart, 'reference'>) {
  return a < b ? -1 : Number(a > b);
}
