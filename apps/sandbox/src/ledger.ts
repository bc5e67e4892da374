import type { Clock } from './clock.ts';
import { noShelf } from './state/shelf.ts';
import type { Shelf } from './state/shelf.ts';

/** What a ledger row is about. */
export type LedgerKind =
  /** A fact of an order changed. */
  | 'change'
  /** A write call reached its method, whatever came of it. */
  | 'attempt'
  /** A write call changed something. */
  | 'effect'
  /** A merchant was called. */
  | 'call'
  /** A message was published, lost, delayed, doubled, confirmed or expired. */
  | 'message';

/** One thing that truly happened. Rows are never changed or removed. */
export interface LedgerEntry {
  /** 1 for the first row, then without gaps. */
  readonly sequence: number;
  /** When, as an ISO instant. */
  readonly time: string;
  readonly kind: LedgerKind;
  readonly shop: string;
  /** Main order id, as text. */
  readonly order: string | null;
  /** Sub-order, refund order or change order id, as text; null when the row is about the whole order. */
  readonly subOrder: string | null;
  /** Which fact, method or topic: `status`, `refund_status`, `alitrip.travel.trade.deliver`... */
  readonly what: string;
  readonly from: string | null;
  readonly to: string | null;
  /** Who or what made it happen: `buyer`, `seller`, `platform`, `api:<method>`, `control`, `fault:<name>`. */
  readonly cause: string;
  /** The merchant's own number in a call of the flight channel that carried one. */
  readonly ownNumber?: string;
  /** Money of the row in fen, as text: flight and ship channel only. */
  readonly amount?: string;
}

/** What the writer of a row gives; the ledger adds sequence and time. */
export type LedgerRow = Omit<LedgerEntry, 'sequence' | 'time'>;

/** An append-only account of everything that truly happened, for tests to compare a client with. */
export interface Ledger {
  append(row: LedgerRow): LedgerEntry;
  /** Rows with a sequence above `sequence`, oldest first, at most `limit`. */
  after(sequence: number, limit?: number): readonly LedgerEntry[];
  /** The last sequence given, 0 when the ledger is empty. */
  last(): number;
  /** Resolves with the first row above `sequence` that fits, at once or when it is written. */
  until(fits: (entry: LedgerEntry) => boolean, sequence?: number): Promise<LedgerEntry>;
}

/** A ledger that goes on where the one on the shelf stopped. */
export function createLedger(clock: Clock, shelf: Shelf<LedgerEntry> = noShelf()): Ledger {
  const entries = shelf.left().map(([, entry]) => entry);
  const watchers = new Set<(entry: LedgerEntry) => void>();
  return {
    append(row) {
      const entry = { sequence: entries.length + 1, time: clock.now().toISOString(), ...row };
      entries.push(entry);
      shelf.put(String(entry.sequence), entry);
      for (const watcher of watchers) watcher(entry);
      return entry;
    },
    after: (sequence, limit = Number.POSITIVE_INFINITY) => entries.slice(sequence, sequence + limit),
    last: () => entries.length,
    until(fits, sequence = 0) {
      const known = entries.slice(sequence).find(fits);
      if (known) return Promise.resolve(known);
      return new Promise((resolve) => {
        const watcher = (entry: LedgerEntry): void => {
          if (!fits(entry)) return;
          watchers.delete(watcher);
          resolve(entry);
        };
        watchers.add(watcher);
      });
    },
  };
}
