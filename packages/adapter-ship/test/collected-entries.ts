import { contentOf, ENTRY, ENTRY_KEY } from '../src/entries.ts';
import type { ReturnCollectedEntry, TicketsCollectedEntry } from '../src/entries.ts';
import { IssuedTickets } from '../src/reports/tickets-input.ts';
import type { Told } from './dossier-entries.ts';
import { ISSUED } from './report-inputs.ts';

/** Fliggy is told to wait, because the reservation system had none. */
export function awaited(): Told {
  return { kind: ENTRY.ticketsAwaited, key: ENTRY_KEY.ticketsAwaited, content: {} };
}

/** What the reservation system had then; both tickets, unless it says otherwise. */
export function collected(had?: TicketsCollectedEntry): Told {
  const content = had ?? { issued: IssuedTickets.parse(ISSUED), shipNumber: 'HT-7' };
  return { kind: ENTRY.ticketsCollected, key: ENTRY_KEY.ticketsCollected, content: contentOf(content) };
}

/** What the reservation system decided about a refund after Fliggy was told to wait. */
export function returnCollected(digest: string, content: ReturnCollectedEntry): Told {
  return { kind: ENTRY.returnCollected, key: ENTRY_KEY.returnCollected + digest, content: contentOf(content) };
}
