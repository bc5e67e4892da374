import type { Services } from '@interline/core';
import { openTopClient } from '@interline/top-client';
import type { TopClient } from '@interline/top-client';

import type { VacationConfig } from './config.ts';

/** What the adapter keeps for a process: one client of the gateway for every shop. */
export interface VacationConnection {
  readonly config: VacationConfig;
  readonly client: TopClient;
}

/** Makes the client. Nothing is called. */
export function openConnection(config: VacationConfig, services: Services): VacationConnection {
  return { config, client: openTopClient(config, services) };
}

/** Ends the client's connections after the calls under way. */
export async function closeConnection({ client }: VacationConnection): Promise<void> {
  await client.close();
}
