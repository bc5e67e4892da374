import type { PersonalData } from '../privacy/personal-data.ts';
import type { Anomaly, ChangeSnapshot, Notice, OrderSnapshot, TicketSnapshot, TravellerSnapshot } from '../snapshot.ts';

/**
 * What the hub keeps of an order, in the words of a snapshot: all of it but the raw answer. Stored
 * rows and a new snapshot are compared in this form.
 */
export interface OrderState extends Omit<OrderSnapshot, 'raw' | 'rawDigest' | 'changes' | 'tickets' | 'notices'> {
  readonly changes: readonly ChangeSnapshot[];
  readonly tickets: readonly TicketSnapshot[];
  /** Every notice there ever was, whether or not upstream still has it. */
  readonly notices: readonly Notice[];
}

/** An order as it is stored, with the ids its parts keep for ever. */
export interface StoredOrder {
  readonly id: string;
  readonly version: number;
  readonly fingerprint: Buffer;
  /** When the latest fetch was started. */
  readonly observedAt: Date;
  /** When the present state was last written or confirmed. */
  readonly recordedAt: Date;
  readonly state: OrderState;
  /** By item reference. */
  readonly itemIds: ReadonlyMap<string, string>;
  /** By {@link travellerKey}. */
  readonly travellerIds: ReadonlyMap<string, string>;
  /** By refund reference. */
  readonly refundIds: ReadonlyMap<string, string>;
  /** By reference of the change. */
  readonly changeIds: ReadonlyMap<string, string>;
  /** By ticket reference. */
  readonly ticketIds: ReadonlyMap<string, string>;
}

/** What tells the persons of an order apart: where they stand, not who they are. */
export function travellerKey(traveller: Pick<TravellerSnapshot, 'itemReference' | 'role' | 'position'>): string {
  return JSON.stringify([traveller.itemReference, traveller.role, traveller.position]);
}

/**
 * The same snapshot with what is known of its persons in clear, and each part once.
 *
 * @param told the notices that are known already; they stay as they were told
 */
export function stateOf(
  snapshot: OrderSnapshot,
  personal: (traveller: TravellerSnapshot) => PersonalData,
  told: readonly Notice[] = [],
): OrderState {
  const { raw: _raw, rawDigest: _rawDigest, changes = [], tickets = [], notices = [], ...state } = snapshot;
  const known = new Set(told.map(noticeKey));
  return {
    ...state,
    items: lastOfEach(snapshot.items, referenceOf),
    travellers: lastOfEach(snapshot.travellers, travellerKey).map((traveller) => ({
      ...traveller,
      personal: personal(traveller),
    })),
    refunds: lastOfEach(snapshot.refunds, referenceOf),
    changes: lastOfEach(changes, referenceOf),
    tickets: lastOfEach(tickets, referenceOf),
    notices: [
      ...told,
      ...lastOfEach(
        notices.filter((notice) => !known.has(noticeKey(notice))),
        noticeKey,
      ),
    ],
    anomalies: lastOfEach(snapshot.anomalies, anomalyKey),
  };
}

/** What tells anomalies apart. */
export function anomalyKey({ code, path, value }: Anomaly): string {
  return JSON.stringify([code, path, value]);
}

/** What tells notices apart. */
export function noticeKey({ code, key }: Notice): string {
  return JSON.stringify([code, key]);
}

/** What tells the parts of an order apart that upstream gives an id. */
export function referenceOf({ reference }: { readonly reference: string }): string {
  return reference;
}

function lastOfEach<T>(parts: readonly T[], key: (part: T) => string): T[] {
  return [...new Map(parts.map((part) => [key(part), part])).values()];
}
