import { contentOf, ENTRY, ENTRY_KEY } from '../src/entries.ts';
import { IssuedTickets } from '../src/reports/tickets-input.ts';
import {
  accepted,
  answered,
  asked,
  confirmed,
  created,
  failed,
  issued,
  refundReported,
  refused,
  refusedAtOnce,
} from './dossier-entries.ts';
import type { Told } from './dossier-entries.ts';
import { ISSUED } from './report-inputs.ts';

type Kind = keyof typeof ENTRY & keyof typeof ENTRY_KEY;

function told(kind: Kind, end: string, content: Told['content'] = {}): Told {
  return { kind: ENTRY[kind], key: ENTRY_KEY[kind] + end, content };
}

const BOOKED = [created(), accepted(), confirmed()];
const SOLD = [...BOOKED, issued()];
const DIFFERS = { digest: 'e', anomalies: [{ code: 'UNEXPECTED_TRANSITION', path: 'order.create', value: 'total' }] };

/** What was said in whole lives of orders. Together they hold every kind of entry. */
export const LIVES: Readonly<Record<string, readonly Told[]>> = {
  'an order that is refused': [created(), told('contradicted', 'e', DIFFERS), refused()],
  'an order that nobody decided': [created(), refused('time')],
  'an order whose tickets are collected late, and reported at the second time': [
    ...BOOKED,
    told('ticketsAwaited', ''),
    told('ticketsCollected', '', contentOf({ issued: IssuedTickets.parse(ISSUED), shipNumber: 'HT-7' })),
    told('ticketsIntended', 'c1', { commandId: 'c1' }),
    told('ticketsDropped', 'c1', { commandId: 'c1' }),
    failed('c2'),
    told('ticketsIntended', 'c3', { commandId: 'c3' }),
    issued(),
  ],
  'an order that is refunded in parts': [
    ...SOLD,
    asked('a', 'T1'),
    answered('a', { accepted: true, by: 'callback' }),
    asked('b', 'T2'),
    told('returnContradicted', 'e', DIFFERS),
    answered('b', { accepted: null, by: 'callback' }),
    told('returnCollected', 'b', { accepted: true, amounts: [{ ticketId: 'T2', amount: '10000' }] }),
    told('refundIntended', 'c1', { commandId: 'c1', ticketId: 'T2' }),
    told('refundDropped', 'c1', { commandId: 'c1' }),
    told('refundIntended', 'c2', { commandId: 'c2', ticketId: 'T2' }),
    refundReported('c2', { ticketIds: ['T2'], amount: '10000' }),
  ],
  'an order whose refund is refused': [
    ...SOLD,
    refusedAtOnce('e', 'T1', 'T2'),
    asked('c', 'T1', 'T2'),
    answered('c', { accepted: false, code: 'USED', message: '已检票', by: 'person' }),
  ],
};
