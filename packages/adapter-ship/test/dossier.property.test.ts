import type { TicketStatus } from '@interline/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import { mapDossier } from '../src/dossier/map-dossier.ts';
import { ENTRY } from '../src/entries.ts';
import { dossier, ORDER_ID } from './dossier-entries.ts';
import { history, said } from './said.ts';

const RUNS = { numRuns: 400, seed: 48_055 };

/** From the documents' numbers: issuing, issued, no ticket, refunding, refunded, refund failed. */
const FLOW: Readonly<Partial<Record<TicketStatus, readonly TicketStatus[]>>> = {
  ISSUING: ['ISSUED', 'NOT_ISSUED'],
  // A failed report may be followed by one of success (48055).
  NOT_ISSUED: ['ISSUED'],
  // What is refused at once has failed in one step.
  ISSUED: ['REFUNDING', 'REFUND_FAILED'],
  REFUNDING: ['REFUNDED', 'REFUND_FAILED'],
  // What failed may be asked for again, or be reported after all.
  REFUND_FAILED: ['REFUNDING', 'REFUNDED'],
  REFUNDED: [],
};

const NOT_YET: ReadonlySet<TicketStatus> = new Set(['ISSUING', 'NOT_ISSUED']);

it('never mixes tickets that are issued with tickets that are not', () => {
  fc.assert(
    fc.property(history, (told) => {
      const { status, tickets = [] } = mapDossier(ORDER_ID, dossier(...told));
      const open = tickets.filter((ticket) => NOT_YET.has(ticket.status)).length;
      expect([0, tickets.length]).toContain(open);
      expect(status === 'FULFILLED' && (open > 0 || tickets.length !== 2)).toBe(false);
      expect(status === 'AWAITING_FULFILMENT' && open < tickets.length).toBe(false);
    }),
    RUNS,
  );
});

it('takes each ticket through the flow of the documents, one step for each entry', () => {
  fc.assert(
    fc.property(history, (told) => {
      // A report about a ticket that nobody asked for is an anomaly, and has a test of its own.
      const entries = dossier(...told);
      const sights = entries.map((_, index) => mapDossier(ORDER_ID, entries.slice(0, index + 1)));
      const unexpected = sights.findIndex(({ anomalies }) =>
        anomalies.some(({ code }) => code === 'UNEXPECTED_TRANSITION'),
      );
      const steps = sights.slice(0, unexpected < 0 ? undefined : unexpected).flatMap(({ tickets = [] }, index) =>
        tickets.map(({ reference, status }) => {
          const before = sights[index - 1]?.tickets?.find((ticket) => ticket.reference === reference);
          return { from: before?.status ?? status, to: status };
        }),
      );
      expect(steps.filter(({ from, to }) => from !== to && !FLOW[from]?.includes(to))).toEqual([]);
    }),
    RUNS,
  );
});

it('never takes an order back, and dates every sight later than the one before', () => {
  const RANK = ['UNKNOWN', 'AWAITING_CONFIRMATION', 'AWAITING_FULFILMENT', 'FULFILLED', 'REFUNDED'];
  fc.assert(
    fc.property(history, (told) => {
      // What contradicts a refusal cannot come: the calls and commands about a refused order are refused.
      fc.pre(!told.some(({ kind, content }) => kind === ENTRY.createDecided && content['accepted'] === false));
      const entries = dossier(...told);
      const sights = entries.map((_, index) => mapDossier(ORDER_ID, entries.slice(0, index + 1)));
      for (const [index, sight] of sights.slice(1).entries()) {
        const before = sights[index];
        expect(sight.modifiedAt.getTime()).toBeGreaterThan(before?.modifiedAt.getTime() ?? 0);
        expect(RANK.indexOf(sight.status)).toBeGreaterThanOrEqual(RANK.indexOf(before?.status ?? ''));
      }
    }),
    RUNS,
  );
});

it('makes an order of anything at all', () => {
  const anything = fc.record({
    kind: fc.oneof(fc.constantFrom(...Object.values(ENTRY)), fc.string()),
    key: fc.string({ minLength: 1 }),
    content: fc.oneof(
      said.map(({ content }) => content),
      fc.dictionary(fc.string(), fc.jsonValue()),
    ),
  });
  fc.assert(
    fc.property(fc.array(anything, { maxLength: 8 }), (told) => {
      const entries = dossier(
        ...told.map((entry) => ({ ...entry, content: JSON.parse(JSON.stringify(entry.content)) })),
      );
      const snapshot = mapDossier(ORDER_ID, entries);
      expect(snapshot.reference).toBe(ORDER_ID);
      expect(mapDossier(ORDER_ID, entries)).toEqual(snapshot);
    }),
    RUNS,
  );
});
