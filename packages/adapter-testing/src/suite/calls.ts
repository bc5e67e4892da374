import { describe, expect, it } from 'vitest';

import { seededRandom } from '@interline/core';

import type { ChannelCall } from '../channel-simulator.ts';
import { timelineFaults } from '../timeline-faults.ts';
import type { CallFault } from './call-line.ts';
import { reconcile } from './reconcile.ts';
import { createOrders, startRun } from './run.ts';
import type { SuiteRun, SuiteSubject } from './run.ts';

const DEFAULT_ORDERS = 40;
const STEP_MS = 2_000;
const DAY_MS = 86_400_000;
/** As short as a code: an adapter need not quote what might as well be a name. */
const UNKNOWN_WORD = 'NEW_WORD';
const UNKNOWN_FIELD = 'a_field_nobody_knows';

/** Everything that a call could change. */
const traceStatement = {
  name: 'testing.trace',
  text: `select (select coalesce(jsonb_agg(jsonb_build_array(shop_id, reference, number, kind, key) order by shop_id, reference, number), '[]')
                   from interline.dossier_entry) as dossiers,
                (select coalesce(jsonb_agg(jsonb_build_array(shop_id, reference, version, channel_status) order by shop_id, reference), '[]')
                   from interline.orders) as orders,
                (select count(*)::int from interline.order_event) as events`,
};
const anomaliesStatement = {
  name: 'testing.anomalies',
  text: 'select anomalies from interline.orders where shop_id = $1 and reference = $2',
};

/** Whatever becomes of calls on their way, the hub ends as the channel is, and what is not the channel's has no effect. */
export function describeCalls(subject: SuiteSubject): void {
  describe('the hub ends as the channel is, tells each state once, and answers a repeat as it answered the call', () => {
    it.each<[string, readonly CallFault[]]>([
      ['when every call comes once', []],
      ['when calls do not arrive and are repeated', ['request-lost']],
      ['when answers are lost and calls repeated', ['answer-lost']],
      ['when answers are lost and the very same calls repeated', ['same-again']],
      ['when calls are made several times at once', ['at-once']],
      ['when the hub dies before it stores a call, and before it answers', ['hub-dies']],
      ['when all of that happens', ['request-lost', 'answer-lost', 'same-again', 'at-once', 'hub-dies']],
    ])('%s', async (_name, faults) => {
      await withRun(subject, async (run) => {
        await playOrders(run, subject, faults);
        await expectConverged(run);
        await reconcile(run, subject);
        await expectConverged(run);
        expect(run.simulator.truth()).toHaveLength(subject.harness.orders ?? DEFAULT_ORDERS);
        expect(run.line.contradictions).toEqual([]);
      });
    });

    it('while the shop has no session', async () => {
      await withRun(
        subject,
        async (run) => {
          const references = await createOrders(run.simulator, 3);
          for (const reference of references) await run.simulator.advanceOrder(reference);
          await reconcile(run, subject);
          await expectConverged(run);
        },
        { authorised: false },
      );
    });
  });

  describe('a call that is not the channel’s, or not for now, has no effect', () => {
    it('when it was changed on its way', async () => {
      await withRecordedLife(subject, async (run, calls, fresh) => {
        for (const call of [...calls, ...fresh]) {
          for (const changed of tampered(call)) await expectNoEffect(run, changed);
        }
        const known = run.simulator.truth().length - fresh.length;
        expect((await run.compare()).hub).toHaveLength(known);
        // Unchanged it has an effect: the calls that were changed were refused for that.
        for (const call of fresh) await run.line.send(call);
        expect((await run.compare()).hub).toHaveLength(known + fresh.length);
      });
    });

    it('when it comes a day late', async () => {
      await withRecordedLife(subject, async (run, _calls, fresh) => {
        run.hub.clock.advance(DAY_MS);
        for (const call of fresh) await expectNoEffect(run, call);
      });
    });

    it('when it was recorded and is played again, at once or later, here or at another shop', async () => {
      await withRecordedLife(subject, async (run, calls) => {
        const accountId = 'another shop';
        const other = await run.hub.addShop({ channel: subject.adapter.name, accountId, accountNick: accountId });
        for (const waitMs of [0, STEP_MS, DAY_MS]) {
          run.hub.clock.advance(waitMs);
          for (const call of calls) {
            await expectNoEffect(run, call);
            await expectNoEffect(run, call, other.id);
          }
        }
      });
    });

    it('when it is for no shop', async () => {
      await withRecordedLife(subject, async (run, _calls, fresh) => {
        for (const call of fresh) await expectNoEffect(run, call, 'nobody');
      });
    });
  });

  it('keeps and reports what it does not know in a call', async () => {
    await withRun(subject, async ({ simulator, hub, shop }) => {
      if (!simulator.createUnknownOrder) throw new Error('The simulator has no createUnknownOrder.');
      const reference = await simulator.createUnknownOrder(UNKNOWN_WORD, UNKNOWN_FIELD);
      const [order] = await hub.database.query<{ anomalies: unknown }>(anomaliesStatement, [shop.id, reference]);
      expect(order?.anomalies).toContainEqual(expect.objectContaining({ code: 'UNKNOWN_VALUE', value: UNKNOWN_WORD }));
      const field = { code: 'UNKNOWN_FIELD', path: expect.stringContaining(UNKNOWN_FIELD) };
      expect(order?.anomalies).toContainEqual(expect.objectContaining(field));
    });
  });
}

async function withRun(
  subject: SuiteSubject,
  prove: (run: SuiteRun) => Promise<void>,
  options?: Parameters<typeof startRun>[1],
): Promise<void> {
  const run = await startRun(subject, options);
  try {
    await prove(run);
  } finally {
    await run.close();
  }
}

/**
 * Lets one order live to its end.
 *
 * @param prove gets the calls of that life, and one of another order that has not reached the hub
 */
async function withRecordedLife(
  subject: SuiteSubject,
  prove: (run: SuiteRun, calls: readonly ChannelCall[], fresh: readonly ChannelCall[]) => Promise<void>,
): Promise<void> {
  await withRun(subject, async (run) => {
    const { simulator, line, hub } = run;
    const reference = await simulator.createOrder();
    while (await simulator.advanceOrder(reference)) hub.clock.advance(STEP_MS);
    const calls = [...line.made];
    expect(calls.length).toBeGreaterThan(0);
    await prove(run, calls, [await callOfNewOrder(run)]);
  });
}

/** The first call of a new order, kept from the hub. */
async function callOfNewOrder({ simulator, line }: SuiteRun): Promise<ChannelCall> {
  const kept = Promise.withResolvers<ChannelCall>();
  line.hold(kept.resolve);
  void Promise.resolve(simulator.createOrder()).catch(kept.reject);
  return kept.promise;
}

async function expectNoEffect({ hub, line }: SuiteRun, call: ChannelCall, shop?: string): Promise<void> {
  const [before] = await hub.database.query(traceStatement);
  await line.send(call, shop);
  await hub.settle();
  expect(await hub.database.query(traceStatement)).toEqual([before]);
}

async function expectConverged(run: SuiteRun): Promise<void> {
  await run.hub.settle();
  const { hub, truth } = await run.compare();
  expect(hub).toEqual(truth);
  expect(await timelineFaults(run.hub.database, run.shop.id)).toEqual([]);
}

/** Lets orders live, each of their calls under one of the faults, or under none. */
async function playOrders(
  { simulator, hub, line }: SuiteRun,
  { harness }: SuiteSubject,
  faults: readonly CallFault[],
): Promise<void> {
  const random = seededRandom(harness.seed ?? 1);
  line.fault = () => faults[Math.floor(random() * faults.length * 1.5)] ?? null;
  const alive: string[] = [];
  let left = harness.orders ?? DEFAULT_ORDERS;
  while (left > 0 || alive.length > 0) {
    if (left > 0 && (alive.length === 0 || random() < 0.4)) {
      alive.push(await simulator.createOrder());
      left -= 1;
    } else {
      const index = Math.floor(random() * alive.length);
      const reference = alive[index];
      if (reference === undefined || !(await simulator.advanceOrder(reference))) alive.splice(index, 1);
    }
    hub.clock.advance(STEP_MS);
    await hub.settle();
  }
}

/** The call with one byte of its body changed, at several places; with its query cut when it has no body. */
function tampered(call: ChannelCall): ChannelCall[] {
  if (call.body.length === 0) return [{ ...call, query: call.query.slice(0, -1) }];
  return [0, 0.5, 0.99].map((share) => {
    const body = Uint8Array.from(call.body);
    const place = Math.floor(share * body.length);
    body[place] = (body[place] ?? 0) ^ 1;
    return { ...call, body };
  });
}
