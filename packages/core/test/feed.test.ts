import fc from 'fast-check';
import { expect, test } from 'vitest';
import { applySnapshots } from '../src/apply/apply-snapshots.ts';
import { ensureFeedIdentity } from '../src/feed/ensure-feed-identity.ts';
import { FEED_CHANNEL } from '../src/feed/feed.ts';
import { CursorError, decodeCursor, encodeCursor } from '../src/feed/feed-cursor.ts';
import { prune } from '../src/housekeeping/prune.ts';
import { checkCursor, feedHead, readFeed } from '../src/feed/read-feed.ts';
import type { FeedQuery } from '../src/feed/read-feed.ts';
import type { HubContext } from '../src/hub-context.ts';
import type { ObservedOrder } from '../src/apply/apply-snapshots.ts';
import { authorisedShop, orderHub } from './support/order-hub.ts';
import type { OrderHub } from './support/order-hub.ts';

const ALL: FeedQuery = { after: null, limit: 1_000, shopIds: null };

function observe(
  hub: OrderHub,
  reference: string,
  facts: Parameters<OrderHub['channel']['change']>[1] = {},
): ObservedOrder {
  hub.clock.advance(1_000);
  hub.channel.change(reference, facts);
  return { shop: hub.shop, snapshot: hub.channel.order(reference), observedAt: hub.clock.now(), cause: 'MESSAGE' };
}

/** Applies in a transaction that stays open, with its order locked or its event written, until `commit` is called. */
async function applySlowly(
  context: HubContext,
  entry: ObservedOrder,
  until: 'locked' | 'written' = 'written',
): Promise<{ commit: () => Promise<void> }> {
  const reached = Promise.withResolvers<void>();
  const commit = Promise.withResolvers<void>();
  const { database } = context;
  const pause = async <T>(result: T): Promise<T> => {
    reached.resolve();
    await commit.promise;
    return result;
  };
  const slow: HubContext = {
    ...context,
    database: {
      ...database,
      transaction: (work) =>
        database.transaction(async (sql) => {
          if (until === 'written') return pause(await work(sql));
          return work({ query: async (statement, values) => pause(await sql.query(statement, values)) });
        }),
    },
  };
  const applied = applySnapshots(slow, [entry]);
  await Promise.race([reached.promise, applied]);
  return {
    commit: async () => {
      commit.resolve();
      await applied;
    },
  };
}

async function references(hub: OrderHub, after: string | null): Promise<string[]> {
  const events = await hub.feed(after);
  const orders = await hub.rows<{ id: string; reference: string }>('select id, reference from interline.orders');
  const byId = new Map(orders.map(({ id, reference }) => [id, reference]));
  return events.map(({ orderId }) => byId.get(orderId) ?? '');
}

test('invariant 10: a reader never passes a transaction that has yet to commit [transaction 5 commits after 6]', async () => {
  await using hub = await orderHub();
  const before = await feedHead(hub.database);
  const five = await applySlowly(hub.context, observe(hub, 'five'));
  await applySnapshots(hub.context, [observe(hub, 'six')]);
  expect(await readFeed(hub.database, { ...ALL, after: before })).toEqual([]);
  const between = await feedHead(hub.database);
  await five.commit();
  expect(await references(hub, before)).toEqual(['five', 'six']);
  expect(await references(hub, between)).toEqual(['five', 'six']);
});

test('invariant 10: whatever the order of commits, a reader that resumes sees every event once, in one order [random interleavings]', async () => {
  await using hub = await orderHub();
  const step = fc.oneof(
    fc.record({ kind: fc.constant('open' as const) }),
    fc.record({ kind: fc.constant('commit' as const), which: fc.nat(3) }),
    fc.record({ kind: fc.constant('read' as const), limit: fc.integer({ min: 1, max: 3 }) }),
  );
  let count = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 14 }), async (steps) => {
      const start = await feedHead(hub.database);
      const open: { commit: () => Promise<void> }[] = [];
      const seen: string[] = [];
      let cursor = start;
      const read = async (limit: number): Promise<number> => {
        const events = await readFeed(hub.database, { ...ALL, after: cursor, limit });
        cursor = events.at(-1)?.cursor ?? cursor;
        seen.push(...events.map(({ id }) => id));
        return events.length;
      };
      for (const action of steps) {
        if (action.kind === 'open' && open.length < 4) {
          count += 1;
          open.push(await applySlowly(hub.context, observe(hub, `order-${count}`)));
        } else if (action.kind === 'commit') {
          await open.splice(action.which % Math.max(open.length, 1), 1)[0]?.commit();
        } else if (action.kind === 'read') {
          await read(action.limit);
        }
      }
      for (const transaction of open) await transaction.commit();
      const everything = (await hub.feed(start)).map(({ id }) => id);
      while ((await read(2)) > 0);
      expect(seen).toEqual(everything);
      expect(new Set(seen).size).toBe(seen.length);
    }),
    { numRuns: 25, seed: 10 },
  );
});

test.each(['ab', 'ac', 'ba', 'bc', 'ca', 'cb'])(
  'the events of one order stand in the order of its versions, even if a batch that comes later began first (%s)',
  async ([blocked = '', contested = '']) => {
    await using hub = await orderHub();
    const all = ['a', 'b', 'c'];
    await applySnapshots(
      hub.context,
      all.map((reference) => observe(hub, reference)),
    );
    const start = await feedHead(hub.database);
    const locks = `select from pg_locks where locktype = 'advisory' and not granted
                    and database = (select oid from pg_database where datname = current_database())`;
    const paid = { status: 'AWAITING_FULFILMENT' as const };
    const blocking = await applySlowly(hub.context, observe(hub, blocked, paid), 'locked');
    const overtaking = observe(hub, contested, paid);
    const batch = applySnapshots(
      hub.context,
      all.map((reference) => observe(hub, reference, { status: 'FULFILLED' })),
    );
    while ((await hub.rows(locks)).length < 1);
    // Goes through at once, or waits for the batch that waits for the first: as chance put the locks.
    let isThrough = false;
    const overtaken = applySnapshots(hub.context, [overtaking]).then(() => (isThrough = true));
    while (!isThrough && (await hub.rows(locks)).length < 2);
    await blocking.commit();
    await Promise.all([batch, overtaken]);
    const steps = (await hub.feed(start)).filter(({ type }) => type === 'STATUS_CHANGED');
    for (const events of Map.groupBy(steps, ({ orderId }) => orderId).values()) {
      const versions = events.map(({ version }) => version);
      expect(versions).toEqual(versions.toSorted());
      expect(events.at(-1)).toMatchObject({ to: 'FULFILLED' });
    }
  },
);

test('readers are woken once per transaction that told something, and by none that did not', async () => {
  await using hub = await orderHub();
  const entry = observe(hub, 'a');
  const payloads: string[] = [];
  const end = Promise.withResolvers<void>();
  const stop = await hub.database.listen(FEED_CHANNEL, (payload) => {
    payloads.push(payload);
    if (payload === 'end') end.resolve();
  });
  await applySnapshots(hub.context, [entry, observe(hub, 'b')]);
  await applySnapshots(hub.context, [entry]);
  await hub.rows('select pg_notify($1, $2)', [FEED_CHANNEL, 'end']);
  await end.promise;
  await stop();
  expect(payloads).toEqual(['', 'end']);
});

test('filters: shop, channel, type, value and order', async () => {
  await using hub = await orderHub();
  const other = await authorisedShop(hub.context, '42');
  const entry = observe(hub, 'a');
  await applySnapshots(hub.context, [entry, { ...entry, shop: other }, observe(hub, 'b')]);
  await applySnapshots(hub.context, [observe(hub, 'a', { status: 'FULFILLED' })]);
  const [first] = await hub.feed();
  const count = async (filter: Partial<FeedQuery>): Promise<number> =>
    (await readFeed(hub.database, { ...ALL, ...filter })).length;
  expect(await count({})).toBe(5);
  expect(await count({ shopIds: [other.id] })).toBe(1);
  expect(await count({ shopIds: [other.id, hub.shop.id, other.id] })).toBe(5);
  expect(await count({ shopIds: [] })).toBe(0);
  expect(await count({ channel: 'demo' })).toBe(5);
  expect(await count({ channel: 'elsewhere' })).toBe(0);
  expect(await count({ types: ['STATUS_CHANGED'] })).toBe(1);
  expect(await count({ statuses: ['FULFILLED'] })).toBe(2);
  expect(await count({ orderId: first?.orderId ?? '' })).toBe(3);
  expect(await count({ orderId: first?.orderId ?? '', shopIds: [other.id] })).toBe(0);
  expect(await count({ limit: 2, shopIds: [other.id, hub.shop.id] })).toBe(2);
});

test('a cursor survives as text, and another text is no cursor', () => {
  const feed = '019aa000-0000-7000-8000-000000000001';
  const max = 2n ** 63n - 1n;
  fc.assert(
    fc.property(fc.bigInt({ min: 0n, max }), fc.bigInt({ min: 0n, max }), (tx, seq) => {
      expect(decodeCursor(feed, encodeCursor(feed, { tx, seq }))).toEqual({ tx, seq });
    }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.base64String()), (text) => {
      expect(() => decodeCursor(feed, text)).toThrow(CursorError);
    }),
  );
});

test('cursors that cannot be resumed from say why and what to do', async () => {
  await using hub = await orderHub();
  await applySnapshots(hub.context, [observe(hub, 'a')]);
  await applySnapshots(hub.context, [observe(hub, 'b')]);
  const [first, second] = await hub.feed();
  const place = { tx: 1n, seq: 1n };
  const [{ id: feedId } = { id: '' }] = await hub.rows<{ id: string }>('select id from interline.feed_identity');
  const refused = (cursor: string): Promise<void> =>
    expect(checkCursor(hub.database, cursor)).rejects.toThrow(
      expect.objectContaining({ message: expect.stringContaining('subscribe without `after`') }),
    );
  await refused('!');
  await expect(checkCursor(hub.database, 'x')).rejects.toMatchObject({ code: 'MALFORMED' });
  const foreign = encodeCursor('019aa000-0000-7000-8000-000000000001', place);
  await expect(checkCursor(hub.database, foreign)).rejects.toMatchObject({ code: 'FOREIGN' });
  const future = encodeCursor(feedId, { tx: 2n ** 62n, seq: 1n });
  await expect(checkCursor(hub.database, future)).rejects.toMatchObject({ code: 'FOREIGN' });

  hub.clock.advance(10 * 24 * 60 * 60_000);
  await applySnapshots(hub.context, [observe(hub, 'c')]);
  await hub.feed();
  const retention = { messagesMs: 1, eventsMs: 24 * 60 * 60_000 };
  expect(await prune(hub.context, { ...retention, limit: 1 })).toMatchObject({ events: 1 });
  await checkCursor(hub.database, first?.cursor ?? '');
  expect(await prune(hub.context, retention)).toMatchObject({ events: 1 });
  await expect(readFeed(hub.database, { ...ALL, after: first?.cursor ?? '' })).rejects.toMatchObject({ code: 'STALE' });
  expect(await references(hub, second?.cursor ?? '')).toEqual(['c']);
  expect(await prune(hub.context, retention)).toMatchObject({ events: 0 });
});

test('after a restore into another cluster old cursors are refused, and no event is hidden or doubled', async () => {
  await using hub = await orderHub();
  expect(await ensureFeedIdentity(hub.context)).toBe(false);
  await applySnapshots(hub.context, [observe(hub, 'a')]);
  await applySnapshots(hub.context, [observe(hub, 'b')]);
  const [first] = await hub.feed();
  expect(await ensureFeedIdentity(hub.context)).toBe(false);
  await hub.rows(`update interline.order_event set tx = '9000000000000000000'`);
  expect(await hub.feed()).toEqual([]);
  expect(await ensureFeedIdentity(hub.context)).toBe(true);
  await expect(checkCursor(hub.database, first?.cursor ?? '')).rejects.toMatchObject({ code: 'FOREIGN' });
  await applySnapshots(hub.context, [observe(hub, 'c')]);
  expect(await references(hub, null)).toEqual(['a', 'b', 'c']);

  await hub.rows(`update interline.feed_identity set cluster = 'another'`);
  expect(await ensureFeedIdentity(hub.context)).toBe(true);
  expect(await ensureFeedIdentity(hub.context)).toBe(false);
  expect(await references(hub, null)).toEqual(['a', 'b', 'c']);
});
