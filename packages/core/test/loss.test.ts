import { expect, test } from 'vitest';
import { lossFigures } from '../src/reconcile/loss.ts';
import { pollShop } from '../src/reconcile/poll-shop.ts';
import { requeryOpenOrders } from '../src/reconcile/requery-open-orders.ts';
import { orderHub } from './support/order-hub.ts';
import type { OrderHub } from './support/order-hub.ts';

const HOUR = 60 * 60_000;

async function poll(hub: OrderHub): ReturnType<typeof pollShop> {
  return pollShop(hub.context, hub.shop.id, hub.channel.poll);
}

test('lost and late messages are counted per topic', async () => {
  await using hub = await orderHub();
  const told = hub.channel.change('told');
  const late = hub.channel.change('late');
  hub.channel.change('lost');
  await hub.deliver(told, told);
  hub.clock.advance(60_000);
  await poll(hub);
  await hub.sync();
  const since = new Date(0);
  const figures = {
    channel: 'demo',
    topic: 'OrderChanged',
    received: 1,
    duplicates: 1,
    foundByPolling: 2,
    late: 0,
    lost: 2,
  };
  expect(await lossFigures(hub.database, { since, shopIds: null })).toMatchObject([figures]);
  await hub.deliver(late);
  expect(await lossFigures(hub.database, { since, shopIds: [hub.shop.id] })).toMatchObject([
    { ...figures, received: 2, late: 1, lost: 1, lastReceivedAt: hub.clock.now() },
  ]);
  expect(await lossFigures(hub.database, { since, shopIds: [] })).toEqual([]);
  expect(await lossFigures(hub.database, { since: new Date(hub.clock.now().getTime() + 1), shopIds: null })).toEqual(
    [],
  );
});

test('a change that a re-query found before its message came is late, not lost', async () => {
  await using hub = await orderHub();
  await hub.deliver(hub.channel.change('7'));
  await hub.sync();
  hub.clock.advance(HOUR);
  const message = hub.channel.change('7', { status: 'AWAITING_FULFILMENT' });
  await requeryOpenOrders(hub.context, hub.shop.id);
  await hub.sync();
  await hub.deliver(message);
  await hub.sync();
  expect(await lossFigures(hub.database, { since: new Date(0), shopIds: null })).toMatchObject([{ late: 1, lost: 0 }]);
  expect(await hub.feed()).toHaveLength(3);
});
