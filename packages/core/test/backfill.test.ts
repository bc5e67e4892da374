import { expect, test } from 'vitest';
import { ChannelError } from '../src/contract/channel-error.ts';
import { lossFigures } from '../src/reconcile/loss.ts';
import { continueBackfills } from '../src/reconcile/continue-backfills.ts';
import { startBackfill } from '../src/reconcile/start-backfill.ts';
import { orderHub } from './support/order-hub.ts';

const HOUR = 60 * 60_000;
const DAY = 24 * HOUR;

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
  hub.channel.searchErrors.push(...Array<undefined>(5).fill(undefined), new ChannelError('transient', 'RESET', 'Cut.'));
  expect(await continueBackfills(hub.context)).toBe(2);
  expect(await hub.rows('select state, last_error, found from interline.backfill')).toEqual([
    { state: 'RUNNING', last_error: 'Cut.', found: 6 },
  ]);
  hub.channel.searched.length = 0;
  expect(await continueBackfills(hub.context)).toBe(3);
  expect(hub.channel.searched[0]?.from).toEqual(new Date(from.getTime() + 2 * DAY));
  expect(await hub.rows('select state, found, last_error from interline.backfill')).toEqual([
    { state: 'DONE', found: 15, last_error: null },
  ]);
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
