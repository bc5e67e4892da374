import type { SourceHealth } from '@interline/core';
import type { CallBoard, HubContext, Viewer } from '@interline/core/hub';
import type { LiveFeed } from './live-feed.ts';

/** What every resolver is given: who asks, and what to ask with. One per operation. */
export interface GraphQLContext {
  readonly viewer: Viewer;
  readonly hub: HubContext;
  readonly feed: LiveFeed;
  /** How the streams of this process are doing, by `channel/source`; absent or empty in a process that receives nothing. */
  readonly health?: ReadonlyMap<string, SourceHealth>;
  /** How the calls that channels make to this process have gone; absent in a process that is not called. */
  readonly calls?: Pick<CallBoard, 'figures'>;
  /**
   * Fires when nobody waits for the answer any more. It ends what has no effect, such as a question to a channel; a
   * command goes on.
   */
  readonly signal?: AbortSignal | undefined;
}
