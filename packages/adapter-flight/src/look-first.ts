import { ChannelError } from '@interline/core';
import type { SendOutcome } from '@interline/core';

/** Pause before a look that failed for a passing reason is taken again, where the channel names none. */
const DEFAULT_PAUSE_MS = 5_000;

/**
 * Reads something before a command writes. Trouble with reading means that nothing was sent, which is more than
 * the hub would make of a thrown error.
 */
export async function lookFirst<Found>(
  read: () => Promise<Found>,
): Promise<{ readonly found: Found } | { readonly outcome: SendOutcome }> {
  try {
    return { found: await read() };
  } catch (error) {
    if (error instanceof ChannelError) return { outcome: outcomeOf(error) };
    throw error;
  }
}

function outcomeOf({ kind, code, message, retryAfterMs }: ChannelError): SendOutcome {
  switch (kind) {
    case 'throttled':
    case 'transient':
      return { outcome: 'throttled', retryAfterMs: retryAfterMs ?? DEFAULT_PAUSE_MS };
    case 'session':
    case 'permission':
      return { outcome: 'parked', code, message };
    case 'not-found':
    case 'invalid':
    case 'unreadable':
      return { outcome: 'failed', code, message };
  }
}
