import { expect, test } from 'vitest';
import { announceDeadlines } from '../src/housekeeping/announce-deadlines.ts';
import { ChannelError } from '../src/contract/channel-error.ts';
import { authoriseShop } from '../src/shops/authorise-shop.ts';
import { instantText } from '../src/instant-text.ts';
import { lossFigures } from '../src/reconcile/loss.ts';
import { continueBackfills } from '../src/reconcile/continue-backfills.ts';
import { pollShop } from '../src/reconcile/poll-shop.ts';
import { requeryOpenOrders } from '../src/reconcile/requery-open-orders.ts';
import { startBackfill } from '../src/reconcile/start-backfill.ts';
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

test('a back-fill goes on after a restart, from the last window that was searched whole', async () => {
  await using hub = await orderHub();
  const from = hub.clock.now();
  for (let day = 0; day < 5; day += 1) {
    for (let n = 0; n < 3; n += 1) hub.channel.change(`day-${day}-${n}`);
    hub.clock.advance(DAY);
  }
  const to = hub.clock.now();
  const [started] = await startBackfill(hub.context, { shopId: hub.shop.id, from, to });
  expect(started).toMatchObject({ source: 'orders.search', state: 'RUNNING', position: from });
  const stop = new AbortController();
  const { onFetch } = hub.channel;
  hub.channel.searchErrors.push(...Array<undefined>(5).fill(undefined), new ChannelError('transient', 'RESET', 'Cut.'));
  expect(await continueBackfills(hub.context, { signal: stop.signal })).toBe(2);
  expect(await hub.rows('select state, last_error, found from interline.backfill')).toEqual([
    { state: 'RUNNING', last_error: 'Cut.', found: 6 },
  ]);
  hub.channel.searched.length = 0;
  expect(await continueBackfills(hub.context)).toBe(3);
  expect(hub.channel.searched[0]?.from).toEqual(new Date(from.getTime() + 2 * DAY));
  expect(await hub.rows('select state, found, last_error from interline.backfill')).toEqual([
    { state: 'DONE', found: 15, last_error: null },
  ]);
  hub.channel.onFetch = onFetch;
  await hub.sync();
  const events = await hub.feed();
  expect(events).toHaveLength(15);
  expect(new Set(events.map(({ cause }) => cause))).toEqual(new Set(['BACKFILL']));
  await startBackfill(hub.context, { shopId: hub.shop.id, from, to });
  await continueBackfills(hub.context);
  await hub.sync();
  expect(await hub.feed()).toHaveLength(15);
  expect(await lossFigures(hub.database, { since: new Date(0), shopIds: null })).toEqual([]);
});

test('a back-fill of nothing is refused with the range', async () => {
  await using hub = await orderHub();
  const now = hub.clock.now();
  await expect(startBackfill(hub.context, { shopId: hub.shop.id, from: now, to: now })).rejects.toThrow(
    /2026-11-22T04/,
  );
});

test('an order that is about to be closed is announced once, and again when its deadline moves', async () => {
  await using hub = await orderHub();
  const deadline = new Date(hub.clock.now().getTime() + 2 * HOUR);
  const waiting = { status: 'AWAITING_FULFILMENT' as const };
  const items = (at: Date) => ({
    ...waiting,
    items: [itemOf('7-1', waiting), itemOf('7-2', { ...waiting, deadline: at })],
  });
  await hub.deliver(hub.channel.change('7', items(deadline)), hub.channel.change('8', waiting));
  await hub.sync();
  expect(await announceDeadlines(hub.context, { withinMs: HOUR })).toBe(0);
  hub.clock.advance(HOUR + 60_000);
  const both = [announceDeadlines(hub.context, { withinMs: HOUR }), announceDeadlines(hub.context, { withinMs: HOUR })];
  expect((await Promise.all(both)).toSorted()).toEqual([0, 1]);
  expect(await announceDeadlines(hub.context, { withinMs: HOUR })).toBe(0);
  const moved = new Date(deadline.getTime() + HOUR / 2);
  await hub.deliver(hub.channel.change('7', items(moved)));
  await hub.sync();
  expect(await announceDeadlines(hub.context, { withinMs: 2 * HOUR })).toBe(1);
  const near = (await hub.feed()).filter(({ type }) => type === 'DEADLINE_NEAR');
  expect(near.map(({ to, itemReference, cause }) => [to, itemReference, cause])).toEqual([
    [instantText(deadline), '7-2', 'DEADLINE'],
    [instantText(moved), '7-2', 'DEADLINE'],
  ]);
  hub.channel.change('7', { status: 'FULFILLED' });
  hub.clock.advance(3 * HOUR);
  expect(await announceDeadlines(hub.context, { withinMs: HOUR })).toBe(0);
});
