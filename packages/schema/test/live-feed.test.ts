import { seededRandom, systemClock } from '@interline/core';
import { type FeedEvent, feedHead } from '@interline/core/hub';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse, subscribe, type ExecutionResult } from 'graphql';
import { createLiveFeed, type LiveFeed } from '../src/index.ts';
import { cruiseOrder } from './support/cruise-order.ts';
import { schemaHub, type SchemaHub, viewerOf } from './support/schema-hub.ts';

let hub: SchemaHub;
let feed: LiveFeed;
let shop: Awaited<ReturnType<SchemaHub['shop']>>;
let other: typeof shop;

beforeAll(async () => {
  // The feed waits for running transactions, so it needs a clock that moves.
  hub = await schemaHub(
    (context) => (feed = createLiveFeed({ ...context, clock: systemClock }, { windowSize: 4, batchSize: 3 })),
  );
  shop = await hub.shop('a');
  other = await hub.shop('b');
});
afterAll(() => hub[Symbol.asyncDispose]());

async function take<T>(count: number, iterator: AsyncIterator<T>): Promise<T[]> {
  const taken: T[] = [];
  while (taken.length < count) {
    const step = await iterator.next();
    if (step.done) {
      break;
    }
    taken.push(step.value);
  }
  return taken;
}

function follow(after: string | null, shopIds: readonly string[] | null = [shop.id]): AsyncIterator<FeedEvent> {
  return feed.subscribe({ after, filter: { shopIds } })[Symbol.asyncIterator]();
}

let made = 0;
async function storeOrders(count: number): Promise<string[]> {
  const references = Array.from({ length: count }, () => `n${(made += 1)}`);
  for (const reference of references) {
    await hub.store(shop, cruiseOrder(reference));
    await hub.store(other, cruiseOrder(reference));
  }
  return references;
}

describe('a place in the feed', () => {
  test('every subscriber that resumes anywhere sees each later event once and in order, past and present', async () => {
    const whole = follow(await feedHead(hub.hub.database));
    await storeOrders(9);
    const past = await take(9, whole);
    const random = seededRandom(7);
    const resumed = past.map((event) => ({ event, iterator: follow(event.cursor) }));
    const answers = resumed.map(async ({ event, iterator }) => {
      const expected = past.slice(past.indexOf(event) + 1);
      // Some are slow: they take a few now, and the rest after the window has moved past them.
      const early = await take(Math.floor(random() * expected.length), iterator);
      await live;
      return [...early, ...(await take(expected.length - early.length + 12, iterator))].map(({ id }) => id);
    });
    const live = storeOrders(12);
    await live;
    const present = await take(12, whole);
    const all = [...past, ...present].map(({ id }) => id);
    expect(new Set(all).size).toBe(21);
    for (const [at, answer] of (await Promise.all(answers)).entries()) {
      expect(answer).toEqual(all.slice(at + 1));
    }
  });

  test('a transaction that commits late is neither missed nor overtaken', async () => {
    const [orderId = ''] = await hub.store(shop, cruiseOrder('late'));
    const start = await feedHead(hub.hub.database);
    const begun = Promise.withResolvers<void>();
    const commit = Promise.withResolvers<void>();
    const late = hub.hub.database.transaction(async (sql) => {
      await sql.query(
        {
          name: 'test.late_event',
          text: `insert into interline.order_event (order_id, shop_id, channel, type, version, cause, occurred_at, recorded_at, data)
                 values ($1, $2, 'cruise', 'DETAILS_CHANGED', 2, 'MESSAGE', now(), now(), '{}')`,
        },
        [orderId, shop.id],
      );
      begun.resolve();
      await commit.promise;
    });
    await begun.promise;
    const iterator = follow(start);
    const next = take(1, iterator);
    await storeOrders(1);
    commit.resolve();
    await late;
    const events = await next;
    while (events.at(-1)?.orderId === orderId) {
      events.push(...(await take(1, iterator)));
    }
    // A transaction in another database can hold the head back, so that the order itself comes first once more.
    expect(events.slice(-2)).toMatchObject([{ type: 'DETAILS_CHANGED', orderId }, { type: 'ORDER_CREATED' }]);
  });

  test('a waiting subscription ends at once when it is returned', async () => {
    const iterator = follow(null);
    const waiting = iterator.next();
    await iterator.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  test('events of other shops are never given', async () => {
    const iterator = follow(await feedHead(hub.hub.database), [other.id]);
    await storeOrders(1);
    expect((await iterator.next()).value).toMatchObject({ shopId: other.id });
  });
});

const EVENTS = parse(`subscription ($after: String, $filter: OrderEventFilter) {
  orderEvents(after: $after, filter: $filter) { cursor event { type to } order { reference status shop { name } ... on CruiseOrder { ship } } } }`);

interface Message {
  readonly cursor: string;
  readonly event: object;
  readonly order: { readonly reference: string };
}

async function watch(shops: Parameters<typeof viewerOf>[0], variables: Record<string, unknown> = {}) {
  const result = await subscribe({
    schema: hub.schema,
    document: EVENTS,
    variableValues: variables,
    contextValue: hub.context(viewerOf(shops)),
  });
  return result as AsyncGenerator<ExecutionResult<{ orderEvents: Message }>>;
}

describe('orderEvents', () => {
  test('tells each change with its order, and goes on after a cursor', async () => {
    const live = await watch([shop]);
    const [one, two] = await storeOrders(2);
    const message = (await live.next()).value as ExecutionResult<{ orderEvents: Message }>;
    expect(message.errors).toBeUndefined();
    expect(message.data?.orderEvents).toMatchObject({
      event: { type: 'ORDER_CREATED', to: 'AWAITING_FULFILMENT' },
      order: { reference: one, status: 'AWAITING_FULFILMENT', shop: { name: 'Shop a' }, ship: 'Victoria "Anna"' },
    });
    const resumed = await watch([shop], { after: message.data?.orderEvents.cursor });
    const next = (await resumed.next()).value as ExecutionResult<{ orderEvents: Message }>;
    expect(next.data?.orderEvents.order.reference).toBe(two);
    await Promise.all([live.return(undefined), resumed.return(undefined)]);
  });

  test('a cursor that is none is refused with the argument’s name and the remedy', async () => {
    const answer: unknown = await watch([shop], { after: 'nonsense' });
    expect(answer).toMatchObject({
      errors: [
        {
          extensions: { code: 'BAD_USER_INPUT', argument: 'after' },
          message: expect.stringContaining('subscribe without `after`'),
        },
      ],
    });
  });

  test('what costs too much is refused when it is subscribed to, not at each event', async () => {
    const fields = Array.from({ length: 200 }, (_, at) => `field${at}: recordedAt`).join(' ');
    const answer: unknown = await subscribe({
      schema: hub.schema,
      document: parse(`subscription { orderEvents { order { timeline(first: 100) { nodes { ${fields} } } } } }`),
      contextValue: hub.context(viewerOf([shop])),
    });
    expect(answer).toMatchObject({
      errors: [{ extensions: { code: 'OPERATION_TOO_COSTLY' }, message: expect.stringContaining('smaller pages') }],
    });
  });

  test('another tenant’s cursor gives only one’s own events', async () => {
    const theirs = await watch([other]);
    await storeOrders(2);
    const cursor = ((await theirs.next()).value as ExecutionResult<{ orderEvents: Message }>).data?.orderEvents.cursor;
    const mine = await watch([shop], { after: cursor });
    const seen = (await mine.next()).value as ExecutionResult<{ orderEvents: { order: { shop: object } } }>;
    expect(seen.data?.orderEvents.order.shop).toEqual({ name: 'Shop a' });
    await Promise.all([theirs.return(undefined), mine.return(undefined)]);
  });

  test('a filter by a shop that is not the viewer’s gives nothing', async () => {
    const none = await watch([shop], { filter: { shop: `shop_${other.id}` } });
    const waiting = none.next();
    await storeOrders(1);
    await none.return(undefined);
    expect((await waiting).done).toBe(true);
  });
});
