import { expect, it } from 'vitest';

import { startRun } from './run.ts';
import type { SuiteSubject } from './run.ts';

const shopStatement = { name: 'testing.shop_state', text: 'select state from interline.shop where id = $1' };
const tasksStatement = {
  name: 'testing.task_count',
  text: 'select count(*)::int as count from interline.sync_task where shop_id = $1',
};

/** A session that ends parks the shop, loses nothing, and the shop goes on by itself once it is authorised. */
export function describeSession(subject: SuiteSubject): void {
  it('a session that ends parks the shop, which resumes by itself and has lost nothing', async () => {
    const run = await startRun(subject);
    const { hub, simulator, shop } = run;
    try {
      simulator.createOrder();
      await run.catchUp();
      const references = Array.from({ length: 5 }, () => simulator.createOrder());
      simulator.expireSession();
      await run.catchUp();
      expect(await hub.database.query(shopStatement, [shop.id])).toEqual([{ state: 'PARKED' }]);
      expect(await hub.database.query(tasksStatement, [shop.id])).toEqual([{ count: references.length }]);

      const accessToken = simulator.renewSession();
      await hub.addShop({ channel: subject.adapter.name, ...simulator.shop, accessToken });
      await hub.settle();
      const { hub: stored, truth } = await run.compare();
      expect(stored).toEqual(truth);
    } finally {
      await run.close();
    }
  });
}
