import { assert, integer, property, tuple, constantFrom } from 'fast-check';
import { describe, expect, it } from 'vitest';

import { ChannelError } from '@interline/core';
import { applySnapshots } from '@interline/core/hub';
import type { OrderSnapshot, ShopIdentity } from '@interline/core';

import { hubOrders } from '../hub-orders.ts';
import { snapshotFaults } from '../snapshot-faults.ts';
import { startRun } from './run.ts';
import type { SuiteRun, SuiteSubject } from './run.ts';
import type { AnswerHarness } from '../adapter-harness.ts';

const UNKNOWN_WORD = 'A_WORD_NOBODY_KNOWS';
const UNKNOWN_FIELD = 'a_field_nobody_knows';
const SECOND_MS = 1_000;

/** The mapping is pure and total, and keeps what it does not know. */
export function describeMapping(subject: SuiteSubject, { map, samples, withUnknown }: AnswerHarness): void {
  describe('the mapping', () => {
    it.each(samples.map(({ name, raw }) => [name, raw]))('reads %s, twice the same', (_name, raw) => {
      const snapshot = map(raw);
      expect(snapshotFaults(snapshot)).toEqual([]);
      expect(snapshot.raw).toBe(raw);
      expect(map(raw)).toEqual(snapshot);
    });

    it('is total: damaged answers are read, or refused as unreadable', () => {
      assert(
        property(constantFrom(...samples), tuple(integer({ min: 0 }), integer({ min: 0 })), ({ raw }, places) => {
          const [first = 0, second = 0] = places.map((place) => place % (raw.length + 1)).sort((a, b) => a - b);
          for (const damaged of [raw.slice(0, second), raw.slice(0, first) + raw.slice(second)]) {
            expect(mishandled(map, damaged)).toEqual([]);
          }
        }),
        { seed: subject.harness.seed ?? 1, numRuns: 300 },
      );
    });

    it.each(samples.map(({ name, raw }) => [name, raw]))(
      'keeps and reports what it does not know in %s',
      (_name, raw) => {
        const unknown = withUnknown(raw, UNKNOWN_WORD, UNKNOWN_FIELD);
        const snapshot = map(unknown);
        expect(snapshot).toMatchObject({ status: 'UNKNOWN', channelStatus: UNKNOWN_WORD, raw: unknown });
        const reports = snapshot.anomalies.map(({ code, path, value }) => `${code} ${path} ${value}`);
        expect(reports).toContainEqual(expect.stringMatching(`^UNKNOWN_VALUE .*${UNKNOWN_WORD}`));
        expect(reports).toContainEqual(expect.stringMatching(`^UNKNOWN_FIELD .*${UNKNOWN_FIELD}`));
      },
    );

    it('knows an answer again: two looks at an order that has not changed say the same', async () => {
      const run = await startRun(subject);
      try {
        const reference = await run.simulator.createOrder();
        const looks = [await run.look(reference), await run.look(reference)];
        const [first, second] = looks.map(({ raw, rawDigest = raw }) => rawDigest);
        expect(second).toBe(first);
      } finally {
        await run.close();
      }
    });

    it('gives snapshots that the hub stores, each once', async () => {
      const run = await startRun(subject);
      try {
        await applyTwice(
          run,
          run.shop,
          samples.map(({ raw }) => map(raw)),
        );
        const accountId = 'a shop of unknown words';
        const other = await run.hub.addShop({ channel: subject.adapter.name, accountId, accountNick: accountId });
        await applyTwice(
          run,
          other,
          samples.map(({ raw }) => map(withUnknown(raw, UNKNOWN_WORD, UNKNOWN_FIELD))),
        );
        const stored = await hubOrders(run.hub.database, other.id);
        expect(new Set(stored.map(({ channelStatus }) => channelStatus))).toEqual(new Set([UNKNOWN_WORD]));
      } finally {
        await run.close();
      }
    });
  });
}

async function applyTwice({ hub }: SuiteRun, shop: ShopIdentity, snapshots: readonly OrderSnapshot[]): Promise<void> {
  // Samples may be of one order in several states.
  for (const snapshot of snapshots.toSorted((one, other) => one.modifiedAt.getTime() - other.modifiedAt.getTime())) {
    // Of states with the same time, the later look is the newer one.
    hub.clock.advance(SECOND_MS);
    const observedAt = hub.clock.now();
    const entry = { shop, snapshot, observedAt, cause: 'MANUAL' } as const;
    await applySnapshots(hub.context, [entry]);
    const [again] = await applySnapshots(hub.context, [entry]);
    expect(again).toMatchObject({ outcome: 'unchanged', changes: [] });
  }
}

/** What is wrong with what the mapping made of a damaged answer. */
function mishandled(map: (raw: string) => OrderSnapshot, raw: string): string[] {
  try {
    return snapshotFaults(map(raw));
  } catch (error) {
    return error instanceof ChannelError && error.kind === 'unreadable' ? [] : [`threw ${String(error)}`];
  }
}
