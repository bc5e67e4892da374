import type { ShopIdentity } from '../contract/shop.ts';
import type { Cause } from '../sync-task.ts';
import type { Difference } from './difference.ts';
import type { OrderState, StoredOrder } from './order-state.ts';

/** An order that is new or differs from what is stored. */
export interface ChangedOrder {
  readonly id: string;
  /** After the change. */
  readonly version: number;
  readonly shop: ShopIdentity;
  readonly state: OrderState;
  readonly raw: string;
  readonly fingerprint: Buffer;
  readonly changes: readonly Difference[];
  readonly observedAt: Date;
  readonly cause: Cause;
  /** Null when the order is new. */
  readonly stored: StoredOrder | null;
}
