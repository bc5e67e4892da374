import { expect, test } from 'vitest';
import { ingestMessages } from '../src/ingest/ingest.ts';
import { requeryOpenOrders } from '../src/reconcile/requery-open-orders.ts';
import { requestSync } from '../src/sync/request-sync.ts';
import { runSync } from '../src/sync/run-sync.ts';
import { failingDatabase } from './support/failing-database.ts';
import { orderChannel } from './support/order-channel.ts';
import { authorisedShop, orderHub, SESSION } from './support/order-hub.ts';

const LEASE_MS = 60_000;
const TASKS =
  'select reference, tries, last_error, leased_until is not null as leased from interline.sync_task order by reference';

test('an order comes through: fetched with the shop’s own session, applied, its message done', async () => {
  await using hub = await orderHub();
  const seen: unknown[] = [];
  hub.channel.onFetch = (_reference, { shop, session }) => void seen.push([shop, session.accessToken]);
  await hub.deliver(hub.channel.change('9007199254740993'));
  hub.clock.advance(1_000);
  await hub.deliver(hub.channel.change('9007199254740993', { status: 'AWAITING_FULFILMENT' }));
  await hub.sync();
  expect(seen).toEqual([[hub.shop, SESSION]]);
  expect(await hub.rows('select state from interline.message')).toEqual([{ state: 'DONE' }, { state: 'DONE' }]);
  expect(await hub.feed()).toMatchObject([{ type: 'ORDER_CREATED', to: 'AWAITING_FULFILMENT', cause: 'MESSAGE' }]);
  expect(await hub.rows(TASKS)).toEqual([]);
});

test('a message that comes while its order is being fetched has it fetched again', async () => {
  await using hub = await orderHub();
  const hold = hub.channel.hold('7');
  await hub.deliver(hub.channel.change('7'));
  const running = runSync(hub.context, { limit: 10 });
  await hold.asked;
  hub.clock.advance(1_000);
  await hub.deliver(hub.channel.change('7', { status: 'AWAITING_FULFILMENT' }));
  hold.answer();
  await running;
  expect(await hub.rows('select state from interline.message')).toEqual([{ state: 'PENDING' }, { state: 'PENDING' }]);
  await hub.sync();
  expect(hub.channel.fetched).toEqual(['7', '7']);
  expect(await hub.rows('select status from interline.orders')).toEqual([{ status: 'AWAITING_FULFILMENT' }]);
  expect(await hub.rows('select state from interline.message')).toEqual([{ state: 'DONE' }, { state: 'DONE' }]);
});

test('two workers never fetch the same order at the same time', async () => {
  await using hub = await orderHub();
  const references = Array.from({ length: 40 }, (_, n) => `order-${n}`);
  await hub.deliver(...references.map((reference) => hub.channel.change(reference)));
  await Promise.all([runSync(hub.context, { limit: 40 }), runSync(hub.context, { limit: 40 }), hub.sync()]);
  await hub.sync();
  expect(hub.channel.fetched.toSorted()).toEqual(references.toSorted());
});

test('invariant 3: a worker that lost its lease and answers last changes nothing [two workers, the older snapshot written last]', async () => {
  await using hub = await orderHub();
  const slow = hub.channel.hold('7');
  await hub.deliver(hub.channel.change('7'));
  const first = runSync(hub.context, { limit: 1, leaseMs: LEASE_MS });
  await slow.asked;
  hub.clock.advance(LEASE_MS + 1_000);
  hub.channel.change('7', { status: 'AWAITING_FULFILMENT' });
  expect(await runSync(hub.context, { limit: 1 })).toBe(1);
  slow.answer();
  await first;
  expect(await hub.rows('select status, version from interline.orders')).toEqual([
    { status: 'AWAITING_FULFILMENT', version: 1 },
  ]);
  expect(await hub.rows(TASKS)).toEqual([]);
});

test('an order whose worker died is fetched by another when the lease ends', async () => {
  await using hub = await orderHub();
  await hub.deliver(hub.channel.change('7'));
  hub.channel.onFetch = () => new Promise(() => {});
  void runSync(hub.context, { limit: 1, leaseMs: LEASE_MS });
  await hub.rows('select 1');
  while (hub.channel.fetched.length === 0) await hub.rows('select 1');
  expect(await runSync(hub.context, { limit: 1 })).toBe(0);
  hub.clock.advance(LEASE_MS);
  hub.channel.onFetch = () => {};
  expect(await runSync(hub.context, { limit: 1 })).toBe(1);
  expect(await hub.feed()).toHaveLength(1);
});

test.each(['before', 'after'] as const)(
  'invariant 1: a worker killed %s the commit of what it fetched leaves one event in the end',
  async (when) => {
    await using hub = await orderHub();
    await hub.deliver(hub.channel.change('7'));
    const dead = failingDatabase(hub.database, when);
    const dying = { ...hub.context, database: { ...hub.database, transaction: dead.transaction } };
    await runSync(dying, { limit: 1 });
    hub.clock.advance(LEASE_MS);
    await hub.sync();
    expect((await hub.feed()).map(({ type }) => type)).toEqual(['ORDER_CREATED']);
    expect(await hub.rows(TASKS)).toEqual([]);
  },
);

test('invariant 13: each fetch carries its own shop’s session, and a task of no shop is not worked on [job without a shop, reused connection]', async () => {
  await using hub = await orderHub();
  const other = await authorisedShop(hub.context, '42', 'session of 42');
  const calls: string[] = [];
  const connections = new Set<unknown>();
  hub.channel.onFetch = (reference, { connection, shop, session }) => {
    connections.add(connection);
    calls.push(`${reference} ${shop.id} ${session.accessToken}`);
  };
  const at = hub.clock.now();
  const wanted: string[] = [];
  for (let n = 0; n < 10; n += 1) {
    const [shop, session] = n % 2 === 0 ? [hub.shop, SESSION] : [other, 'session of 42'];
    hub.channel.change(`order-${n}`);
    await requestSync(hub.database, { shopId: shop.id, channel: 'demo', reference: `order-${n}`, cause: 'MANUAL', at });
    wanted.push(`order-${n} ${shop.id} ${session}`);
  }
  const shopId = '019aa000-0000-7000-8000-00000000dead';
  await requestSync(hub.database, { shopId, channel: 'demo', reference: 'order-0', cause: 'MANUAL', at });
  await hub.sync();
  expect(calls.toSorted()).toEqual(wanted);
  expect(connections.size).toBe(1);
  expect(await hub.rows('select shop_id from interline.sync_task')).toEqual([{ shop_id: shopId }]);
  expect(await hub.rows('select distinct shop_id from interline.order_event order by 1')).toHaveLength(2);
});

test('no shop waits behind another’s backlog', async () => {
  await using hub = await orderHub();
  const other = orderChannel(hub.clock, 'demo', '42');
  await authorisedShop(hub.context, '42');
  await hub.deliver(...Array.from({ length: 60 }, (_, n) => hub.channel.change(`order-${n}`)));
  await ingestMessages(hub.context, 'demo', other.stream, [other.change('of-42')]);
  hub.channel.change('of-42');
  hub.clock.advance(50);
  await runSync(hub.context, { limit: 60, perShop: 10 });
  expect(hub.channel.fetched).toHaveLength(11);
  expect(hub.channel.fetched).toContain('of-42');
});

test('news does not wait behind a sweep of open orders', async () => {
  await using hub = await orderHub();
  const references = Array.from({ length: 60 }, (_, n) => `order-${n}`);
  await hub.deliver(...references.map((reference) => hub.channel.change(reference)));
  await hub.sync();
  hub.clock.advance(60 * 60_000);
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(60);
  hub.channel.fetched.length = 0;
  hub.clock.advance(60_000);
  await hub.deliver(hub.channel.change('order-59', { status: 'AWAITING_FULFILMENT' }), hub.channel.change('new'));
  await runSync(hub.context, { limit: 2 });
  expect(hub.channel.fetched.toSorted()).toEqual(['new', 'order-59']);
  await hub.sync();
  expect(hub.channel.fetched).toHaveLength(61);
});

test('when the hub stops, orders in hand are given back at once and untried', async () => {
  await using hub = await orderHub();
  const stop = new AbortController();
  await hub.deliver(hub.channel.change('7'), hub.channel.change('8'));
  hub.channel.onFetch = (_reference, { signal }) => {
    stop.abort(new Error('The hub stops.'));
    signal.throwIfAborted();
  };
  await runSync(hub.context, { limit: 10, concurrency: 1, signal: stop.signal });
  expect(await hub.rows(TASKS)).toMatchObject([
    { tries: 0, leased: false },
    { tries: 0, leased: false },
  ]);
});
