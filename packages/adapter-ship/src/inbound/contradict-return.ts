import { createHash } from 'node:crypto';

import type { RefundState } from '../dossier/refund-state.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { ContradictedEntry, ReturnConfirmedEntry } from '../entries.ts';
import { canonicalText } from './canonical-text.ts';
import type { ReturnCall } from './read-order-call.ts';

/** The tickets, by their ids, that were asked for before at another fee. */
export function differingFees({ lines }: RefundState, call: ReturnCall): string[] {
  return call.tickets.flatMap(({ ticketId, surcharge }) => {
    const line = lines.find((each) => each.ticketId === ticketId);
    return line && (line.surcharge?.toString() ?? null) === surcharge ? [] : [ticketId];
  });
}

/** An anomaly of the order, once for the same fees. */
export function contradiction(reference: string, tickets: ReturnConfirmedEntry['tickets'], differs: readonly string[]) {
  const fees = tickets.map(({ ticketId, surcharge }) => [ticketId, surcharge]).toSorted();
  const again = createHash('sha256')
    .update(canonicalText([reference, fees]))
    .digest('hex');
  const value = `surcharge of ${differs.join(', ')}`.slice(0, 200);
  const content: ContradictedEntry = {
    digest: again,
    anomalies: [{ code: 'UNEXPECTED_TRANSITION', path: ENTRY.returnConfirmed, value }],
  };
  return { kind: ENTRY.returnContradicted, key: ENTRY_KEY.returnContradicted + again, content: contentOf(content) };
}
