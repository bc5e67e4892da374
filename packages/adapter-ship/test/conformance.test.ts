import { describeAdapter } from '@interline/adapter-testing';
import { expect, it } from 'vitest';

import { ENTRY } from '../src/entries.ts';
import ship from '../src/index.ts';
import { ORDER_ID } from './dossier-entries.ts';
import { LIVES } from './recorded-lives.ts';
import { startShipSimulator } from './ship-simulator.ts';

it('the recorded lives hold every kind of entry', () => {
  const kinds = Object.values(LIVES).flatMap((entries) => entries.map(({ kind }) => kind));
  expect(new Set(kinds)).toEqual(new Set(Object.values(ENTRY)));
});

describeAdapter(ship, {
  dossiers: Object.entries(LIVES).map(([name, entries]) => ({ name, reference: ORDER_ID, entries })),
  start: startShipSimulator,
  orders: 15,
});
