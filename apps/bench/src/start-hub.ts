import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken } from '@interline/core/hub';
import { hubContext, openBenchDatabase, SECRET_KEY } from './hub-context.ts';
import { SHOPS, shopId } from './load-orders.ts';
import { startServer } from './process/start-server.ts';
import type { ServerProcess } from './process/start-server.ts';
import { POOL_SIZE } from './servers/environment.ts';

/** The hub process with its API open and nothing else running. */
export interface BenchHub {
  /** Of its GraphQL endpoint. */
  readonly url: string;
  /** For reading, of all shops by name, without the right to see personal data. */
  readonly tokens: readonly string[];
  readonly process: ServerProcess;
}

/** Clients that share the load, each with a token and so with a budget of its own. */
const CLIENTS = 16;

/**
 * Starts the hub as it is deployed, on a database of the benchmark.
 * @param settings of its environment, beside and before those of every benchmark
 */
export async function startHub(
  databaseUrl: string,
  settings: Readonly<Record<string, string>> = {},
): Promise<BenchHub> {
  const tokens = await issueTokens(databaseUrl);
  const dataDir = await mkdtemp(join(tmpdir(), 'interline-bench-hub-'));
  const process = await startServer({
    name: 'The hub',
    file: new URL('../../api/src/main.ts', import.meta.url),
    environment: {
      DATABASE_URL: databaseUrl,
      INTERLINE_DATA_DIR: dataDir,
      INTERLINE_POOL_SIZE: String(POOL_SIZE),
      INTERLINE_ROLES: 'serve',
      INTERLINE_SECRET_KEYS: `${SECRET_KEY.id}:${SECRET_KEY.key.toString('base64')}`,
      TOP_GATEWAY_URL: 'http://127.0.0.1:9/router/rest',
      TOP_MESSAGE_URL: 'ws://127.0.0.1:9/',
      TOP_APP_KEY: '12345678',
      TOP_APP_SECRET: 'helloworld',
      ...settings,
    },
  });
  return {
    url: `http://127.0.0.1:${process.port}/graphql`,
    tokens,
    process: {
      ...process,
      async stop() {
        await process.stop();
        await rm(dataDir, { recursive: true });
      },
    },
  };
}

async function issueTokens(databaseUrl: string): Promise<string[]> {
  const database = await openBenchDatabase(databaseUrl);
  const shopIds = Array.from({ length: SHOPS }, (_, place) => shopId(place + 1));
  try {
    const context = hubContext(database);
    return await Promise.all(
      Array.from({ length: CLIENTS }, async (_, client) => {
        const grant = { name: `client ${client + 1}`, scopes: ['orders:read'] as const, shopIds, expiresAt: null };
        return (await issueToken(context, grant)).token;
      }),
    );
  } finally {
    await database.close();
  }
}
