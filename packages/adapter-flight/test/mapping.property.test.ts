import { snapshotFaults } from '@interline/adapter-testing';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';

import { ChannelError } from '@interline/core';
import { mapOrder } from '../src/mapping/map-order.ts';
import { wildAnswers } from './wild-answers.ts';

it('maps whatever the answers of an order may hold, twice the same, or says that they are unreadable', () => {
  let read = 0;
  fc.assert(
    fc.property(wildAnswers(), (raw) => {
      try {
        const snapshot = mapOrder(raw);
        expect(snapshotFaults(snapshot)).toEqual([]);
        expect(mapOrder(raw)).toEqual(snapshot);
        read += 1;
      } catch (error) {
        if (!(error instanceof ChannelError && error.kind === 'unreadable')) throw error;
      }
    }),
    { seed: 20_261_122, numRuns: 1_000 },
  );
  expect(read).toBeGreaterThan(700);
});
