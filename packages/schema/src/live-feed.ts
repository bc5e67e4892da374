import type { OrderStatus } from '@interline/core';
import type { FeedEvent, OrderEventType } from '@interline/core/hub';

/** What of the feed somebody wants to see. Every condition narrows; an absent one does not. */
export interface FeedFilter {
  /** Only these shops; null means every shop. Never wider than the viewer's own. */
  readonly shopIds: readonly string[] | null;
  readonly channel?: string | undefined;
  readonly orderId?: string | undefined;
  readonly types?: readonly OrderEventType[] | undefined;
  /** Only events whose `to` is one of these. */
  readonly statuses?: readonly OrderStatus[] | undefined;
}

export interface FeedSubscription {
  /** The place after which to start; null starts with what happens from now on. */
  readonly after: string | null;
  readonly filter: FeedFilter;
  /** Ends the iteration. */
  readonly signal?: AbortSignal | undefined;
}

/** Everything that happened up to now, and then what happens, in order and once. */
export interface LiveFeed {
  /**
   * Events after the place, in feed order, each exactly once, first the past and then the present
   * without a seam. The iteration holds a place, not a queue: a slow reader falls behind and reads
   * on from the database, and slows nobody else.
   * @throws CursorError on the first step, when the place is malformed, of another feed, or pruned
   */
  subscribe(subscription: FeedSubscription): AsyncIterable<FeedEvent>;
  /** Stops reading and ends every iteration. */
  close(): Promise<void>;
}
