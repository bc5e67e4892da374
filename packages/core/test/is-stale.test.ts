import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isStale } from '../src/apply/is-stale.ts';
import { ORDER_STATUSES, rankOf } from '../src/status.ts';
import type { OrderStatus } from '../src/status.ts';

describe('which of two snapshots is older', () => {
  const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 22, 4, 0, seconds));
  const stored = { modifiedAt: at(10), status: paidStatus(), observedAt: at(12), recordedAt: at(13) };
  const cases: readonly [string, OrderStatus, number, number, boolean][] = [
    ['an earlier modified time is older, however late it was fetched', 'COMPLETED', 9, 60, true],
    ['a later modified time is newer, wherever the order went', 'AWAITING_PAYMENT', 11, 11, false],
    ['the same second, fetched after the stored state was written: newer', 'AWAITING_PAYMENT', 10, 14, false],
    ['the same second, overlapping fetches: what is further on wins', 'AWAITING_PAYMENT', 10, 13, true],
    ['the same second, overlapping fetches: further on', 'COMPLETED', 10, 11, false],
    ['the same second and rank: the later fetch wins', paidStatus(), 10, 11, true],
  ];
  test.each(cases)('%s', (_name, status, modified, observed, expected) => {
    expect(isStale(stored, { modifiedAt: at(modified), status }, at(observed))).toBe(expected);
  });

  test('of two different snapshots that overlap, not each is older than the other', () => {
    const snapshots = fc.record({
      modifiedAt: fc.integer({ min: 0, max: 3 }).map(at),
      status: fc.constantFrom(...ORDER_STATUSES),
      observedAt: fc.integer({ min: 0, max: 3 }).map(at),
    });
    fc.assert(
      fc.property(snapshots, snapshots, (one, other) => {
        const age = { recordedAt: at(59) };
        const both =
          isStale({ ...one, ...age }, other, other.observedAt) && isStale({ ...other, ...age }, one, one.observedAt);
        expect(both).toBe(false);
      }),
    );
  });

  function paidStatus(): OrderStatus {
    const status: OrderStatus = 'AWAITING_FULFILMENT';
    expect(rankOf(status)).toBeGreaterThan(rankOf('AWAITING_PAYMENT'));
    return status;
  }
});
