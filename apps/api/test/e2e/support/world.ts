import { ENTITIES, MIGRATIONS } from '@interline/core/hub';
import { createTestDatabase } from '@interline/postgres/testing';
import type { TestDatabase } from '@interline/postgres/testing';
import { createSandbox } from '@interline/sandbox';
import type { Sandbox, SandboxOptions } from '@interline/sandbox';
import { generateKey } from '@interline/core/hub';

export const TOKEN = 'il_end-to-end-token';
/** The sandbox's shop that most tests sell from. */
export const SHOP = 'west-lake';

/** A Fliggy, a database, and what a hub has to be told to work with both. */
export interface World {
  readonly sandbox: Sandbox;
  readonly store: TestDatabase;
  readonly environment: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Makes a world of its own for one test file. */
export async function makeWorld(options: SandboxOptions = {}): Promise<World> {
  const [sandbox, store] = await Promise.all([
    createSandbox({ queueTimes: { unconfirmed: 1_000, failed: 200 }, ...options }),
    createTestDatabase({ entities: [...ENTITIES], migrations: MIGRATIONS }),
  ]);
  const shops = sandbox.control.shops().filter((shop) => shop.appKey === sandbox.app.key);
  return {
    sandbox,
    store,
    environment: {
      DATABASE_URL: store.url,
      INTERLINE_SECRET_KEYS: generateKey('test'),
      INTERLINE_DEMO_TOKEN: TOKEN,
      INTERLINE_POLL_SECONDS: '1',
      INTERLINE_REQUERY_SECONDS: '1',
      INTERLINE_LEASE_SECONDS: '3',
      INTERLINE_REQUERY_CLOSED_SECONDS: '1',
      TOP_GATEWAY_URL: sandbox.gatewayUrl,
      TOP_MESSAGE_URL: sandbox.tmcUrl,
      TOP_APP_KEY: sandbox.app.key,
      TOP_APP_SECRET: sandbox.app.secret,
      TOP_CALLS_PER_SECOND: '1000',
      INTERLINE_SHOPS: JSON.stringify(
        shops.map((shop) => ({
          channel: shop.channel,
          name: shop.id,
          accountId: shop.sellerId,
          accountNick: shop.nick,
          session: shop.session,
          sessionExpiresAt: shop.sessionExpiresAt,
        })),
      ),
    },
    close: async () => {
      await sandbox.close();
      await store.drop();
    },
  };
}
