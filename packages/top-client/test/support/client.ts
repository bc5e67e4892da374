import { createTopClient } from '../../src/index.ts';
import type { TopClient, TopClientOptions, TopError } from '../../src/index.ts';
import { ManualClock } from './manual-clock.ts';

/** A client of the demo app with a clock that stands still. `random` 0 halves every wait of the back-off. */
export function createTestClient(gatewayUrl: string, options: Partial<TopClientOptions> = {}): TopClient {
  return createTopClient({
    gatewayUrl,
    appKey: '12345678',
    appSecret: 'helloworld',
    clock: new ManualClock(),
    random: () => 0,
    ...options,
  });
}

/** The error that the promise is rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<TopError> {
  try {
    await promise;
  } catch (error) {
    return error as TopError;
  }
  throw new Error('expected the call to fail');
}
