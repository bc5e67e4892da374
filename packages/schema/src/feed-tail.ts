import { FEED_CHANNEL, feedHead, type HubContext, listenShared, readFeed } from '@interline/core/hub';
import { createFeedWindow, type FeedWindow } from './feed-window.ts';

/** The one reader of a process that follows the end of the feed. */
export interface Tail {
  readonly window: FeedWindow;
  /** Reads whatever is visible now; resolves when the window holds it. */
  advance(): Promise<void>;
  /** Resolves at the next event. */
  changed(): Promise<void>;
  stop(): Promise<void>;
}

/** How long to wait for a running transaction that holds events back, in milliseconds: at first, and at most. */
const FIRST_WAIT_MS = 5;
const LONGEST_WAIT_MS = 500;

const transactionsStatement = {
  name: 'schema.feed_transactions',
  text: `select pg_snapshot_xmin(pg_current_snapshot())::text as ended, pg_snapshot_xmax(pg_current_snapshot())::text as begun`,
};

export async function startTail(hub: HubContext, windowSize: number, batchSize: number): Promise<Tail> {
  const window = createFeedWindow(await feedHead(hub.database), windowSize);
  let next = Promise.withResolvers<void>();
  let reading: Promise<void> | null = null;
  let again = false;
  let stopped = false;
  let cancelWait = (): void => {};

  const read = async (): Promise<void> => {
    do {
      again = false;
      const events = await readFeed(hub.database, { after: window.end, limit: batchSize, shopIds: null });
      if (events.length > 0) {
        window.push(events);
        next.resolve();
        next = Promise.withResolvers<void>();
      }
      again ||= events.length === batchSize;
    } while (again && !stopped);
  };
  const advance = (): Promise<void> => {
    if (reading !== null) {
      again = true;
      return reading;
    }
    reading = read().finally(() => {
      reading = null;
    });
    return reading;
  };

  /** Every transaction below it may still bring events that were announced. */
  let awaited = 0n;
  const transactions = async () => {
    const [row] = await hub.database.query<{ ended: string; begun: string }>(transactionsStatement);
    return { ended: BigInt(row?.ended ?? 0), begun: BigInt(row?.begun ?? 0) };
  };
  /** Reads, and reads again until no transaction that was running at the announcement holds anything back. */
  const chase = async (waitMs: number): Promise<void> => {
    const { ended } = await transactions();
    await advance();
    if (ended >= awaited || stopped) {
      return;
    }
    cancelWait = hub.clock.schedule(waitMs, () => settle(chase(Math.min(waitMs * 2, LONGEST_WAIT_MS))));
  };
  const settle = (work: Promise<void>): void => {
    work.catch((error: unknown) => {
      if (stopped) {
        return;
      }
      hub.logger.error({ error }, 'The feed could not be read; it is tried again.');
      cancelWait = hub.clock.schedule(LONGEST_WAIT_MS, () => settle(chase(FIRST_WAIT_MS)));
    });
  };
  const onNotify = async (): Promise<void> => {
    awaited = (await transactions()).begun;
    cancelWait();
    await chase(FIRST_WAIT_MS);
  };
  const stopListening = await listenShared(hub.database, FEED_CHANNEL, () => settle(onNotify()));
  await onNotify();
  return {
    window,
    advance,
    changed: () => next.promise,
    stop: async () => {
      stopped = true;
      cancelWait();
      await stopListening();
      await reading?.catch(() => {});
    },
  };
}
