import { expect, it } from 'vitest';

import { owedCommands } from '../src/collect/owed-commands.ts';
import { mapDossier } from '../src/dossier/map-dossier.ts';
import type { TicketsReportedEntry } from '../src/entries.ts';
import { ticketsEntry } from '../src/reports/tickets-call.ts';
import { IssuedTickets } from '../src/reports/tickets-input.ts';
import { awaited, collected, returnCollected } from './collected-entries.ts';
import {
  accepted,
  answered,
  asked,
  confirmed,
  created,
  dossier,
  failed,
  issued,
  ORDER_ID,
  refundReported,
} from './dossier-entries.ts';
import type { Told } from './dossier-entries.ts';
import { ISSUED } from './report-inputs.ts';

const ORDER = [created(), accepted(), confirmed()];
const SOLD = [...ORDER, issued()];
const WAITS = answered('d', { accepted: null, by: 'callback' });
const NO_TICKETS = collected({ failed: { code: 'NO_TICKET', message: 'x' } });
const ACCEPTED = returnCollected('d', {
  accepted: true,
  amounts: [
    { ticketId: 'T1', amount: '11000' },
    { ticketId: 'T2', amount: '10000' },
  ],
});
const COLLECT_REFUND = ['collectRefund', 'd', { orderReference: ORDER_ID, refundReference: 'd' }];

it.each<[string, readonly Told[], readonly unknown[]]>([
  ['nothing before Fliggy was told to wait', ORDER, []],
  [
    'the question for the tickets',
    [...ORDER, awaited()],
    [['collectTickets', 'tickets', { orderReference: ORDER_ID }]],
  ],
  ['no question once they are answered', [...ORDER, awaited(), issued({ via: 'answer' })], []],
  ['no question once somebody said that there are none', [...ORDER, awaited(), failed()], []],
  [
    'the report of collected tickets',
    [...ORDER, awaited(), collected()],
    [['reportTickets', 'collected', { orderReference: ORDER_ID, issued: expect.objectContaining({ ticketCount: 2 }) }]],
  ],
  ['no report once it is made', [...ORDER, awaited(), collected(), issued()], []],
  [
    'the report that there are none',
    [...ORDER, awaited(), NO_TICKETS],
    [['reportTickets', 'collected', { orderReference: ORDER_ID, failed: { code: 'NO_TICKET', message: 'x' } }]],
  ],
  ['no report that there are none once it is made', [...ORDER, awaited(), NO_TICKETS, failed()], []],
  [
    'the report of what was collected before somebody said that there are none',
    [...ORDER, awaited(), collected(), failed()],
    [['reportTickets', 'collected', expect.objectContaining({ issued: expect.anything() })]],
  ],
  [
    'no question about a refund that a person is to report',
    [...SOLD, asked('d', 'T1'), answered('d', { accepted: null, by: 'time' })],
    [],
  ],
  ['the question about a refund', [...SOLD, asked('d', 'T1'), WAITS], [COLLECT_REFUND]],
  [
    'the question about each refund',
    [...SOLD, asked('d', 'T1'), WAITS, asked('e', 'T2'), answered('e', { accepted: null, by: 'callback' })],
    [COLLECT_REFUND, ['collectRefund', 'e', { orderReference: ORDER_ID, refundReference: 'e' }]],
  ],
  [
    'no question once it is reported',
    [...SOLD, asked('d', 'T1'), WAITS, refundReported('c', { ticketIds: ['T1'], amount: '11000' })],
    [],
  ],
  [
    'one report of the whole order',
    [...SOLD, asked('d', 'T1', 'T2'), WAITS, ACCEPTED],
    [['reportRefund', 'd', { orderReference: ORDER_ID, ticketId: null, refunded: { amount: '21000' } }]],
  ],
  [
    'a report of one ticket of several',
    [...SOLD, asked('d', 'T2'), WAITS, ACCEPTED],
    [['reportRefund', 'd T2', { orderReference: ORDER_ID, ticketId: 'T2', refunded: { amount: '10000' } }]],
  ],
  [
    'a report for each ticket, where there are others',
    [...ORDER, issued(threeTickets()), asked('d', 'T1', 'T2'), WAITS, ACCEPTED],
    [
      ['reportRefund', 'd T1', { orderReference: ORDER_ID, ticketId: 'T1', refunded: { amount: '11000' } }],
      ['reportRefund', 'd T2', { orderReference: ORDER_ID, ticketId: 'T2', refunded: { amount: '10000' } }],
    ],
  ],
  [
    'a report of what somebody left',
    [...SOLD, asked('d', 'T1', 'T2'), WAITS, ACCEPTED, refundReported('c', { ticketIds: ['T1'], amount: '11000' })],
    [['reportRefund', 'd T2', { orderReference: ORDER_ID, ticketId: 'T2', refunded: { amount: '10000' } }]],
  ],
  ['no report once it is made', [...SOLD, asked('d', 'T1', 'T2'), WAITS, ACCEPTED, refundReported('c')], []],
  [
    'the report of a refusal by its number',
    [...SOLD, asked('d', 'T1'), WAITS, returnCollected('d', { accepted: false, code: '1201', message: 'used' })],
    [['reportRefund', 'd T1', { orderReference: ORDER_ID, ticketId: 'T1', failed: { code: 1201 } }]],
  ],
  [
    'the report of a refusal by a word, which has no number',
    [...SOLD, asked('d', 'T1'), WAITS, returnCollected('d', { accepted: false, code: 'USED', message: 'used' })],
    [['reportRefund', 'd T1', { orderReference: ORDER_ID, ticketId: 'T1', failed: { code: 1 } }]],
  ],
])('an order owes %s', (_what, told, owed) => {
  const names = owedCommands(ORDER_ID, dossier(...told)).map(({ name, key, input }) => [name, key, input]);
  expect(names).toEqual(owed);
});

it('shows what the reservation system said, and the channel has no place for', () => {
  const order = mapDossier(ORDER_ID, dossier(...ORDER, awaited(), collected(), issued({ shipNumber: null })));
  expect(order.detail).toMatchObject({ shipNumber: 'HT-7' });
  const refusal = returnCollected('d', { accepted: false, code: 'USED', message: 'used' });
  const report = refundReported('c', {
    success: false,
    ticketIds: ['T1'],
    amount: '0',
    code: '1',
    transactionId: null,
  });
  const { refunds } = mapDossier(ORDER_ID, dossier(...SOLD, asked('d', 'T1'), WAITS, refusal, report));
  expect(refunds).toMatchObject([{ status: 'REFUSED', detail: { code: 'USED', message: 'used' } }]);
});

it('leaves the order as Fliggy knows it until Fliggy is told', () => {
  const before = mapDossier(ORDER_ID, dossier(...ORDER));
  const after = mapDossier(ORDER_ID, dossier(...ORDER, awaited(), collected()));
  const { status, channelStatus, items, tickets, detail } = before;
  expect(after).toMatchObject({ status, channelStatus, items, tickets, detail, anomalies: [] });
});

/** Two tickets of the first passenger, one of the second. */
function threeTickets(): TicketsReportedEntry {
  const tickets = ['T1', 'T3'].map((ticketId) => ({ ticketId, price: '6000', kind: 'SHIP' }));
  const passengers = [{ itemReference: '301', tickets }, ...ISSUED.passengers.slice(1)];
  return ticketsEntry(IssuedTickets.parse({ ...ISSUED, ticketCount: 3, passengers }), 'A-1');
}
