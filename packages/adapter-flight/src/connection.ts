import type { Services } from '@interline/core';
import { openTopClient } from '@interline/top-client';
import type { TopClient } from '@interline/top-client';

import type { FlightConfig } from './config.ts';
import type { FlightNames } from './wire.ts';

/** What the adapter keeps for a process: one client of the gateway for every shop. */
export interface FlightConnection {
  readonly config: FlightConfig;
  readonly client: TopClient;
  /** What the channel calls things. */
  readonly names: FlightNames;
}

/** Makes the client. Nothing is called. */
export function openConnection(names: FlightNames): (config: FlightConfig, services: Services) => FlightConnection {
  return (config, services) => ({ config, client: openTopClient(config, services), names });
}

/** Ends the client's connections after the calls under way. */
export async function closeConnection({ client }: FlightConnection): Promise<void> {
  await client.close();
}
