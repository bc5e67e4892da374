import 'reflect-metadata';
import type { HubContext, OpenChannel, SealingKey } from '@interline/core/hub';
import { systemClock } from '@interline/core';
import { createSealer } from '@interline/core/hub';
import type { PostgresDatabase } from '@interline/postgres';
import { buildSchema } from '@interline/schema';
import type { GraphQLSchema } from 'graphql';
import type { Logger as Pino } from 'pino';
import { container as root, instanceCachingFactory } from 'tsyringe';
import type { DependencyContainer, InjectionToken } from 'tsyringe';
import type { ConfiguredChannel } from './config.ts';
import type { Environment } from './environment.ts';

/** What has to exist before the rest can be made: it is opened with `await`, the rest is not. */
export interface Opened {
  readonly environment: Environment;
  readonly logger: Pino;
  readonly channels: readonly ConfiguredChannel[];
  readonly database: PostgresDatabase;
  readonly secretKeys: readonly SealingKey[];
}

const token = <T>(name: string): InjectionToken<T> => Symbol(name);

const OPENED = token<Opened>('what was opened');
const HUB = token<HubContext>('the hub');
const SCHEMA = token<GraphQLSchema>('the GraphQL schema');

/** What `main.ts` takes out. */
export interface Composition {
  readonly hub: HubContext;
  readonly schema: GraphQLSchema;
}

/**
 * The composition root: the only file that knows the container. Everything is registered as a value
 * or a factory, nothing is decorated, so that the sources run under Node's own type stripping.
 */
export function compose(opened: Opened): Composition {
  const container = root.createChildContainer();
  container.registerInstance(OPENED, opened);
  container.register(HUB, { useFactory: instanceCachingFactory(makeHub) });
  container.register(SCHEMA, { useFactory: instanceCachingFactory(makeSchema) });
  return { hub: container.resolve(HUB), schema: container.resolve(SCHEMA) };
}

function makeHub(container: DependencyContainer): HubContext {
  const { channels, database, logger, secretKeys } = container.resolve(OPENED);
  const services = { clock: systemClock, random: Math.random, logger };
  const open = ({ adapter, options }: ConfiguredChannel): [string, OpenChannel] => {
    const own = logger.child({ channel: adapter.name });
    return [adapter.name, { adapter, connection: adapter.open(options, { ...services, logger: own }) }];
  };
  return { ...services, database, sealer: createSealer({ keys: secretKeys }), channels: new Map(channels.map(open)) };
}

function makeSchema(container: DependencyContainer): GraphQLSchema {
  const { channels } = container.resolve(OPENED);
  return buildSchema({ adapters: channels.map(({ adapter }) => adapter) });
}
