import { ENTITIES, MIGRATIONS } from '@interline/core/hub';
import type { Logger } from '@interline/core';
import { findEmbeddedPostgres, openDatabase, startEmbeddedPostgres } from '@interline/postgres';
import type { PostgresDatabase } from '@interline/postgres';
import { setTimeout as rest } from 'node:timers/promises';
import type { Environment } from './environment.ts';
import { ConfigurationError } from './environment.ts';

/** The database with its shape up to date, and the way to close whatever was started for it. */
export interface Store {
  readonly database: PostgresDatabase;
  readonly url: string;
  close(): Promise<void>;
}

/** How long to rest between two tries to reach the database, in milliseconds. */
const RETRY_MS = 1_000;

/**
 * Opens `DATABASE_URL`, or starts the embedded PostgreSQL under the data directory.
 * Waits for a database that is not up yet, `INTERLINE_DATABASE_WAIT` seconds at most.
 * @param signal fires when the process is told to stop: ends the waiting, whose promise is then rejected with an
 *   `AbortError`, and makes lost connections no news
 */
export async function openStore(environment: Environment, logger: Logger, signal?: AbortSignal): Promise<Store> {
  const embedded =
    environment.DATABASE_URL === undefined
      ? await startEmbeddedPostgres({ dataDir: environment.INTERLINE_DATA_DIR, logger })
      : null;
  const url = embedded?.url ?? environment.DATABASE_URL ?? '';
  try {
    const database = await reach(url, environment, logger, signal);
    return {
      database,
      url,
      close: async () => {
        await database.close();
        await embedded?.stop();
      },
    };
  } catch (error) {
    await embedded?.stop();
    throw error;
  }
}

/** Opens the same database from beside the hub: the embedded one of a running hub, or else as {@link openStore} does. */
export async function openStoreBeside(environment: Environment, logger: Logger): Promise<Store> {
  const url = environment.DATABASE_URL ?? (await findEmbeddedPostgres(environment.INTERLINE_DATA_DIR));
  if (environment.DATABASE_URL === undefined && url !== null) {
    const database = await openDatabase({ url, entities: [...ENTITIES], migrations: MIGRATIONS, logger }).catch(
      () => null,
    );
    if (database) return { database, url, close: () => database.close() };
  }
  return openStore(environment, logger);
}

async function reach(
  url: string,
  environment: Environment,
  logger: Logger,
  signal: AbortSignal | undefined,
): Promise<PostgresDatabase> {
  const giveUpAt = Date.now() + environment.INTERLINE_DATABASE_WAIT * 1_000;
  for (;;) {
    try {
      const database = await openDatabase({
        url,
        entities: [...ENTITIES],
        migrations: MIGRATIONS,
        poolSize: environment.INTERLINE_POOL_SIZE,
        reservedSize: environment.INTERLINE_CALL_POOL_SIZE,
        logger,
        stopping: signal,
      });
      await database.migrate();
      return database;
    } catch (error) {
      if (!isUnreachable(error) || Date.now() >= giveUpAt) {
        throw new ConfigurationError((error as Error).message, { cause: error });
      }
      logger.warn({ error: (error as Error).message }, 'the database is not reachable yet; trying again');
      await rest(RETRY_MS, undefined, signal && { signal });
    }
  }
}

/** Network errors and "the database system is starting up" pass; a wrong password or version does not. */
function isUnreachable(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { code?: string };
    if (
      code === 'ECONNREFUSED' ||
      code === 'ENOTFOUND' ||
      code === 'ETIMEDOUT' ||
      code === 'EAI_AGAIN' ||
      code === '57P03'
    )
      return true;
  }
  return false;
}
