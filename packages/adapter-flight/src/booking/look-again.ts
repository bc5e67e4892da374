import type { SendOutcome } from '@interline/core';

import { lookFirst } from '../look-first.ts';

/** {@link lookFirst} once something was sent: what cannot be looked at may have been done. */
export async function lookAgain<Found>(
  read: () => Promise<Found>,
): Promise<{ readonly found: Found } | { readonly outcome: SendOutcome }> {
  const looked = await lookFirst(read);
  if ('found' in looked || looked.outcome.outcome !== 'failed') return looked;
  return { outcome: { outcome: 'unknown', message: looked.outcome.message } };
}
