import type { AnyAdapter } from './contract/adapter.ts';
import type { Clock } from './clock.ts';
import type { Database } from './database.ts';
import type { Logger } from './logger.ts';
import type { Random } from './random.ts';
import type { Sealer } from './privacy/seal.ts';

/** An adapter of this hub together with what its `open` made. */
export interface OpenChannel {
  readonly adapter: AnyAdapter;
  readonly connection: unknown;
}

/** What every verb of the core works with. Made once, in the composition root. */
export interface HubContext {
  readonly database: Database;
  /** By channel name. */
  readonly channels: ReadonlyMap<string, OpenChannel>;
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly sealer: Sealer;
}
