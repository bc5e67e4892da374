import type { OrderSnapshot } from '../snapshot.ts';
import { rankOf } from '../status.ts';
import type { OrderStatus } from '../status.ts';

/** What is known of the present state's age. */
export interface StoredAge {
  readonly modifiedAt: Date;
  readonly status: OrderStatus;
  readonly observedAt: Date;
  readonly recordedAt: Date;
}

/**
 * Whether a snapshot is older than what is stored.
 *
 * Channels date changes to the second, so two states may carry the same time. If the snapshot's fetch
 * was started after the stored state had been written, the snapshot is the later sight, wherever the
 * order went. If the two fetches overlapped, nobody knows which answer was made first: then the state
 * that is further on wins, and between equals the fetch that was started later.
 */
export function isStale(
  stored: StoredAge,
  snapshot: Pick<OrderSnapshot, 'modifiedAt' | 'status'>,
  observedAt: Date,
): boolean {
  const byTime = snapshot.modifiedAt.getTime() - stored.modifiedAt.getTime();
  if (byTime !== 0) return byTime < 0;
  if (observedAt > stored.recordedAt) return false;
  const byRank = rankOf(snapshot.status) - rankOf(stored.status);
  if (byRank !== 0) return byRank < 0;
  return observedAt < stored.observedAt;
}
