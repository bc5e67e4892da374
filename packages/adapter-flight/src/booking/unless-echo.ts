import type { CommandAttempt, SendOutcome, SettleOutcome } from '@interline/core';

import { lookAgain } from './look-again.ts';

/**
 * The outcome of a sending, unless it is a refusal that may be the echo of an earlier attempt's effect, which landed
 * late: then what the channel shows counts.
 */
export async function unlessEcho(
  outcome: SendOutcome,
  attempt: CommandAttempt,
  settle: () => Promise<SettleOutcome>,
): Promise<SendOutcome> {
  if (outcome.outcome !== 'failed' || attempt.number === 1) return outcome;
  const looked = await lookAgain(settle);
  if ('outcome' in looked) return looked.outcome;
  return looked.found.outcome === 'succeeded' ? looked.found : outcome;
}
