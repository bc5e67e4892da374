import { describe, expect, it } from 'vitest';

import { seededRandom } from '@interline/core';
import type { InboundMessage, Random } from '@interline/core';

import { timelineFaults } from '../timeline-faults.ts';
import { reconcile } from './reconcile.ts';
import { createOrders, startRun } from './run.ts';
import type { SuiteRun, SuiteSubject } from './run.ts';

const DEFAULT_ORDERS = 40;
/** Longer than the resolution of any channel's times, shorter than the heartbeat of any connection. */
const STEP_MS = 2_000;
const HOUR_MS = 3_600_000;
/** The Taobao Message Channel keeps messages for 24. */
const OUTAGE_HOURS = 25;

/** Shares of messages that a fault hits. */
interface MessageFaults {
  readonly dropped: number;
  readonly duplicated: number;
  readonly shuffled: boolean;
}

/** Whatever happens to messages, after quiet the hub is as the channel is, and each state was told once. */
export function describeConvergence(subject: SuiteSubject): void {
  describe('the hub ends as the channel is, and tells each state once', () => {
    it.each<[string, MessageFaults]>([
      ['when every message comes in order', { dropped: 0, duplicated: 0, shuffled: false }],
      ['when messages come twice', { dropped: 0, duplicated: 0.5, shuffled: false }],
      ['when messages overtake each other', { dropped: 0, duplicated: 0, shuffled: true }],
      ['when messages are lost', { dropped: 0.2, duplicated: 0, shuffled: false }],
      ['when all of that happens at once', { dropped: 0.2, duplicated: 0.3, shuffled: true }],
      ['when no message comes at all', { dropped: 1, duplicated: 0, shuffled: false }],
    ])('%s', async (_name, faults) => {
      const run = await startRun(subject);
      try {
        await playOrders(run, subject, faults);
        if (faults.dropped > 0) await reconcile(run, subject);
        const { hub, truth } = await run.compare();
        expect(truth).toHaveLength(subject.harness.orders ?? DEFAULT_ORDERS);
        expect(hub).toEqual(truth);
        expect(await timelineFaults(run.hub.database, run.shop.id)).toEqual([]);
      } finally {
        await run.close();
      }
    });

    describeOutage(subject);
  });
}

/** After the hub was away for longer than the channel keeps messages, polling alone brings it up to date. */
function describeOutage(subject: SuiteSubject): void {
  it('after an outage of 25 hours, when the channel has thrown its messages away', async () => {
    const run = await startRun(subject);
    const { hub, simulator } = run;
    try {
      const references = await createOrders(simulator, 3);
      await run.catchUp();
      await reconcile(run, subject);
      for (let hour = 0; hour < OUTAGE_HOURS; hour++) {
        hub.clock.advance(HOUR_MS);
        if (hour % 5 === 0) references.push(await simulator.createOrder());
        await simulator.advanceOrder(references[hour % references.length] ?? '');
      }
      hub.clock.advance(STEP_MS);
      await reconcile(run, subject);
      const { hub: stored, truth } = await run.compare();
      expect(stored).toEqual(truth);
      expect(await timelineFaults(hub.database, run.shop.id)).toEqual([]);
    } finally {
      await run.close();
    }
  });
}

/** Lets orders live while messages about them arrive, as the faults let them, and the hub keeps up in between. */
async function playOrders(run: SuiteRun, { harness }: SuiteSubject, faults: MessageFaults): Promise<void> {
  const { simulator, hub, tap } = run;
  const random = seededRandom(harness.seed ?? 1);
  const alive: string[] = [];
  let left = harness.orders ?? DEFAULT_ORDERS;
  let held: InboundMessage[] = [];
  for (let step = 0; left > 0 || alive.length > 0; step++) {
    if (left > 0 && (alive.length === 0 || random() < 0.4)) {
      alive.push(await simulator.createOrder());
      left -= 1;
    } else {
      const index = Math.floor(random() * alive.length);
      const reference = alive[index];
      if (reference === undefined || !(await simulator.advanceOrder(reference))) alive.splice(index, 1);
    }
    hub.clock.advance(STEP_MS);
    held.push(...distorted(await tap.take(simulator.messagesSent()), faults, random));
    if (step % 10 === 9) held = await deliverSome(run, held, faults, random);
  }
  await run.ingest(faults.shuffled ? shuffled(held, random) : held);
  await hub.settle();
}

/** Delivers half of what is held, the other half later. */
async function deliverSome(
  run: SuiteRun,
  held: readonly InboundMessage[],
  { shuffled: isShuffled }: MessageFaults,
  random: Random,
): Promise<InboundMessage[]> {
  const inOrder = isShuffled ? shuffled(held, random) : [...held];
  const count = Math.ceil(inOrder.length / 2);
  await run.ingest(inOrder.slice(0, count));
  await run.hub.settle();
  return inOrder.slice(count);
}

function distorted(messages: readonly InboundMessage[], faults: MessageFaults, random: Random): InboundMessage[] {
  return messages.flatMap((message) => {
    if (random() < faults.dropped) return [];
    return random() < faults.duplicated ? [message, message] : [message];
  });
}

function shuffled<Value>(values: readonly Value[], random: Random): Value[] {
  return values
    .map((value) => ({ value, key: random() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}
