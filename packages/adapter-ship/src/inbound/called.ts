import type { CallContext } from '@interline/core';
import type { Dispatcher } from 'undici';

import type { ShipConfig } from '../config.ts';
import type { ShipNames } from '../wire.ts';

/** What answering calls needs of the connection of the process. */
export interface QimenConnection {
  readonly config: ShipConfig;
  /** What the channel calls things. */
  readonly names: ShipNames;
  /** Connections to the merchants' reservation systems. */
  readonly callbacks: Dispatcher;
}

/** The context of a call. */
export type Called = CallContext<QimenConnection>;
