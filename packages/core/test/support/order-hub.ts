import { createTestDatabase } from '@interline/postgres/testing';
import { authoriseShop } from '../../src/shops/authorise-shop.ts';
import type { Database, Sql } from '../../src/database.ts';
import { ENTITIES } from '../../src/entities.ts';
import type { FeedEvent } from '../../src/feed/feed.ts';
import type { HubContext } from '../../src/hub-context.ts';
import { ingestMessages } from '../../src/ingest/ingest.ts';
import type { InboundMessage } from '../../src/contract/adapter.ts';
import type { ShopIdentity } from '../../src/contract/shop.ts';
import { MIGRATIONS } from '../../src/migrations/index.ts';
import { seededRandom } from '../../src/random.ts';
import { readFeed } from '../../src/feed/read-feed.ts';
import { saveShop } from '../../src/shops/save-shop.ts';
import { createSealer, generateKey, parseKeys } from '../../src/privacy/seal.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { manualClock } from './manual-clock.ts';
import type { ManualClock } from './manual-clock.ts';
import { ACCOUNT, orderChannel } from './order-channel.ts';
import type { OrderChannel } from './order-channel.ts';
import { recordingLogger } from './recording-logger.ts';

/** A hub with one channel, one authorised shop and a clock that is moved by hand. */
export interface OrderHub extends AsyncDisposable {
  readonly context: HubContext;
  readonly database: Database;
  readonly clock: ManualClock;
  readonly channel: OrderChannel;
  readonly logger: ReturnType<typeof recordingLogger>;
  readonly shop: ShopIdentity;
  /** Stores messages as they arrive. */
  deliver(...messages: readonly InboundMessage[]): ReturnType<typeof ingestMessages>;
  /** Moves the clock a little and works until nothing is due. */
  sync(): Promise<void>;
  /** Rows of a query that a test asks with; not prepared under a name of the hub's. */
  rows<Row>(text: string, values?: readonly unknown[]): Promise<Row[]>;
  /** The whole feed, once every transaction that has begun by now is visible. */
  feed(after?: string | null): Promise<FeedEvent[]>;
}

export const SESSION = 'session-canary-6100e14';

export async function orderHub(): Promise<OrderHub> {
  const test = await createTestDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  const clock = manualClock();
  const channel = orderChannel(clock);
  const logger = recordingLogger();
  const context: HubContext = {
    database: test.database,
    channels: new Map([[channel.adapter.name, { adapter: channel.adapter, connection: {} }]]),
    clock,
    random: seededRandom(1),
    logger,
    sealer: createSealer({ keys: parseKeys(generateKey('test')) }),
  };
  const shop = await authorisedShop(context, ACCOUNT);
  const hub: OrderHub = {
    context,
    database: test.database,
    clock,
    channel,
    logger,
    shop,
    deliver: (...messages) => ingestMessages(context, channel.adapter.name, channel.stream, messages),
    async sync() {
      clock.advance(50);
      while ((await runSync(context, { limit: 200 })) > 0) clock.advance(50);
    },
    async rows<Row>(text: string, values: readonly unknown[] = []) {
      const { rows } = await test.database.pool.query(text, [...values]);
      return rows as Row[];
    },
    async feed(after = null) {
      await horizonPasses(test.database);
      return readFeed(test.database, { after, limit: 10_000, shopIds: null });
    },
    [Symbol.asyncDispose]: () => test.drop(),
  };
  return hub;
}

/** A shop of channel `demo` with a session that does not end. */
export async function authorisedShop(context: HubContext, accountId: string, session = SESSION): Promise<ShopIdentity> {
  const shop = await saveShop(context, {
    channel: 'demo',
    name: 'West Lake Travel',
    accountId,
    accountNick: 'westlake',
  });
  await authoriseShop(context, shop.id, { accessToken: session, expiresAt: null });
  return shop;
}

/**
 * Resolves when every transaction that has begun by now has ended. Other databases of the server share
 * the horizon, and other tests write there.
 */
async function horizonPasses(sql: Sql): Promise<void> {
  const [begun] = await sql.query<{ next: string }>({
    name: 'test.next_transaction',
    text: 'select pg_snapshot_xmax(pg_current_snapshot())::text as next',
  });
  const passed = { name: 'test.passed', text: 'select pg_snapshot_xmin(pg_current_snapshot()) >= $1::xid8 as passed' };
  for (;;) {
    const [state] = await sql.query<{ passed: boolean }>(passed, [begun?.next]);
    if (state?.passed) return;
  }
}
