import { parseTopTime } from '@interline/top-client/codec';

import type { CreateFacts } from '../entries.ts';

/** When a ship leaves; null when the channel gave no date and time that exist. */
export function departureOf({ date, time }: Pick<CreateFacts, 'date' | 'time'>): Date | null {
  try {
    return parseTopTime(`${date} ${time}`);
  } catch {
    return null;
  }
}
