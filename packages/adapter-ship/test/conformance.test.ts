import { describeAdapter } from '@interline/adapter-testing';
import { expect, it } from 'vitest';

import { ENTRY, ENTRY_KEY } from '../src/entries.ts';
import ship from '../src/index.ts';
import {
  accepted,
  answered,
  asked,
  confirmed,
  created,
  failed,
  issued,
  ORDER_ID,
  refundReported,
  refused,
} from './dossier-entries.ts';
import type { Told } from './dossier-entries.ts';
import { startShipSimulator } from './ship-simulator.ts';

const CONTRADICTED: Told = {
  kind: ENTRY.contradicted,
  key: `${ENTRY_KEY.contradicted}e`,
  content: { digest: 'e', anomalies: [{ code: 'UNEXPECTED_TRANSITION', path: ENTRY.created, value: 'total' }] },
};

const INTENDED: Told = {
  kind: ENTRY.refundIntended,
  key: `${ENTRY_KEY.refundIntended}i`,
  content: { commandId: 'i', ticketId: 'T2' },
};
const DROPPED: Told = {
  kind: ENTRY.refundDropped,
  key: `${ENTRY_KEY.refundDropped}i`,
  content: { commandId: 'i' },
};

const SOLD = [created(), accepted(), confirmed(), issued()];
const LIVES: Readonly<Record<string, readonly Told[]>> = {
  'an order that is refused': [created(), CONTRADICTED, refused()],
  'an order that nobody decided': [created(), refused('time')],
  'an order whose tickets come late': [created(), accepted(), confirmed(), failed(), issued()],
  'an order that is refunded in parts': [
    ...SOLD,
    asked('a', 'T1'),
    answered('a', { accepted: true, by: 'callback' }),
    asked('b', 'T2'),
    answered('b', { accepted: null, by: 'time' }),
    INTENDED,
    DROPPED,
    refundReported('r', { ticketIds: ['T2'], amount: '10000' }),
  ],
  'an order whose refund is refused': [
    ...SOLD,
    asked('c', 'T1', 'T2'),
    answered('c', { accepted: false, code: 'USED', message: '已检票', by: 'person' }),
  ],
};

it('the recorded lives hold every kind of entry', () => {
  const kinds = Object.values(LIVES).flatMap((entries) => entries.map(({ kind }) => kind));
  expect(new Set(kinds)).toEqual(new Set(Object.values(ENTRY)));
});

describeAdapter(ship, {
  dossiers: Object.entries(LIVES).map(([name, entries]) => ({ name, reference: ORDER_ID, entries })),
  start: startShipSimulator,
  orders: 15,
});
