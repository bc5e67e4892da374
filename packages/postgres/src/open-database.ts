import type { AnyEntity, EntityClass, EntityManager } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { MikroORM } from '@mikro-orm/postgresql';
import { Pool } from 'pg';
import { systemClock, type Clock } from './clock.ts';
import { checkServer, connectionConfig, sessionSettings, type Timeouts } from './connection.ts';
import { GatheringSocket } from './gathering-socket.ts';
import { listen } from './listen.ts';
import { silentLogger, type Logger } from './logger.ts';
import { migrate, MIGRATION_TABLE, migrationsList, type Migration } from './migrate.ts';
import { sqlPool } from './sql-pool.ts';
import type { SqlPool } from './statement.ts';
import { watchPool } from './watch-pool.ts';

const CLOSE_WITHIN_MS = 5_000;

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`, with pg's parameters such as `sslmode`. */
  readonly url: string;
  /** Classes made with MikroORM's `defineEntity` and `setClass`. */
  readonly entities: readonly EntityClass<AnyEntity>[];
  /** In the order in which they are to run. */
  readonly migrations: readonly Migration[];
  /** Most connections of each of the two pools. Default 16. */
  readonly poolSize?: number;
  /** Most connections of `reserved`, beside those of the pools. Default 0: it has none of its own. */
  readonly reservedSize?: number;
  readonly timeouts?: Timeouts;
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Fires when the process is told to stop: that a connection is lost is no news from then on. */
  readonly stopping?: AbortSignal | undefined;
}

/** One PostgreSQL database. */
export interface PostgresDatabase extends SqlPool {
  /** The same database on connections that plan without nested loops, for statements over `unnest` and the like. */
  readonly batch: SqlPool;
  /**
   * The same database for what must not wait until the others give a connection back. Its connections are made when they
   * are first needed, and kept.
   */
  readonly reserved: SqlPool;
  /** The connections beneath `query` and `transaction`, for what needs pg itself. */
  readonly pool: Pool;
  /** MikroORM, for what needs its schema tools. */
  readonly orm: MikroORM;
  /**
   * Calls `onNotify` for every notification on `channel`, and once with an empty payload after each lost and restored
   * connection, because notifications in between are lost.
   * @returns a function that stops listening.
   */
  listen(channel: string, onNotify: (payload: string) => void): Promise<() => Promise<void>>;
  /** A fresh unit of work. */
  em(): EntityManager;
  /**
   * Runs the migrations that have not run. Safe in several processes at once.
   * @throws DatabaseError `NEWER_THAN_PROGRAM`
   */
  migrate(): Promise<void>;
  /** Ends every connection once its statement has ended; waits five seconds at most. */
  close(): Promise<void>;
}

/**
 * A named statement is planned once per connection. Left to choose, PostgreSQL plans some of them anew each time, which
 * for a page after a cursor took three times as long as running it.
 */
const PREPARED = { plan_cache_mode: 'force_generic_plan' };

/** Statements that are asked for together are sent together: on the way each takes longer than PostgreSQL needs for it. */
const TOGETHER = { pipeline: true, stream: () => new GatheringSocket() };

/**
 * Connects to a database; it is not migrated by this.
 * @throws DatabaseError `UNREACHABLE` or `UNSUPPORTED_VERSION`
 */
export async function openDatabase(options: DatabaseOptions): Promise<PostgresDatabase> {
  const { url, entities, migrations, timeouts, poolSize = 16, reservedSize = 0, clock = systemClock } = options;
  const { logger = silentLogger, stopping = new AbortController().signal } = options;
  await checkServer(url);

  const settings = sessionSettings(timeouts);
  const orm = await MikroORM.init({
    clientUrl: url,
    entities: [...entities],
    extensions: [Migrator],
    migrations: {
      tableName: MIGRATION_TABLE,
      migrationsList: migrationsList(migrations),
      snapshot: false,
      silent: true,
    },
    discovery: { warnWhenNoEntities: false },
    metadataCache: { enabled: false },
    driverOptions: { ...connectionConfig(url, { ...settings, ...PREPARED }), ...TOGETHER, max: poolSize },
    logger: (message) => logger.debug({}, message),
    colors: false,
  });
  const pool = await orm.em.getConnection().getNativeClient();
  const batchPool = new Pool({
    ...connectionConfig(url, { ...settings, enable_nestloop: 'off' }),
    ...TOGETHER,
    max: poolSize,
  });
  const reservedPool = new Pool({
    ...connectionConfig(url, { ...settings, ...PREPARED }),
    ...TOGETHER,
    max: Math.max(1, reservedSize),
    idleTimeoutMillis: 0,
  });
  let closing = false;
  const isExpected = (): boolean => closing || stopping.aborted;
  for (const each of [pool, batchPool, reservedPool]) watchPool(each, logger, isExpected);
  const listeners = new Set<() => Promise<void>>();

  return {
    ...sqlPool(pool),
    batch: sqlPool(batchPool),
    reserved: sqlPool(reservedSize > 0 ? reservedPool : pool),
    pool,
    orm,
    async listen(channel, onNotify) {
      const config = connectionConfig(url, settings);
      const end = await listen({ config, clock, logger, channel, onNotify, isExpected });
      listeners.add(end);
      return async () => {
        listeners.delete(end);
        await end();
      };
    },
    em: () => orm.em.fork(),
    migrate: () => migrate(url, orm.migrator, migrations),
    async close() {
      closing = true;
      await Promise.all([...listeners].map((end) => end()));
      listeners.clear();
      await Promise.race([Promise.all([orm.close(), batchPool.end(), reservedPool.end()]), gracePeriod()]);
    },
  };
}

/** A connection lost at the BEGIN of a unit of work is never given back to the pool, which would wait for it for ever. */
function gracePeriod(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, CLOSE_WITHIN_MS).unref();
  });
}
