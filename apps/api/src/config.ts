import type { Adapter, AnyAdapter } from '@interline/core';
import { CONTRACT_VERSION } from '@interline/core';
import { callSourcesOf } from '@interline/core/hub';
import { satisfies } from 'semver';
import { ConfigurationError, explain } from './environment.ts';

/** One channel of the hub: an adapter and the options it asks for. */
export interface ChannelConfig {
  readonly adapter: AnyAdapter;
  readonly options: unknown;
}

/** What `interline.config.ts` exports. */
export interface HubConfig {
  readonly channels: readonly ChannelConfig[];
}

/** Pairs an adapter with its options, checked by TypeScript here and by the adapter's schema at start. */
export function channel<Config, Connection, Builder>(
  adapter: Adapter<Config, Connection, Builder>,
  options: { readonly [Key in keyof Config]?: Config[Key] | undefined },
): ChannelConfig {
  return { adapter: adapter as AnyAdapter, options };
}

/** The adapters of a configuration with their options validated. */
export interface ConfiguredChannel {
  readonly adapter: AnyAdapter;
  readonly options: unknown;
}

/**
 * Checks names, contract versions, topics, paths and options of every channel.
 * @throws ConfigurationError naming the channel and the key
 */
export function checkConfig(config: HubConfig): readonly ConfiguredChannel[] {
  const names = new Set<string>();
  checkTopics(config);
  checkPaths(config);
  return config.channels.map(({ adapter, options }) => {
    if (!/^[a-z][a-z0-9-]*$/.test(adapter.name)) {
      throw new ConfigurationError(
        `channel "${adapter.name}": a channel's name is lower case letters, digits and "-".`,
      );
    }
    if (names.has(adapter.name)) {
      throw new ConfigurationError(`channel "${adapter.name}" is listed twice in interline.config.ts: remove one.`);
    }
    names.add(adapter.name);
    if (!satisfies(CONTRACT_VERSION, adapter.compatibility)) {
      throw new ConfigurationError(
        `channel "${adapter.name}" was written for contract ${adapter.compatibility}, this hub has ${CONTRACT_VERSION}: ` +
          'install a matching version of the adapter.',
      );
    }
    const parsed = adapter.config.safeParse(withoutUndefined(options));
    if (!parsed.success) throw new ConfigurationError(explain(`channel "${adapter.name}", option`, parsed.error));
    return { adapter, options: parsed.data };
  });
}

/** A message belongs to the channel that lists its topic, whichever connection brought it: two would take it from each other. */
function checkTopics({ channels }: HubConfig): void {
  const owners = new Map<string, string>();
  for (const { adapter } of channels) {
    for (const topic of adapter.sources.flatMap((source) => (source.kind === 'stream' ? source.topics : []))) {
      const owner = owners.get(topic) ?? adapter.name;
      if (owner !== adapter.name) {
        throw new ConfigurationError(
          `channels "${owner}" and "${adapter.name}" both list the topic "${topic}", so a message of it would belong to both: ` +
            'leave one of them out of interline.config.ts.',
        );
      }
      owners.set(topic, owner);
    }
  }
}

/** What the hub itself answers at. */
const OWN_PATHS: ReadonlySet<string> = new Set(['attachments', 'graphql', 'healthz', 'readyz']);

/** A call is the channel's whose path it comes to. */
function checkPaths({ channels }: HubConfig): void {
  const owners = new Map<string, string>();
  for (const { adapter } of channels) {
    for (const { path, name } of callSourcesOf(adapter)) {
      const about = `channel "${adapter.name}", source "${name}": it wants to be called at "/${path}"`;
      if (!/^[a-z][a-z0-9-]*$/.test(path)) {
        throw new ConfigurationError(`${about}, but a path is lower case letters, digits and "-". Mend the adapter.`);
      }
      if (OWN_PATHS.has(path)) {
        throw new ConfigurationError(`${about}, where the hub itself answers. Mend the adapter.`);
      }
      const owner = owners.get(path);
      if (owner !== undefined) {
        throw new ConfigurationError(
          `${about}, where channel "${owner}" is called: leave one of them out of interline.config.ts.`,
        );
      }
      owners.set(path, adapter.name);
    }
  }
}

/** An option left undefined is an option left out, so that `process.env.X` can be passed as it is. */
function withoutUndefined(options: unknown): unknown {
  if (typeof options !== 'object' || options === null) return options;
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
