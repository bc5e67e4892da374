import type { OrderEventType } from '../order-event.ts';
import type { JsonObject } from '../snapshot.ts';
import type { Cause } from '../sync-task.ts';

/** An event as a reader of the feed sees it. */
export interface FeedEvent {
  /** The place right after this event; opaque. */
  readonly cursor: string;
  readonly id: string;
  readonly orderId: string;
  readonly shopId: string;
  readonly channel: string;
  readonly type: OrderEventType;
  readonly itemReference: string | null;
  readonly from: string | null;
  readonly to: string | null;
  readonly version: number;
  readonly cause: Cause;
  readonly occurredAt: Date;
  readonly recordedAt: Date;
  readonly data: JsonObject;
}

/** Notified when events were committed; the payload says nothing. Read the feed then. */
export const FEED_CHANNEL = 'interline_feed';
