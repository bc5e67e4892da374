import { expect, it } from 'vitest';

import type { AnyAdapter } from '@interline/core';

import { reconcile } from './reconcile.ts';
import { createOrders, startRun } from './run.ts';
import type { SuiteSubject } from './run.ts';

const shopStatement = { name: 'testing.shop_state', text: 'select state from interline.shop where id = $1' };
const tasksStatement = {
  name: 'testing.task_count',
  text: 'select count(*)::int as count from interline.sync_task where shop_id = $1',
};

/** More than the hub fetches at a time, so that a session ends in the middle of them. */
const ORDERS = 20;
/** How many calls for one shop may be under way when the first of them finds that its session is over. */
const MOST_AT_ONCE = 4;
const HOUR_MS = 3_600_000;

/** A session that ends parks the shop, loses nothing, and the shop goes on by itself once it is authorised. */
export function describeSession(subject: SuiteSubject): void {
  it('a session that ends parks the shop, which resumes by itself and has lost nothing', async () => {
    const { adapter, calls } = counted(subject.adapter);
    const counting = { ...subject, adapter };
    const run = await startRun(counting);
    const { hub, simulator, shop } = run;
    try {
      await simulator.createOrder();
      await run.catchUp();
      const references = await createOrders(simulator, ORDERS);
      simulator.expireSession();
      const before = calls();
      await run.catchUp();
      expect(await hub.database.query(shopStatement, [shop.id])).toEqual([{ state: 'PARKED' }]);
      expect(await hub.database.query(tasksStatement, [shop.id])).toEqual([{ count: references.length }]);
      const wasted = calls() - before;
      expect(wasted).toBeLessThanOrEqual(MOST_AT_ONCE);

      hub.clock.advance(HOUR_MS);
      await reconcile(run, counting);
      expect(calls() - before).toBe(wasted);

      const accessToken = simulator.renewSession();
      await hub.addShop({ channel: subject.adapter.name, ...simulator.shop, accessToken });
      await reconcile(run, counting);
      const { hub: stored, truth } = await run.compare();
      expect(stored).toEqual(truth);
    } finally {
      await run.close();
    }
  });
}

/** The adapter with a count of the orders it was asked to read and the searches it was asked to make. */
function counted(adapter: AnyAdapter): { readonly adapter: AnyAdapter; readonly calls: () => number } {
  let calls = 0;
  return {
    calls: () => calls,
    adapter: {
      ...adapter,
      fetchOrder(context, reference) {
        calls += 1;
        return adapter.fetchOrder(context, reference);
      },
      sources: adapter.sources.map((source) =>
        source.kind === 'poll'
          ? {
              ...source,
              search(context, window) {
                calls += 1;
                return source.search(context, window);
              },
            }
          : source,
      ),
    },
  };
}
