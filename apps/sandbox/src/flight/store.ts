import type { Shelf } from '../state/shelf.ts';
import type { Change, FlightOrder, Refund } from './order.ts';

/** A file that was uploaded for a refund. The bytes are not kept. */
export interface UploadedFile {
  readonly key: string;
  readonly shop: string;
  readonly order: string;
  readonly name: string;
  readonly bytes: number;
}

/** Everything that was bought. */
export interface FlightStore {
  add(order: FlightOrder): void;
  /** Keeps what changed of an order for the next run. */
  changed(order: FlightOrder): void;
  order(id: bigint): FlightOrder | undefined;
  /** Orders of a shop under the merchant's own number, oldest first; there may be several. */
  byOutNumber(shop: string, outOrderNumber: string): readonly FlightOrder[];
  refund(id: bigint): { readonly order: FlightOrder; readonly refund: Refund } | undefined;
  change(id: bigint): { readonly order: FlightOrder; readonly change: Change } | undefined;
  /** Every order, oldest first. */
  all(): readonly FlightOrder[];
  addFile(file: UploadedFile): void;
  file(key: string): UploadedFile | undefined;
}

/** A store of the orders and files on the shelves. */
export function createFlightStore(shelf: Shelf<FlightOrder>, fileShelf: Shelf<UploadedFile>): FlightStore {
  const orders = new Map(shelf.left().map(([, order]) => [order.id, order]));
  const files = new Map(fileShelf.left());
  const changed = (order: FlightOrder): void => shelf.put(String(order.id), order);
  const all = (): FlightOrder[] => [...orders.values()];
  return {
    add(order) {
      orders.set(order.id, order);
      changed(order);
    },
    changed,
    order: (id) => orders.get(id),
    byOutNumber: (shop, number) => all().filter((order) => order.shop === shop && order.outOrderNumber === number),
    refund(id) {
      const order = all().find(({ refunds }) => refunds.some((refund) => refund.id === id));
      const refund = order?.refunds.find((candidate) => candidate.id === id);
      return order && refund && { order, refund };
    },
    change(id) {
      const order = all().find(({ changes }) => changes.some((change) => change.id === id));
      const change = order?.changes.find((candidate) => candidate.id === id);
      return order && change && { order, change };
    },
    all,
    addFile(file) {
      files.set(file.key, file);
      fileShelf.put(file.key, file);
    },
    file: (key) => files.get(key),
  };
}
