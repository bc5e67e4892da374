import type { Shelf } from '../state/shelf.ts';
import type { ShipOrder } from './order.ts';

/** Every order of ship tickets. */
export interface ShipStore {
  add(order: ShipOrder): void;
  /** Keeps what changed of an order for the next run. */
  changed(order: ShipOrder): void;
  order(id: bigint): ShipOrder | undefined;
  /** Oldest first. */
  all(): readonly ShipOrder[];
}

/** A store of the orders on the shelf, where the id is the key. */
export function createShipStore(shelf: Shelf<ShipOrder>): ShipStore {
  const orders = new Map(shelf.left().map(([, order]) => [order.id, order]));
  const changed = (order: ShipOrder): void => shelf.put(String(order.id), order);
  return {
    add(order) {
      orders.set(order.id, order);
      changed(order);
    },
    changed,
    order: (id) => orders.get(id),
    all: () => [...orders.values()],
  };
}
