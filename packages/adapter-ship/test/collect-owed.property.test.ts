import type { OrderFacts, OrderSnapshot } from '@interline/core';
import fc from 'fast-check';
import { expect, it } from 'vitest';

import ship from '../src/index.ts';
import { mapDossier } from '../src/dossier/map-dossier.ts';
import { owedCommands } from '../src/collect/owed-commands.ts';
import { awaited } from './collected-entries.ts';
import { answered, asked, confirmed, created, dossier, issued, ORDER_ID, PASSENGERS } from './dossier-entries.ts';
import { history } from './said.ts';

/** Nobody is told to wait for tickets before they are asked for, nor for a refund before there are tickets. */
const begun = fc.constantFrom(
  [created(), confirmed()],
  [created(), confirmed(), awaited()],
  [created(), confirmed(), issued(), asked('a', 'T1', 'T2'), answered('a', { accepted: null, by: 'callback' })],
  [created(), confirmed(), issued(), asked('b', 'T2'), answered('b', { accepted: null, by: 'callback' })],
);

const RUNS = { numRuns: 600, seed: 48_054 };

it('owes what may be done: every command fits its input, and reports are allowed for the order as it is', () => {
  let reports = 0;
  fc.assert(
    fc.property(begun, history, (begin, told) => {
      const keys = new Set(begin.map(({ key }) => key));
      const entries = dossier(...begin, ...told.filter(({ key }) => !keys.has(key)));
      const order = factsOf(mapDossier(ORDER_ID, entries));
      for (const { name, input } of owedCommands(ORDER_ID, entries)) {
        const command = ship.commands[name];
        const read = command?.input.safeParse(input);
        expect(read).toMatchObject({ success: true });
        expect(command?.allowed?.(order, null)).toEqual({ allowed: true });
        const desk = { now: new Date(0), order, quote: null, openToken: () => null };
        expect(command?.check?.(read?.data, desk) ?? { allowed: true }).toEqual({ allowed: true });
        if (name.startsWith('report')) reports += 1;
      }
    }),
    RUNS,
  );
  expect(reports).toBeGreaterThan(50);
});

it('owes the same under the same key, however the dossier goes on', () => {
  fc.assert(
    fc.property(history, (told) => {
      const entries = dossier(...told);
      const prefixes = entries.map((_, index) => owedCommands(ORDER_ID, entries.slice(0, index + 1)));
      const inputs = Map.groupBy(prefixes.flat(), ({ name, key }) => `${name} ${key}`);
      for (const [, owed] of inputs) {
        expect(new Set(owed.map(({ input }) => JSON.stringify(input))).size).toBe(1);
      }
    }),
    RUNS,
  );
});

it('never owes more than the tickets cost, nor one ticket twice at a time', () => {
  fc.assert(
    fc.property(history, (told) => {
      const refunds = owedCommands(ORDER_ID, dossier(...told)).filter(({ name }) => name === 'reportRefund');
      const about = refunds.map(({ input }) => input['ticketId']);
      expect(new Set(about).size).toBe(about.length);
      expect(about.includes(null) && about.length > 1).toBe(false);
      const amounts = refunds.map(({ input }) => BigInt(amountOf(input['refunded'])));
      const price = PASSENGERS.reduce((sum, { ticketPrice }) => sum + BigInt(ticketPrice), 0n);
      expect(amounts.reduce((sum, amount) => sum + amount, 0n)).toBeLessThanOrEqual(price);
    }),
    RUNS,
  );
});

function amountOf(refunded: unknown): string {
  return typeof refunded === 'object' && refunded !== null && 'amount' in refunded ? String(refunded.amount) : '0';
}

/** The order as commands see it. */
function factsOf({
  items,
  refunds,
  tickets = [],
  totalAmount,
  paidAmount,
  detail,
  ...order
}: OrderSnapshot): OrderFacts {
  const [item] = items;
  return {
    reference: order.reference,
    status: order.status,
    channelStatus: order.channelStatus,
    confirmation: item?.confirmation ?? 'NOT_REQUIRED',
    refundStatus: item?.refundStatus ?? 'NONE',
    currency: order.currency,
    totalAmount: String(totalAmount),
    paidAmount: String(paidAmount),
    detail,
    items: items.map((each) => ({ ...each, refundStatus: each.refundStatus ?? 'NONE', kind: each.kind ?? '' })),
    refunds: refunds.map((each) => ({ ...each, itemReference: each.itemReference ?? null })),
    changes: [],
    tickets: tickets.map((each) => ({ ...each, itemReference: each.itemReference ?? null })),
  };
}
