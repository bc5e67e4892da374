import { expect, test } from 'vitest';
import { lossFigures } from '../src/reconcile/loss.ts';
import { pollShop } from '../src/reconcile/poll-shop.ts';
import { requeryOpenOrders } from '../src/reconcile/requery-open-orders.ts';
import { runSync } from '../src/sync/run-sync.ts';
import type { AnyAdapter } from '../src/contract/adapter.ts';
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

test('where neither orders nor messages are dated, a change is told by a message since the last sight', async () => {
  await using hub = await orderHub();
  const { adapter, stream } = hub.channel;
  const createdAt = hub.clock.now();
  const undated: AnyAdapter = {
    ...adapter,
    async fetchOrder(shop, reference) {
      return { ...(await adapter.fetchOrder(shop, reference)), modifiedAt: createdAt };
    },
  };
  const context = { ...hub.context, channels: new Map([['demo', { adapter: undated, connection: {} }]]) };
  const { read } = stream;
  stream.read = (message) => ({ ...read(message), modifiedAt: null });
  const requery = async (): Promise<void> => {
    hub.clock.advance(HOUR);
    await requeryOpenOrders(context, hub.shop.id);
    hub.clock.advance(50);
    while ((await runSync(context, { limit: 10 })) > 0) hub.clock.advance(50);
  };
  const figures = () => lossFigures(hub.database, { since: new Date(0), shopIds: null });

  await hub.deliver(hub.channel.change('7'));
  await requery();
  await hub.deliver(hub.channel.change('7', { status: 'AWAITING_FULFILMENT' }));
  await requery();
  expect(await figures()).toMatchObject([{ received: 2, foundByPolling: 0, lost: 0 }]);
  hub.channel.change('7', { status: 'FULFILLED' });
  await requery();
  expect(await figures()).toMatchObject([{ received: 2, foundByPolling: 1, lost: 1 }]);
  expect((await hub.feed()).filter(({ type }) => type === 'STATUS_CHANGED')).toHaveLength(2);
});
