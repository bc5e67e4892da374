import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { diff } from '../src/apply/diff.ts';
import { fingerprinted } from '../src/apply/fingerprint.ts';
import type { OrderSnapshot } from '../src/snapshot.ts';
import { CHANGE_STATUSES, ORDER_STATUSES, REFUND_STATUSES, TICKET_STATUSES } from '../src/status.ts';
import { changeOf, itemOf, refundOf, ticketOf } from './support/order-channel.ts';
import { state } from './support/order-states.ts';

function fingerprintOf(facts: OrderSnapshot): Buffer {
  return fingerprinted(facts).fingerprint;
}

function byReference(left: { readonly reference: string }, right: { readonly reference: string }): number {
  return left.reference < right.reference ? -1 : 1;
}

const anyState = fc
  .record({
    status: fc.constantFrom(...ORDER_STATUSES),
    totalAmount: fc.bigInt({ min: 0n, max: 2n ** 62n }),
    items: fc.uniqueArray(
      fc.record({
        reference: fc.constantFrom('a', 'b', 'c'),
        status: fc.constantFrom(...ORDER_STATUSES),
        refundStatus: fc.constantFrom(...REFUND_STATUSES),
        title: fc.constantFrom('x', 'y'),
      }),
      { selector: ({ reference }) => reference },
    ),
    refunds: fc.uniqueArray(
      fc.record({ reference: fc.constantFrom('R1', 'R2'), status: fc.constantFrom(...REFUND_STATUSES) }),
      { selector: ({ reference }) => reference },
    ),
    changes: fc.uniqueArray(
      fc.record({ reference: fc.constantFrom('C1', 'C2'), status: fc.constantFrom(...CHANGE_STATUSES) }),
      { selector: ({ reference }) => reference },
    ),
    tickets: fc.uniqueArray(
      fc.record({
        reference: fc.constantFrom('T1', 'T2'),
        status: fc.constantFrom(...TICKET_STATUSES),
        number: fc.constantFrom(null, '784-1'),
      }),
      { selector: ({ reference }) => reference },
    ),
  })
  .map(({ items, refunds, changes, tickets, ...facts }) =>
    state({
      ...facts,
      items: items.toSorted(byReference).map(({ reference, ...item }) => itemOf(reference, item)),
      refunds: refunds.toSorted(byReference).map(({ reference, ...refund }) => refundOf(reference, refund)),
      changes: changes.toSorted(byReference).map(({ reference, ...change }) => changeOf(reference, change)),
      tickets: tickets.toSorted(byReference).map(({ reference, ...ticket }) => ticketOf(reference, ticket)),
    }),
  );

describe('for any two states', () => {
  test('a state does not differ from itself, and two that differ have something to tell', () => {
    fc.assert(
      fc.property(anyState, anyState, (before, after) => {
        expect(diff(before, before)).toEqual([]);
        const same = fingerprintOf({ ...before, raw: '' }).equals(fingerprintOf({ ...after, raw: '' }));
        expect(diff(before, after).length > 0).toBe(!same);
      }),
    );
  });

  test('no fact is told twice', () => {
    fc.assert(
      fc.property(anyState, anyState, (before, after) => {
        const changes = diff(before, after).map((change) => JSON.stringify(change));
        expect(new Set(changes).size).toBe(changes.length);
      }),
    );
  });
});
