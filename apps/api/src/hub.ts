import {
  authoriseShop,
  createAuthenticator,
  createCallBoard,
  ensureFeedIdentity,
  issueToken,
  releaseLeases,
  saveShop,
  SCOPES,
} from '@interline/core/hub';
import type { HubContext } from '@interline/core/hub';
import { compileOperation, createLiveFeed } from '@interline/schema';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { attachmentStore } from './attachment-store.ts';
import { callDesk } from './call-desk.ts';
import type { CallConnections } from './call-desk.ts';
import type { ConfiguredChannel } from './config.ts';
import { compose } from './container.ts';
import type { BootstrapShop, Environment } from './environment.ts';
import { ConfigurationError } from './environment.ts';
import { firstOperations } from './first-operations.ts';
import { createHttpServer } from './http/server.ts';
import { readiness } from './readiness.ts';
import type { Running } from './role.ts';
import { startRoles } from './roles.ts';
import { loadSecretKeys } from './secret-keys.ts';
import { sourceHealth } from './sources.ts';
import { openStore } from './store.ts';

export interface HubOptions {
  readonly environment: Environment;
  readonly channels: readonly ConfiguredChannel[];
  readonly logger: Logger;
  /** Fires when the process is told to stop: ends a start that still waits for its database. */
  readonly signal?: AbortSignal;
}

/** A running hub process. */
export interface RunningHub {
  readonly context: HubContext;
  /** Where its API is, for example `http://127.0.0.1:4000`; empty without the role `serve`. */
  readonly url: string;
  /** Stops within `withinMs`: first what comes in, then what is worked on, then the database. */
  stop(withinMs: number): Promise<void>;
}

/** Opens the database, composes the hub, opens its port and starts its roles. */
export async function startHub({ environment, channels, logger, signal }: HubOptions): Promise<RunningHub> {
  const secretKeys = await loadSecretKeys(environment);
  const store = await openStore(environment, logger, signal);
  const running: Running[] = [];
  try {
    const { hub: context, schema } = compose({ environment, logger, channels, secretKeys, database: store.database });
    await ensureFeedIdentity(context);
    // The embedded database has one writer: whatever is leased was held by a process that is gone.
    if (environment.DATABASE_URL === undefined) await releaseLeases(context);
    await bootstrap(context, environment);
    // The port first: when it is taken, nothing has been called upstream yet.
    let url = '';
    if (environment.INTERLINE_ROLES.includes('serve')) {
      const api = await startApi(context, schema, environment, logger, store.database.reserved);
      running.push(api);
      url = api.url;
    }
    running.push(await startRoles({ context, environment, databaseUrl: store.url, stopping: signal }));
    return { context, url, stop: (withinMs) => stopAll(context, running, store, withinMs) };
  } catch (error) {
    await Promise.allSettled(running.map((part) => part.stop(1_000)));
    await store.close();
    throw error;
  }
}

/** Opens the port: what clients reach. */
async function startApi(
  hub: HubContext,
  schema: GraphQLSchema,
  environment: Environment,
  logger: Logger,
  forCalls: CallConnections,
): Promise<Running & { readonly url: string }> {
  const feed = await createLiveFeed(hub);
  const board = createCallBoard(hub.clock.now());
  const offersGraphiql = environment.INTERLINE_GRAPHIQL ?? environment.NODE_ENV !== 'production';
  const server = createHttpServer({
    schema,
    context: (viewer, signal) => ({ viewer, hub, feed, health: sourceHealth(hub), calls: board, signal }),
    authenticate: createAuthenticator(hub),
    clock: hub.clock,
    logger,
    production: environment.NODE_ENV === 'production',
    allowedOrigins: environment.INTERLINE_ORIGINS,
    proxies: environment.INTERLINE_PROXIES,
    graphiql: offersGraphiql
      ? { defaultToken: environment.INTERLINE_DEMO_TOKEN, tabs: firstOperations(hub.clock.now()) }
      : undefined,
    compile: compileOperation,
    attachments: attachmentStore(hub),
    calls: callDesk(hub, forCalls, board),
    ready: () => readiness(hub),
  });
  const { port } = await server.listen(environment.PORT, environment.HOST);
  return {
    url: `http://${environment.HOST}:${port}`,
    stop: async (graceMs) => {
      await server.close({ graceMs });
      await feed.close();
    },
  };
}

async function stopAll(
  context: HubContext,
  running: readonly Running[],
  store: { close(): Promise<void> },
  withinMs: number,
): Promise<void> {
  for (const part of running) await part.stop(Math.floor(withinMs / 3));
  for (const { adapter, connection } of context.channels.values()) await adapter.close?.(connection);
  await store.close();
}

/** Saves the shops and the demonstration token that the environment names. */
async function bootstrap(context: HubContext, environment: Environment): Promise<void> {
  for (const shop of environment.INTERLINE_SHOPS) await bootstrapShop(context, shop);
  const token = environment.INTERLINE_DEMO_TOKEN;
  if (token !== undefined) {
    await issueToken(context, { name: 'demonstration', scopes: [...SCOPES], shopIds: null, expiresAt: null, token });
  }
}

async function bootstrapShop(context: HubContext, shop: BootstrapShop): Promise<void> {
  if (!context.channels.has(shop.channel)) {
    throw new ConfigurationError(
      `environment variable INTERLINE_SHOPS: shop "${shop.name}" is of channel "${shop.channel}", which ` +
        `interline.config.ts does not list (it has ${[...context.channels.keys()].join(', ') || 'none'}).`,
    );
  }
  const { id } = await saveShop(context, shop);
  if (shop.session !== undefined) {
    const expiresAt = shop.sessionExpiresAt === undefined ? null : new Date(shop.sessionExpiresAt);
    await authoriseShop(context, id, { accessToken: shop.session, expiresAt });
  }
}
