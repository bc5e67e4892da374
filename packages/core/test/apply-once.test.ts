import { expect, test } from 'vitest';
import type { ObservedOrder } from '../src/apply/apply-snapshots.ts';
import type { Cause } from '../src/sync-task.ts';
import { changeOf, noticeOf, refundOf, ticketOf } from './support/order-channel.ts';
import type { OrderFactsUpstream } from './support/order-channel.ts';
import { orderHub } from './support/order-hub.ts';
import { observe, outcomes } from './support/observe.ts';

test('invariant 1: the same state by message, by duplicate and by poll is told once', async () => {
  await using hub = await orderHub();
  const paid = { status: 'AWAITING_FULFILMENT' as const };
  expect(await outcomes(hub, observe(hub, '7'))).toEqual(['created 1']);
  const entry = observe(hub, '7', paid);
  expect(await outcomes(hub, entry, entry, { ...entry, cause: 'POLL' })).toEqual([
    'changed 2',
    'unchanged 2',
    'unchanged 2',
  ]);
  hub.clock.advance(5_000);
  expect(await outcomes(hub, { ...entry, observedAt: hub.clock.now() })).toEqual(['unchanged 2']);
  expect((await hub.feed()).map(({ type, version }) => `${type} ${version}`)).toEqual([
    'ORDER_CREATED 1',
    'STATUS_CHANGED 2',
    'ITEM_STATUS_CHANGED 2',
  ]);
});

test('invariant 1: two workers that see a new order at the same time create it once', async () => {
  await using hub = await orderHub();
  const entry = observe(hub, '7');
  const results = await Promise.all(Array.from({ length: 6 }, () => outcomes(hub, entry)));
  expect(results.flat().toSorted()).toEqual(['created 1', ...Array<string>(5).fill('unchanged 1')]);
  expect(await hub.feed()).toHaveLength(1);
});

test('invariant 3: the older of two sights, written last, changes nothing [two workers, the older snapshot written last]', async () => {
  await using hub = await orderHub();
  const older = observe(hub, '7', { status: 'AWAITING_FULFILMENT' });
  const newer = observe(hub, '7', { status: 'FULFILLED' });
  expect(await outcomes(hub, newer)).toEqual(['created 1']);
  expect(await outcomes(hub, older)).toEqual(['stale 1']);
  expect(await hub.rows('select status from interline.orders')).toEqual([{ status: 'FULFILLED' }]);
});

test('invariant 3: within one second, of two overlapping sights the one that is further on stays, in either order', async () => {
  await using hub = await orderHub();
  const start = hub.clock.now();
  const paid = { ...observe(hub, '7', { status: 'AWAITING_FULFILMENT' }), observedAt: start };
  hub.channel.change('7', { status: 'FULFILLED' });
  const fulfilled = { ...paid, snapshot: hub.channel.order('7') };
  expect(paid.snapshot.modifiedAt).toEqual(fulfilled.snapshot.modifiedAt);
  expect(await outcomes(hub, fulfilled, paid)).toEqual(['created 1', 'stale 1']);
  expect(await hub.rows('select status from interline.orders')).toEqual([{ status: 'FULFILLED' }]);
});

test('invariant 2: a step back within one second is taken over when it was seen later', async () => {
  await using hub = await orderHub();
  await outcomes(hub, observe(hub, '7', { status: 'PAYMENT_PENDING' }));
  hub.channel.change('7', { status: 'AWAITING_PAYMENT' });
  hub.clock.advance(200);
  const later = {
    shop: hub.shop,
    snapshot: hub.channel.order('7'),
    observedAt: hub.clock.now(),
    cause: 'MESSAGE' as const,
  };
  expect(await outcomes(hub, later)).toEqual(['changed 2']);
  expect(await hub.rows('select status from interline.orders')).toEqual([{ status: 'AWAITING_PAYMENT' }]);
});

test('invariant 3: a refund may go round: refused, applied for again, withdrawn, applied for again', async () => {
  await using hub = await orderHub();
  await outcomes(hub, observe(hub, '7', { status: 'AWAITING_FULFILMENT' }));
  for (const status of ['REQUESTED', 'REFUSED', 'REQUESTED', 'CLOSED', 'REQUESTED'] as const) {
    await outcomes(hub, observe(hub, '7', { refunds: [refundOf('R1', { status })] }));
  }
  const refunds = (await hub.feed()).filter(({ type }) => type === 'REFUND_CHANGED');
  expect(refunds.map(({ from, to }) => `${from} → ${to}`)).toEqual([
    'null → REQUESTED',
    'REQUESTED → REFUSED',
    'REFUSED → REQUESTED',
    'REQUESTED → CLOSED',
    'CLOSED → REQUESTED',
  ]);
});

test('invariant 1: each step of a change and of a ticket, more refunded money and each notice is told once', async () => {
  await using hub = await orderHub();
  const moved = noticeOf('CZ8957 2026-12-01');
  const states: readonly OrderFactsUpstream[] = [
    { changes: [changeOf('C1')], tickets: [ticketOf('T1', { status: 'ISSUING' })], notices: [moved] },
    { changes: [changeOf('C1', { status: 'AWAITING_PAYMENT' })], tickets: [ticketOf('T1')], notices: [] },
    {
      notices: [noticeOf('CZ8957 2026-12-02', { to: null }), moved],
      refunds: [refundOf('R1', { status: 'SUCCEEDED' })],
    },
    { refunds: [refundOf('R1', { status: 'SUCCEEDED', amount: 25_000n })], notices: [moved] },
  ];
  for (const facts of states) {
    const entry = observe(hub, '7', facts);
    await outcomes(hub, entry, entry, { ...entry, cause: 'REQUERY' });
  }
  expect(
    (await hub.feed()).map(({ type, from, to, data }) => [type, from, to, data['key'] ?? data['amountTo']]),
  ).toEqual([
    ['ORDER_CREATED', null, 'AWAITING_PAYMENT', undefined],
    ['SCHEDULE_CHANGED', moved.from, moved.to, moved.key],
    ['REBOOKING_CHANGED', 'REQUESTED', 'AWAITING_PAYMENT', undefined],
    ['TICKET_CHANGED', 'ISSUING', 'ISSUED', undefined],
    ['REFUND_CHANGED', null, 'SUCCEEDED', undefined],
    ['SCHEDULE_CHANGED', moved.from, null, 'CZ8957 2026-12-02'],
    ['REFUND_CHANGED', 'SUCCEEDED', 'SUCCEEDED', '25000'],
  ]);
  expect(await hub.rows('select notices from interline.orders')).toMatchObject([
    { notices: [{ key: 'CZ8957 2026-12-01' }, { key: 'CZ8957 2026-12-02', to: null }] },
  ]);
});

test('a channel that never changes an order’s modified time: what was seen later counts, dated by its sight', async () => {
  await using hub = await orderHub();
  const created = observe(hub, '7').snapshot.modifiedAt;
  const sight = (facts: OrderFactsUpstream, cause: Cause = 'MESSAGE'): ObservedOrder => {
    const entry = observe(hub, '7', facts, cause);
    return { ...entry, snapshot: { ...entry.snapshot, modifiedAt: created } };
  };
  const seen = [sight({}), sight({ status: 'AWAITING_FULFILMENT' }), sight({ tickets: [ticketOf('T1')] })];
  const late = {
    ...sight({ tickets: [ticketOf('T1', { status: 'REFUNDED' })] }),
    observedAt: seen[1]?.observedAt ?? created,
  };
  for (const entry of seen) await outcomes(hub, entry);
  expect(await outcomes(hub, late)).toEqual(['stale 3']);
  hub.clock.advance(1_000);
  expect(await outcomes(hub, sight({ status: 'AWAITING_PAYMENT' }))).toEqual(['changed 4']);
  const events = await hub.feed();
  expect(events.map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
    ['ORDER_CREATED', created],
    ['STATUS_CHANGED', seen[1]?.observedAt],
    ['ITEM_STATUS_CHANGED', seen[1]?.observedAt],
    ['TICKET_CHANGED', seen[2]?.observedAt],
    ...events.slice(4).map(({ type, recordedAt }) => [type, recordedAt]),
  ]);
});
