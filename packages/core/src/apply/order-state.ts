import type { PersonalData } from '../privacy/personal-data.ts';
import type { Anomaly, ItemSnapshot, OrderSnapshot, RefundSnapshot, TravellerSnapshot } from '../snapshot.ts';

/**
 * What the hub keeps of an order, in the words of a snapshot: all of it but the raw answer. Stored
 * rows and a new snapshot are compared in this form.
 */
export type OrderState = Omit<OrderSnapshot, 'raw' | 'rawDigest'>;

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
}

/** What tells the persons of an order apart: where they stand, not who they are. */
export function travellerKey(traveller: Pick<TravellerSnapshot, 'itemReference' | 'role' | 'position'>): string {
  return JSON.stringify([traveller.itemReference, traveller.role, traveller.position]);
}

/** The same snapshot with what is known of its persons in clear, and each part once. */
export function stateOf(snapshot: OrderSnapshot, personal: (traveller: TravellerSnapshot) => PersonalData): OrderState {
  const { raw: _raw, rawDigest: _rawDigest, ...state } = snapshot;
  return {
    ...state,
    items: lastOfEach(snapshot.items, ({ reference }: ItemSnapshot) => reference),
    travellers: lastOfEach(snapshot.travellers, travellerKey).map((traveller) => ({
      ...traveller,
      personal: personal(traveller),
    })),
    refunds: lastOfEach(snapshot.refunds, ({ reference }: RefundSnapshot) => reference),
    anomalies: lastOfEach(snapshot.anomalies, anomalyKey),
  };
}

/** What tells anomalies apart. */
export function anomalyKey({ code, path, value }: Anomaly): string {
  return JSON.stringify([code, path, value]);
}

function lastOfEach<T>(parts: readonly T[], key: (part: T) => string): T[] {
  return [...new Map(parts.map((part) => [key(part), part])).values()];
}
