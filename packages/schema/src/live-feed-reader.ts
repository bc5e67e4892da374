import { checkCursor, type FeedEvent, type HubContext, readFeed } from '@interline/core/hub';
import { abortable, untilAborted } from './abortable.ts';
import { startTail, type Tail } from './feed-tail.ts';
import type { FeedFilter, FeedSubscription, LiveFeed } from './live-feed.ts';

export interface LiveFeedOptions {
  /** How many of the latest events are kept for subscribers that keep up. */
  readonly windowSize?: number;
  /** Most events per read of the database. */
  readonly batchSize?: number;
}

/**
 * The live feed of this process: ONE reader follows the tail of the feed into a window of the
 * latest events, from which every subscriber that keeps up is served. A subscriber holds nothing
 * but its place; whoever is not within the window (resuming, or slow) reads from the database
 * until it is. So there is no queue to overflow and no seam between the past and the present.
 */
export function createLiveFeed(hub: HubContext, options: LiveFeedOptions = {}): LiveFeed {
  const batchSize = options.batchSize ?? 500;
  const closed = new AbortController();
  let tail: Promise<Tail> | null = null;
  const openTail = (): Promise<Tail> => {
    tail ??= startTail(hub, options.windowSize ?? 4096, batchSize).catch((error: unknown) => {
      tail = null;
      throw error;
    });
    return tail;
  };
  return {
    subscribe: (subscription) =>
      abortable(
        (signal) => follow(hub, openTail, subscription, batchSize, signal),
        subscription.signal === undefined ? closed.signal : AbortSignal.any([closed.signal, subscription.signal]),
      ),
    close: async () => {
      closed.abort();
      await (await tail)?.stop();
    },
  };
}

async function* follow(
  hub: HubContext,
  openTail: () => Promise<Tail>,
  { after, filter }: FeedSubscription,
  batchSize: number,
  signal: AbortSignal,
): AsyncGenerator<FeedEvent, void, undefined> {
  if (after !== null) {
    await checkCursor(hub.database, after);
  }
  const tail = await openTail();
  await tail.advance();
  let place = after ?? tail.window.end;
  while (!signal.aborted) {
    const position = tail.window.positionOf(place);
    if (position === null) {
      place = yield* replay(hub, tail, place, filter, batchSize, signal);
      continue;
    }
    const events = tail.window.from(position, batchSize);
    if (events.length === 0) {
      await untilAborted(tail.changed(), signal);
    }
    for (const event of events) {
      if (signal.aborted) {
        return;
      }
      if (matches(filter, event)) {
        yield event;
      }
      place = event.cursor;
    }
  }
}

/** Reads one batch from the database. Returns the place up to which everything that matches was given. */
async function* replay(
  hub: HubContext,
  tail: Tail,
  start: string,
  filter: FeedFilter,
  limit: number,
  signal: AbortSignal,
): AsyncGenerator<FeedEvent, string, undefined> {
  let place = start;
  const covered = tail.window.end;
  const events = await readFeed(hub.database, {
    after: place,
    limit,
    shopIds: filter.shopIds,
    channel: filter.channel ?? null,
    orderId: filter.orderId ?? null,
    types: filter.types ?? null,
    statuses: filter.statuses ?? null,
  });
  for (const event of events) {
    if (signal.aborted) {
      return place;
    }
    yield event;
    place = event.cursor;
  }
  if (events.length < limit) {
    // Everything up to `covered` was visible to the read. Whatever it saw beyond is in the window now,
    // unless the window has already moved on past it.
    await tail.advance();
    const end = tail.window.positionOf(covered);
    if (end !== null && (tail.window.positionOf(place) ?? -1) < end) {
      return covered;
    }
  }
  return place;
}

function matches(filter: FeedFilter, event: FeedEvent): boolean {
  return (
    (filter.shopIds === null || filter.shopIds.includes(event.shopId)) &&
    (filter.channel === undefined || filter.channel === event.channel) &&
    (filter.orderId === undefined || filter.orderId === event.orderId) &&
    (filter.types === undefined || filter.types.includes(event.type)) &&
    (filter.statuses === undefined || filter.statuses.some((status) => status === event.to))
  );
}
