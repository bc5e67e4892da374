import { expect, test } from 'vitest';
import { ChannelError } from '../src/contract/channel-error.ts';
import { authoriseShop } from '../src/shops/authorise-shop.ts';
import { pollShop } from '../src/reconcile/poll-shop.ts';
import { requeryOpenOrders } from '../src/reconcile/requery-open-orders.ts';
import { itemOf, refundOf } from './support/order-channel.ts';
import { orderHub, SESSION } from './support/order-hub.ts';
import type { OrderHub } from './support/order-hub.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;
const STATUSES = 'select reference, status from interline.orders order by reference';
const POSITION = 'select position from interline.watermark';

async function poll(hub: OrderHub): ReturnType<typeof pollShop> {
  return pollShop(hub.context, hub.shop.id, hub.channel.poll);
}

async function position(hub: OrderHub): Promise<Date> {
  const [watermark] = await hub.rows<{ position: string }>(POSITION);
  return new Date(watermark?.position ?? 0);
}

test('invariant 2: a poll finds what no message told of', async () => {
  await using hub = await orderHub();
  for (const reference of ['1', '2', '3']) hub.channel.change(reference);
  hub.clock.advance(60_000);
  expect(await poll(hub)).toMatchObject({ kind: 'polled', found: 3, requested: 3, problem: null });
  await hub.sync();
  expect((await hub.feed()).map(({ type, cause }) => `${type} ${cause}`)).toEqual(Array(3).fill('ORDER_CREATED POLL'));
  expect(await poll(hub)).toMatchObject({ kind: 'polled', requested: 0 });
});

test('polls overlap, so that an order which the search shows late is found', async () => {
  await using hub = await orderHub();
  await poll(hub);
  hub.clock.advance(10 * 60_000);
  await poll(hub);
  hub.channel.change('late', { createdAt: new Date(hub.clock.now().getTime() - 14 * 60_000) });
  hub.clock.advance(30_000);
  expect(await poll(hub)).toMatchObject({ requested: 1 });
});

test('a poll after a long outage searches window by window and misses nothing', async () => {
  await using hub = await orderHub();
  await poll(hub);
  hub.channel.searched.length = 0;
  for (let day = 0; day < 3; day += 1) {
    hub.channel.change(`day-${day}`);
    hub.clock.advance(DAY);
  }
  expect(await poll(hub)).toMatchObject({ found: 3, requested: 3, windows: 4 });
  const { searched } = hub.channel;
  searched.slice(1).forEach(({ from }, place) => expect(from).toEqual(searched[place]?.to));
  expect(searched.at(-1)?.to).toEqual(hub.clock.now());
  expect(await position(hub)).toEqual(hub.clock.now());
});

test('the watermark stays before a window that was not searched whole', async () => {
  await using hub = await orderHub();
  await poll(hub);
  const before = await position(hub);
  for (let n = 0; n < 5; n += 1) hub.channel.change(`order-${n}`);
  hub.clock.advance(60_000);
  hub.channel.searchErrors.push(new ChannelError('transient', 'RESET', 'The connection was cut on page 2.'));
  expect(await poll(hub)).toMatchObject({ problem: 'The connection was cut on page 2.', windows: 0 });
  expect(await position(hub)).toEqual(before);
  expect(await hub.rows('select last_error, leased_until from interline.watermark')).toEqual([
    { last_error: 'The connection was cut on page 2.', leased_until: null },
  ]);
  expect(await poll(hub)).toMatchObject({ found: 5, problem: null });
  await hub.sync();
  expect(await hub.rows(STATUSES)).toHaveLength(5);
});

test('two nodes do not poll the same shop at once; a dead one’s turn ends with its lease', async () => {
  await using hub = await orderHub();
  await hub.rows('insert into interline.watermark (shop_id, source, position, leased_until) values ($1, $2, $3, $4)', [
    hub.shop.id,
    hub.channel.poll.name,
    hub.clock.now(),
    new Date(hub.clock.now().getTime() + HOUR),
  ]);
  expect(await poll(hub)).toEqual({ kind: 'busy' });
  hub.clock.advance(HOUR);
  expect(await poll(hub)).toMatchObject({ kind: 'polled' });
});

test('invariant 12: a poll that finds the session expired parks the shop, and goes on where it was', async () => {
  await using hub = await orderHub();
  hub.channel.change('1');
  hub.clock.advance(60_000);
  hub.channel.expired.add(SESSION);
  expect(await poll(hub)).toMatchObject({ kind: 'polled', problem: 'The session is over. Authorise the shop again.' });
  expect(await poll(hub)).toEqual({ kind: 'parked', reason: 'The session is over. Authorise the shop again.' });
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(0);
  await authoriseShop(hub.context, hub.shop.id, { accessToken: 'new', expiresAt: null });
  expect(await poll(hub)).toMatchObject({ requested: 1, problem: null });
});

test('a shop is parked, and a search told to have failed, in words that PostgreSQL refuses', async () => {
  await using hub = await orderHub();
  hub.channel.change('1');
  hub.clock.advance(60_000);
  hub.channel.searchErrors.push(new ChannelError('transient', 'CUT', 'Cut\0off.'));
  expect(await poll(hub)).toMatchObject({ problem: 'Cut\uFFFDoff.' });
  hub.channel.searchErrors.push(new ChannelError('permission', '11\0', 'White list\0.'));
  expect(await poll(hub)).toMatchObject({ problem: 'White list\uFFFD.' });
  expect(await poll(hub)).toEqual({ kind: 'parked', reason: 'White list\uFFFD.' });
});

test('a fault of the search is logged and costs nothing', async () => {
  await using hub = await orderHub();
  hub.channel.searchErrors.push(new TypeError('Cannot read properties of 张伟'));
  expect(await poll(hub)).toMatchObject({ problem: 'The search failed with TypeError. The log has the place.' });
  expect(hub.logger.lines.join()).toContain('A search failed');
  expect(hub.logger.lines.join()).not.toContain('张伟');
});

test('invariant 2: the refund of a 60-day-old order is found though its message was dropped [drop the refund message of a 60-day-old order]', async () => {
  await using hub = await orderHub();
  await hub.deliver(
    hub.channel.change('old', { status: 'FULFILLED' }),
    hub.channel.change('done', { status: 'COMPLETED' }),
  );
  await hub.sync();
  hub.clock.advance(60 * DAY);
  hub.channel.change('old', { refunds: [refundOf('R1')] });
  hub.channel.change('done', { status: 'REFUNDED', refunds: [refundOf('R2', { status: 'SUCCEEDED' })] });
  expect(await poll(hub)).toMatchObject({ found: 0 });
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(2);
  await hub.sync();
  expect(await hub.rows('select reference, status, refund_status from interline.orders order by reference')).toEqual([
    { reference: 'done', status: 'REFUNDED', refund_status: 'SUCCEEDED' },
    { reference: 'old', status: 'FULFILLED', refund_status: 'REQUESTED' },
  ]);
});

test('invariant 2: after 25 hours without the channel the hub is what upstream is [25 h of channel outage: TMC keeps 24 h]', async () => {
  await using hub = await orderHub();
  await hub.deliver(hub.channel.change('1'), hub.channel.change('2'));
  await hub.sync();
  await poll(hub);
  for (let hour = 0; hour < 25; hour += 1) {
    hub.clock.advance(HOUR);
    hub.channel.change(`new-${hour}`, { status: 'AWAITING_FULFILMENT' });
  }
  hub.channel.change('1', { status: 'COMPLETED' });
  hub.channel.change('2', { status: 'CANCELLED' });
  hub.clock.advance(HOUR);
  await poll(hub);
  await requeryOpenOrders(hub.context, hub.shop.id);
  await hub.sync();
  const upstream = hub.channel
    .references()
    .map((reference) => ({ reference, status: hub.channel.order(reference).status }));
  expect(await hub.rows(STATUSES)).toEqual(
    upstream.toSorted((left, right) => (left.reference < right.reference ? -1 : 1)),
  );
});

test('the longest unseen orders are asked for first, open before closed, and each once', async () => {
  await using hub = await orderHub();
  for (const reference of ['closed', 'first', 'second', 'third']) {
    await hub.deliver(
      hub.channel.change(reference, { status: reference === 'closed' ? 'COMPLETED' : 'AWAITING_PAYMENT' }),
    );
    await hub.sync();
    hub.clock.advance(60_000);
  }
  hub.clock.advance(2 * DAY);
  const asked = 'select reference from interline.sync_task order by reference';
  expect(await requeryOpenOrders(hub.context, hub.shop.id, { limit: 2 })).toBe(2);
  expect(await hub.rows(asked)).toEqual([{ reference: 'first' }, { reference: 'second' }]);
  expect(await requeryOpenOrders(hub.context, hub.shop.id, { limit: 2 })).toBe(2);
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(0);
  await hub.sync();
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(0);
  hub.clock.advance(HOUR);
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(3);
  await hub.sync();
  hub.clock.advance(91 * DAY);
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(3);
});

test('an order that stays open though its travel is over is asked for like a closed one, and in the end no more', async () => {
  await using hub = await orderHub();
  const items = [itemOf('1', { travelEnd: new Date(hub.clock.now().getTime() + DAY) })];
  await hub.deliver(
    hub.channel.change('flown', { status: 'FULFILLED', items }),
    hub.channel.change('endless', { status: 'FULFILLED', items: [itemOf('1', { travelEnd: null })] }),
  );
  await hub.sync();
  const asked = async (after: number): Promise<readonly string[]> => {
    hub.clock.advance(after);
    await requeryOpenOrders(hub.context, hub.shop.id);
    const tasks = await hub.rows<{ reference: string }>('select reference from interline.sync_task order by reference');
    await hub.sync();
    return tasks.map(({ reference }) => reference);
  };
  expect(await asked(HOUR)).toEqual(['endless', 'flown']);
  expect(await asked(4 * DAY - 2 * HOUR)).toEqual(['endless', 'flown']);
  expect(await asked(2 * HOUR)).toEqual(['endless']);
  expect(await asked(20 * HOUR)).toEqual(['endless']);
  expect(await asked(3 * HOUR)).toEqual(['endless', 'flown']);
  hub.clock.advance(30 * DAY);
  hub.channel.change('flown', { refunds: [refundOf('R1')] });
  expect(await asked(0)).toEqual(['endless', 'flown']);
  expect(await asked(HOUR)).toEqual(['endless', 'flown']);
  expect(await asked(80 * DAY)).toEqual(['endless', 'flown']);
  expect(await asked(HOUR)).toEqual(['endless']);
  expect(await asked(20 * DAY)).toEqual(['endless']);
});

test('an order of which the channel goes on telling an older state is not asked for again and again', async () => {
  await using hub = await orderHub();
  await hub.deliver(hub.channel.change('7'));
  await hub.sync();
  await hub.rows("update interline.orders set modified_at = modified_at + interval '1 year'");
  hub.clock.advance(HOUR);
  hub.channel.change('7', { status: 'FULFILLED' });
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(1);
  await hub.sync();
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(0);
  expect(await hub.rows(STATUSES)).toEqual([{ reference: '7', status: 'AWAITING_PAYMENT' }]);
  hub.clock.advance(HOUR);
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(1);
});

test('an order that became a dead letter while upstream was in trouble comes right by itself, even one never seen', async () => {
  await using hub = await orderHub();
  hub.channel.fail('7', ...Array.from({ length: 8 }, () => new ChannelError('transient', 'DOWN', 'Upstream is down.')));
  await hub.deliver(hub.channel.change('7'));
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await hub.sync();
    hub.clock.advance(5 * 60_000);
  }
  expect(await hub.rows('select from interline.sync_task')).toEqual([]);
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(0);
  hub.clock.advance(HOUR);
  expect(await requeryOpenOrders(hub.context, hub.shop.id)).toBe(1);
  await hub.sync();
  expect(await hub.rows('select resolved_at is not null as resolved from interline.dead_letter')).toEqual([
    { resolved: true },
  ]);
  expect(await hub.rows(STATUSES)).toHaveLength(1);
});
