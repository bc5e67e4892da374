import type { Services } from '@interline/core';
import { openTopClient } from '@interline/top-client';
import type { TopClient } from '@interline/top-client';
import { Agent } from 'undici';

import type { ShipConfig } from './config.ts';
import type { ShipNames } from './wire.ts';

/** What the adapter keeps for a process, for every shop: a client of the gateway, and connections to reservation systems. */
export interface ShipConnection {
  readonly config: ShipConfig;
  readonly client: TopClient;
  /** What the channel calls things. */
  readonly names: ShipNames;
  /** Connections to the merchants' reservation systems. */
  readonly callbacks: Agent;
}

/** Makes them. Nothing is called. */
export function openConnection(names: ShipNames): (config: ShipConfig, services: Services) => ShipConnection {
  return (config, services) => ({
    config,
    client: openTopClient(config, services),
    names,
    callbacks: new Agent(),
  });
}

/** Ends the connections after the calls under way. */
export async function closeConnection({ client, callbacks }: ShipConnection): Promise<void> {
  await Promise.all([client.close(), callbacks.close()]);
}
