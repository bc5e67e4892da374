import type { SendOutcome, ShopContext } from '@interline/core';
import { TopError } from '@interline/top-client';

import { errorCode } from './channel-trouble.ts';
import type { VacationConnection } from './connection.ts';
import { writeSucceeded } from './wire/calls.ts';
import type { WireCall } from './wire/calls.ts';

/** Pause before a request that provably did nothing is sent again, where the channel names none. */
const DEFAULT_PAUSE_MS = 5_000;

/** Sends a changing call once and says what became of it. */
export async function sendWrite(context: ShopContext<VacationConnection>, call: WireCall): Promise<SendOutcome> {
  const { connection, session, signal } = context;
  try {
    const { data } = await connection.client.call(call.method, call.parameters, {
      kind: 'write',
      session: session.accessToken,
      signal,
    });
    switch (writeSucceeded(data)) {
      case true:
        return { outcome: 'succeeded', result: {} };
      case false:
        return {
          outcome: 'failed',
          code: 'REFUSED',
          message: `${call.method}: the channel answered that it was not done.`,
        };
      case undefined:
        return { outcome: 'unknown', message: `${call.method}: the answer does not say whether it was done.` };
    }
  } catch (error) {
    if (error instanceof TopError) return outcomeOf(error);
    throw error;
  }
}

function outcomeOf(error: TopError): SendOutcome {
  const { message } = error;
  const code = errorCode(error);
  switch (error.kind) {
    case 'throttled':
    // Nothing was done, and it passes: for the ledger that is the same as being asked to wait.
    case 'transient':
      return { outcome: 'throttled', retryAfterMs: error.retryAfterMs ?? DEFAULT_PAUSE_MS };
    case 'session':
    case 'permission':
      return { outcome: 'parked', code, message };
    case 'argument':
    case 'refused':
      return { outcome: 'failed', code, message };
    case 'unknown-outcome':
      return { outcome: 'unknown', message };
  }
}
