import type { FeedEvent } from '@interline/core/hub';

/** The latest events of the feed, without a gap, found by their cursors. */
export interface FeedWindow {
  /** The place after the latest event. */
  readonly end: string;
  /** Adds what follows; the oldest make room. */
  push(events: readonly FeedEvent[]): void;
  /** A number that grows along the feed, for a place from which the window can go on; null for any other. */
  positionOf(cursor: string): number | null;
  /** Up to `limit` events from a position on. */
  from(position: number, limit: number): readonly FeedEvent[];
}

/** @param start the place before the first event that will be pushed */
export function createFeedWindow(start: string, size: number): FeedWindow {
  let events: FeedEvent[] = [];
  /** The position of `events[0]`. */
  let first = 0;
  let end = start;
  const positions = new Map<string, number>([[start, 0]]);
  return {
    get end() {
      return end;
    },
    push: (added) => {
      for (const event of added) {
        events.push(event);
        positions.set(event.cursor, first + events.length);
        end = event.cursor;
      }
      // Cut in chunks, so that the cost per event stays constant.
      if (events.length >= size * 2) {
        const cut = events.length - size;
        for (const [cursor, position] of positions) {
          if (position >= first + cut) {
            break;
          }
          positions.delete(cursor);
        }
        events = events.slice(cut);
        first += cut;
      }
    },
    positionOf: (cursor) => positions.get(cursor) ?? null,
    from: (position, limit) => events.slice(position - first, position - first + limit),
  };
}
