import { expect, test } from 'vitest';
import { announceDeadlines } from '../src/housekeeping/announce-deadlines.ts';
import { instantText } from '../src/instant-text.ts';
import { changeOf, itemOf } from './support/order-channel.ts';
import { orderHub } from './support/order-hub.ts';

const HOUR = 60 * 60_000;

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

test('a change that is held for payment is announced by its name', async () => {
  await using hub = await orderHub();
  const deadline = new Date(hub.clock.now().getTime() + HOUR / 2);
  const held = changeOf('C1', { itemReference: '7-1', status: 'AWAITING_PAYMENT', deadline });
  await hub.deliver(hub.channel.change('7', { status: 'FULFILLED', changes: [changeOf('C0', { deadline }), held] }));
  await hub.sync();
  expect(await announceDeadlines(hub.context, { withinMs: HOUR })).toBe(1);
  expect((await hub.feed()).at(-1)).toMatchObject({
    type: 'DEADLINE_NEAR',
    itemReference: '7-1',
    to: instantText(deadline),
    data: { change: 'C1' },
  });
});
