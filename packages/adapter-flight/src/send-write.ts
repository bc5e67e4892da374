import type { SendOutcome, ShopContext } from '@interline/core';
import { TopError } from '@interline/top-client';
import type { TopFile } from '@interline/top-client';
import type { TopObject, TopValue } from '@interline/top-client/codec';

import { callFlight, isAboutTheApp } from './call.ts';
import { errorCode, troubleText } from './channel-trouble.ts';
import type { FlightConnection } from './connection.ts';
import { FlightRefusal } from './refusals.ts';

/** A call that changes something upstream. */
export interface FlightWrite {
  /** From `names.method`. */
  readonly method: string;
  /** By wire name; absent and empty ones are not sent. */
  readonly parameters: Readonly<Record<string, TopValue>>;
  /** `byte[]` parameters. */
  readonly files?: Readonly<Record<string, TopFile>>;
}

/** Pause before a request that provably did nothing is sent again, where the channel names none. */
const DEFAULT_PAUSE_MS = 5_000;

/**
 * Sends a changing call once and says what became of it.
 *
 * @param read what an answer that says yes means; `unknown` when it does not say enough
 */
export async function sendWrite(
  context: ShopContext<FlightConnection>,
  write: FlightWrite,
  read: (answer: TopObject) => SendOutcome,
): Promise<SendOutcome> {
  try {
    const { data } = await callFlight(context, write.method, write.parameters, 'write', write.files);
    return read(data);
  } catch (error) {
    if (error instanceof FlightRefusal) return { outcome: 'failed', code: error.code, message: error.message };
    if (error instanceof TopError) return outcomeOf(error);
    throw error;
  }
}

function outcomeOf(error: TopError): SendOutcome {
  const code = errorCode(error);
  const message = troubleText(error);
  switch (error.kind) {
    case 'throttled':
    // Nothing was done, and it passes: for the ledger that is the same as being asked to wait.
    case 'transient':
      return { outcome: 'throttled', retryAfterMs: error.retryAfterMs ?? DEFAULT_PAUSE_MS };
    case 'session':
    case 'permission':
      return { outcome: 'parked', code, message };
    case 'argument':
      return isAboutTheApp(error) ? { outcome: 'parked', code, message } : { outcome: 'failed', code, message };
    case 'refused':
      return { outcome: 'failed', code, message };
    case 'unknown-outcome':
      return { outcome: 'unknown', message };
  }
}
