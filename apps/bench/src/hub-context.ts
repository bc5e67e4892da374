import { seededRandom, silentLogger, systemClock } from '@interline/core';
import { createSealer, ENTITIES, MIGRATIONS } from '@interline/core/hub';
import type { AnyAdapter } from '@interline/core';
import type { HubContext, OpenChannel } from '@interline/core/hub';
import { openDatabase } from '@interline/postgres';
import type { PostgresDatabase } from '@interline/postgres';
import { POOL_SIZE } from './servers/environment.ts';

/** Encrypts nothing worth keeping. */
export const SECRET_KEY = { id: 'bench', key: Buffer.alloc(32, 7) };

/** A database of the benchmark, for the core's verbs in this process. */
export function openBenchDatabase(url: string): Promise<PostgresDatabase> {
  return openDatabase({
    url,
    entities: [...ENTITIES],
    migrations: MIGRATIONS,
    poolSize: POOL_SIZE,
    timeouts: { statementMs: 0 },
  });
}

/** What the core's verbs work with. */
export function hubContext(database: HubContext['database'], adapters: readonly AnyAdapter[] = []): HubContext {
  return {
    database,
    channels: new Map(adapters.map((adapter): [string, OpenChannel] => [adapter.name, { adapter, connection: null }])),
    clock: systemClock,
    random: seededRandom(1),
    logger: silentLogger,
    sealer: createSealer({ keys: [SECRET_KEY] }),
  };
}
