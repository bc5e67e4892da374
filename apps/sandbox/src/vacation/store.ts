import { noShelf } from '../state/shelf.ts';
import type { Shelf } from '../state/shelf.ts';
import type { SubOrder, VacationOrder } from './order.ts';

/** A sub-order with the order that it belongs to. */
export interface PlacedSubOrder {
  readonly order: VacationOrder;
  readonly sub: SubOrder;
}

/** All vacation orders of the sandbox. */
export interface VacationStore {
  add(order: VacationOrder): void;
  /** Keeps what changed of an order for the next run. */
  changed(order: VacationOrder): void;
  /** The order with this main id. */
  order(id: bigint): VacationOrder | undefined;
  /** The sub-order with this id. */
  subOrder(id: bigint): PlacedSubOrder | undefined;
  /** Orders of a shop created between two instants (both included), newest first. */
  created(shop: string, from: number, to: number): VacationOrder[];
  /** Every order, in the order in which they were added. */
  all(): IterableIterator<VacationOrder>;
  size(): number;
}

/** A store of the orders on the shelf, where the main order id is the key. */
export function createVacationStore(shelf: Shelf<VacationOrder> = noShelf()): VacationStore {
  const orders = new Map<bigint, VacationOrder>();
  const subOrders = new Map<bigint, PlacedSubOrder>();
  const byShop = new Map<string, VacationOrder[]>();

  const enter = (order: VacationOrder): void => {
    orders.set(order.id, order);
    for (const sub of order.subOrders) subOrders.set(sub.id, { order, sub });
    const shopOrders = byShop.get(order.shop) ?? [];
    byShop.set(order.shop, shopOrders);
    shopOrders.splice(firstAfter(shopOrders, order.createdAt), 0, order);
  };
  const changed = (order: VacationOrder): void => shelf.put(String(order.id), order);
  for (const [, order] of shelf.left()) enter(order);

  return {
    add(order) {
      enter(order);
      changed(order);
    },
    changed,
    order: (id) => orders.get(id),
    subOrder: (id) => subOrders.get(id),
    created(shop, from, to) {
      const shopOrders = byShop.get(shop) ?? [];
      return shopOrders.slice(firstAfter(shopOrders, from - 1), firstAfter(shopOrders, to)).toReversed();
    },
    all: () => orders.values(),
    size: () => orders.size,
  };
}

/** Index of the first order created after the instant, in a list that is sorted by creation. */
function firstAfter(orders: readonly VacationOrder[], instant: number): number {
  let low = 0;
  let high = orders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((orders[middle]?.createdAt ?? 0) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
