import { randomBytes } from 'node:crypto';

import { seededRandom } from '@interline/core';
import {
  authoriseShop,
  createSealer,
  ENTITIES,
  MIGRATIONS,
  newId,
  runSync,
  saveShop,
  placeDue,
  workCommands,
} from '@interline/core/hub';
import type { AnyAdapter, ShopIdentity } from '@interline/core';
import type { HubContext, OpenChannel, Scope, Viewer } from '@interline/core/hub';
import type { PostgresDatabase } from '@interline/postgres';
import { lendTestDatabase } from '@interline/postgres/testing';

import { createLogRecorder } from './log-recorder.ts';
import type { LogRecorder } from './log-recorder.ts';
import { createManualClock } from './manual-clock.ts';
import type { ManualClock } from './manual-clock.ts';

/** One channel of a test hub. */
export interface TestChannel {
  readonly adapter: AnyAdapter;
  /** Validated by the adapter, as at boot. */
  readonly config: unknown;
}

/** What a test may want of its hub. */
export interface TestHubOptions {
  readonly channels?: readonly TestChannel[];
  /** Default: a new manual clock. */
  readonly clock?: ManualClock;
  /** Where jitter comes from. Default 1. */
  readonly seed?: number;
  /** Default: a new recorder. */
  readonly logs?: LogRecorder;
}

/** A shop as a channel knows it, with a session if it is to be authorised. */
export interface TestShop extends Omit<ShopIdentity, 'id' | 'name'> {
  readonly name?: string;
  readonly accessToken?: string;
  /** Default null: unknown. */
  readonly expiresAt?: Date | null;
}

/** A hub without servers and schedules: its own database, a clock that stands still, and the core's verbs to call. */
export interface TestHub {
  readonly context: HubContext;
  readonly database: PostgresDatabase;
  readonly clock: ManualClock;
  readonly logs: LogRecorder;
  /** Adds a shop, authorised when it comes with an access token. */
  addShop(shop: TestShop): Promise<ShopIdentity>;
  /** Somebody with these scopes; who sees only `shopIds` where they are given. */
  viewer(scopes: readonly Scope[], shopIds?: readonly string[]): Viewer;
  /**
   * Fetches orders and works on commands until nothing is due now. What waits for a later moment goes
   * on waiting: advance the clock and call it again.
   */
  settle(): Promise<void>;
  /** Closes the connections of the adapters and gives the database back. */
  close(): Promise<void>;
}

/** More rounds than any test needs; beyond it something asks for work for ever. */
const MOST_ROUNDS = 1_000;

/** Makes a hub with a database of its own, empty; only its rows may be changed. */
export async function createTestHub(options: TestHubOptions = {}): Promise<TestHub> {
  const { channels = [], clock = createManualClock(), seed = 1, logs = createLogRecorder() } = options;
  const services = { clock, random: seededRandom(seed), logger: logs };
  const { database, drop } = await lendTestDatabase({ entities: ENTITIES, migrations: MIGRATIONS, logger: logs });
  const open = ({ adapter, config }: TestChannel): [string, OpenChannel] => [
    adapter.name,
    { adapter, connection: adapter.open(adapter.config.parse(config), services) },
  ];
  const context: HubContext = {
    ...services,
    database,
    channels: new Map(channels.map(open)),
    sealer: createSealer({ keys: [{ id: 'test', key: randomBytes(32) }] }),
  };

  return {
    context,
    database,
    clock,
    logs,
    async addShop({ name, accessToken, expiresAt = null, ...shop }) {
      const identity = await saveShop(context, { ...shop, name: name ?? shop.accountNick });
      if (accessToken !== undefined) await authoriseShop(context, identity.id, { accessToken, expiresAt });
      return identity;
    },
    viewer: (scopes, shopIds) => ({
      tokenId: newId(clock.now()),
      name: 'test',
      scopes: new Set(scopes),
      shopIds: shopIds ?? null,
      expiresAt: null,
    }),
    async settle() {
      for (let round = 0; round < MOST_ROUNDS; round++) {
        const placed = await placeDue(context, { limit: 200 });
        const worked = (await runSync(context, { limit: 200 })) + (await workCommands(context, { limit: 50 }));
        if (placed + worked === 0) return;
      }
      throw new Error(`The hub is still at work after ${MOST_ROUNDS} rounds: something is due again and again.`);
    },
    async close() {
      for (const { adapter, connection } of context.channels.values()) await adapter.close?.(connection);
      await drop();
    },
  };
}
