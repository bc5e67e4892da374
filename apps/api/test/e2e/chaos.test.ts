import { seededRandom } from '@interline/core';
import type { Random } from '@interline/core';
import type { Sandbox } from '@interline/sandbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hubClient } from './support/hub-client.ts';
import { startHubProcess } from './support/hub-process.ts';
import type { HubProcess } from './support/hub-process.ts';
import { disagreements, hubTruth, sandboxTruth, timelineFaults } from './support/truth.ts';
import type { TimelineRow } from './support/truth.ts';
import { until } from './support/until.ts';
import { makeWorld, SHOP, TOKEN } from './support/world.ts';
import type { World } from './support/world.ts';

const ORDERS = 500;
const STEPS = 2_000;
const KILLS = 4;

let world: World;
let hub: HubProcess;

beforeAll(async () => {
  world = await makeWorld({ seed: 20_261_122 });
  hub = await startHubProcess(world.environment);
});
afterAll(async () => {
  await hub?.end('SIGKILL');
  await world?.close();
});

/** Lets one buyer, seller or the platform take one step that the order allows. */
function takeAStep({ control }: Sandbox, ids: readonly string[], random: Random): void {
  const order = control.order(pick(ids, random));
  const sub = pick(order.subOrders, random);
  if (sub.possibleSteps.length === 0) return;
  control.advanceOrder(order.id, { to: pick(sub.possibleSteps, random), subOrder: sub.id });
}

function pick<Value>(values: readonly Value[], random: Random): Value {
  const value = values[Math.floor(random() * values.length)];
  if (value === undefined) throw new Error('nothing to pick from');
  return value;
}

test(
  'a fifth of the messages dropped, a third doubled, all shuffled, the hub killed at random: hub equals Fliggy, nothing lost, nothing doubled',
  { timeout: 300_000 },
  async () => {
    const random = seededRandom(7);
    const { sandbox } = world;
    sandbox.control.setFaults({
      messages: { drop: 0.2, duplicate: 0.3, reorder: 1, reorderSeconds: 1, malformed: 0.01 },
      calls: [
        { kind: 'truncated', rate: 0.01 },
        { kind: 'error', rate: 0.01, code: 15, subCode: 'isp.remote-service-error' },
      ],
    });
    const killsAt = new Set(Array.from({ length: KILLS }, () => Math.floor(random() * (ORDERS + STEPS))));
    const ids: string[] = [];
    for (let step = 0; step < ORDERS + STEPS; step += 1) {
      if (step < ORDERS) ids.push(sandbox.control.createOrder({ shop: SHOP }).id);
      else takeAStep(sandbox, ids, random);
      if (killsAt.has(step)) {
        await hub.end('SIGKILL');
        hub = await startHubProcess(world.environment);
      }
      // Lets the sandbox and its sockets breathe: buyers do not act all in one tick.
      if (step % 10 === 0) await new Promise(setImmediate);
    }
    sandbox.control.clearFaults();

    const truth = sandboxTruth(sandbox);
    expect(truth.size).toBe(ORDERS);
    const client = hubClient(hub.url, TOKEN);
    await until(
      async () => disagreements(truth, await hubTruth(client)).length === 0,
      120_000,
      async () => {
        const found = await hubTruth(client);
        const wrong = disagreements(truth, found);
        const example = wrong[0] ?? '';
        const work = await world.store.database.query<object>(
          {
            name: 'test.work',
            text: `select (select to_json(t) from interline.sync_task t where t.reference = $1) as task,
                          (select json_agg(d) from interline.dead_letter d where d.reference = $1) as letters,
                          (select json_build_object('observed', o.observed_at, 'modified', o.modified_at, 'version', o.version)
                             from interline.orders o where o.reference = $1) as row`,
          },
          [example],
        );
        const sides = { fliggy: truth.get(example), hub: found.get(example), work: work[0] };
        return `${wrong.length} of ${ORDERS} orders differ, for example ${example}: ${JSON.stringify(sides)}`;
      },
    );

    const rows = await world.store.database.query<TimelineRow>({
      name: 'test.timelines',
      text: `select o.reference, e.type, e.item_reference as item, e.from_value as "from", e.to_value as "to"
               from interline.order_event e join interline.orders o on o.id = e.order_id order by e.order_id, e.seq`,
    });
    expect(timelineFaults(rows)).toEqual([]);
    expect(rows.filter(({ type }) => type === 'ORDER_CREATED')).toHaveLength(ORDERS);

    const { channels } = await client.request<{ channels: { loss: { lost: number; duplicates: number }[] }[] }>(
      '{ channels { loss { lost duplicates } } }',
    );
    const lost = channels.flatMap(({ loss }) => loss).reduce((sum, topic) => sum + topic.lost, 0);
    expect(lost).toBeGreaterThan(0);
  },
);
