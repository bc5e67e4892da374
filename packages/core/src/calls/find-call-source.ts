import type { AnyAdapter } from '../contract/adapter.ts';
import type { CallSource } from '../contract/call-source.ts';
import type { HubContext } from '../hub-context.ts';

/** Where calls below one path go. */
export interface CalledChannel {
  readonly channel: string;
  readonly connection: unknown;
  readonly source: CallSource<unknown>;
}

/** The channel that is called below a path, such as `qimen`; null when there is none. */
export function findCallSource(context: HubContext, path: string): CalledChannel | null {
  for (const [channel, { adapter, connection }] of context.channels) {
    const source = callSourcesOf(adapter).find((each) => each.path === path);
    if (source) return { channel, connection, source };
  }
  return null;
}

/** The sources of an adapter by which its channel calls us. */
export function callSourcesOf(adapter: AnyAdapter): readonly CallSource<unknown>[] {
  return adapter.sources.filter((source) => source.kind === 'call');
}
