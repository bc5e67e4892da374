import vacation, { mapTradeAnswer } from '@interline/adapter-vacation';
import { seededRandom, silentLogger, systemClock } from '@interline/core';
import {
  applySnapshots,
  createSealer,
  ensureFeedIdentity,
  ENTITIES,
  generateKey,
  MIGRATIONS,
  parseKeys,
  saveShop,
} from '@interline/core/hub';
import type { ShopIdentity } from '@interline/core';
import type { HubContext } from '@interline/core/hub';
import { createTestDatabase } from '@interline/postgres/testing';
import { buildSchema, compileOperation, createLiveFeed } from '@interline/schema';
import type { LiveFeed } from '@interline/schema';
import { onTestFinished } from 'vitest';
import type { HttpServerOptions } from '../../../src/http/options.ts';

/** An order as Fliggy would tell of it. */
interface TestOrder {
  readonly reference: number;
  readonly status?: string;
  readonly modified?: string;
  /** 1 needs no confirmation, 2 does; 1 when absent. */
  readonly orderType?: number;
}

/** The hub's own schema over a real database. */
export interface RealHub {
  readonly options: Pick<HttpServerOptions, 'schema' | 'context' | 'compile'>;
  readonly hub: HubContext;
  /** Stores orders as the channel would report them, with these statuses. */
  store(...orders: TestOrder[]): Promise<void>;
  /** Resolves when a subscription reads the feed from its place on: whatever happens now reaches it. */
  readonly watched: Promise<void>;
}

export async function realHub(): Promise<RealHub> {
  const test = await createTestDatabase({ entities: ENTITIES, migrations: MIGRATIONS });
  const hub: HubContext = {
    database: test.database,
    channels: new Map([[vacation.name, { adapter: vacation, connection: {} }]]),
    clock: systemClock,
    random: seededRandom(1),
    logger: silentLogger,
    sealer: createSealer({ keys: parseKeys(generateKey('test')) }),
  };
  await ensureFeedIdentity(hub);
  const feed = createLiveFeed(hub);
  const watched = Promise.withResolvers<void>();
  const announced: LiveFeed = {
    ...feed,
    subscribe: (subscription) => {
      watched.resolve();
      return feed.subscribe(subscription);
    },
  };
  onTestFinished(async () => {
    await feed.close();
    await test.drop();
  });
  const shop: ShopIdentity = await saveShop(hub, {
    channel: vacation.name,
    name: 'Shop',
    accountId: '1',
    accountNick: 'shop',
  });
  return {
    hub,
    watched: watched.promise,
    options: {
      schema: buildSchema({ adapters: [vacation] }),
      context: (viewer) => ({ viewer, hub, feed: announced }),
      compile: compileOperation,
    },
    async store(...orders) {
      const entries = orders.map((order) => ({
        shop,
        snapshot: mapTradeAnswer(answer(order)),
        observedAt: hub.clock.now(),
        cause: 'MESSAGE' as const,
      }));
      await applySnapshots(hub, entries);
    },
  };
}

/** An answer of alitrip.travel.trade.query (28564) with an order of one sub-order. */
function answer({
  reference,
  status = 'WAIT_SELLER_SEND_GOODS',
  modified = '2026-10-01 09:05:00',
  orderType = 1,
}: TestOrder): string {
  return JSON.stringify({
    alitrip_travel_trade_query_response: {
      first_result: {
        order_id: reference,
        created_time: '2026-10-01 09:00:00',
        modified_time: modified,
        status,
        buyer_info: { buyer_nick: 'traveller' },
        sub_orders: {
          sub_order_info: [
            {
              sub_order_id: reference * 10,
              status,
              order_type: orderType,
              biz_type: 1,
              payment: 11_200,
              item_title: '三日游 "Lisbon"',
            },
          ],
        },
      },
      request_id: 'test',
    },
  });
}
