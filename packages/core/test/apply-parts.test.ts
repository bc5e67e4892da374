import { expect, test } from 'vitest';
import { applySnapshots } from '../src/apply/apply-snapshots.ts';
import type { ChangeStatus } from '../src/status.ts';
import { changeOf, itemOf, refundOf, ticketOf } from './support/order-channel.ts';
import type { OrderFactsUpstream } from './support/order-channel.ts';
import { orderHub } from './support/order-hub.ts';
import { observe, outcomes } from './support/observe.ts';

test('parts keep their ids for as long as they are there; what upstream no longer has is gone', async () => {
  await using hub = await orderHub();
  const ids = 'select reference, id from interline.item order by reference';
  await outcomes(hub, observe(hub, '7', { items: [itemOf('a'), itemOf('b')], refunds: [refundOf('R1')] }));
  const before = await hub.rows<{ reference: string; id: string }>(ids);
  await outcomes(
    hub,
    observe(hub, '7', { items: [itemOf('c'), itemOf('a', { title: 'New' })], travellers: [], refunds: [] }),
  );
  const after = await hub.rows<{ reference: string; id: string }>(ids);
  expect(after.map(({ reference }) => reference)).toEqual(['a', 'c']);
  expect(after[0]).toEqual(before[0]);
  expect(await hub.rows('select from interline.traveller')).toEqual([]);
  expect(await hub.rows('select from interline.refund')).toEqual([]);
  expect((await hub.feed()).at(-1)).toMatchObject({ type: 'DETAILS_CHANGED', data: { removed: ['b'], added: ['c'] } });
});

test('changes and tickets are stored whole, keep their ids and places, and go when upstream has them no more', async () => {
  await using hub = await orderHub();
  const deadline = new Date('2026-11-22T05:00:00.000Z');
  const change = changeOf('C1', { itemReference: 'a', amount: 2n ** 60n, deadline, requestedAt: deadline });
  const ticket = ticketOf('T1', { itemReference: 'a', amount: null, detail: { segment: '1' } });
  const facts = { items: [itemOf('a')], changes: [change], tickets: [ticket, ticketOf('T2')] };
  await outcomes(hub, observe(hub, '7', facts));
  const changes =
    'select c.*, i.reference as item from interline.change c left join interline.item i on i.id = c.item_id';
  const tickets =
    'select t.*, i.reference as item from interline.ticket t left join interline.item i on i.id = t.item_id order by position';
  const [storedChange] = await hub.rows<{ id: string }>(changes);
  expect(storedChange).toMatchObject({
    reference: 'C1',
    item: 'a',
    shop_id: hub.shop.id,
    status: 'REQUESTED',
    channel_status: 'applied',
    amount: '1152921504606846976',
    deadline: '2026-11-22 05:00:00+00',
    requested_at: '2026-11-22 05:00:00+00',
    detail: {},
  });
  const before = await hub.rows<{ id: string; reference: string }>(tickets);
  expect(before).toMatchObject([
    { reference: 'T1', item: 'a', position: 0, kind: 'FLIGHT', amount: null, detail: { segment: '1' } },
    { reference: 'T2', item: null, position: 1, number: '784-2345678901', amount: '88000', status: 'ISSUED' },
  ]);
  expect(await outcomes(hub, observe(hub, '7', { tickets: [ticketOf('T2'), ticket] }))).toEqual(['unchanged 1']);
  const swapped = await hub.rows<{ id: string; reference: string }>(tickets);
  expect(swapped.map(({ id }) => id)).toEqual(before.map(({ id }) => id).toReversed());
  expect(await outcomes(hub, observe(hub, '7', { tickets: [ticket], changes: [] }))).toEqual(['changed 2']);
  expect(await hub.rows(tickets)).toMatchObject([{ reference: 'T1', position: 0 }]);
  expect(await hub.rows(changes)).toEqual([]);
  expect((await hub.feed()).at(-1)).toMatchObject({
    type: 'DETAILS_CHANGED',
    data: { fields: ['changes', 'tickets'] },
  });
});

test.each<[readonly ChangeStatus[], ChangeStatus | null]>([
  [[], null],
  [['CLOSED'], 'CLOSED'],
  [['CLOSED', 'SUCCEEDED'], 'SUCCEEDED'],
  [['SUCCEEDED', 'UNKNOWN'], 'UNKNOWN'],
  [['UNKNOWN', 'AWAITING_FULFILMENT'], 'AWAITING_FULFILMENT'],
  [['AWAITING_FULFILMENT', 'REQUESTED'], 'REQUESTED'],
  [['REQUESTED', 'AWAITING_PAYMENT'], 'AWAITING_PAYMENT'],
])('an order whose changes are %j is listed as %s', async (statuses, changeStatus) => {
  await using hub = await orderHub();
  const changes = statuses.map((status, index) => changeOf(`C${index}`, { status }));
  await applySnapshots(hub.context, [observe(hub, '7', { changes })]);
  expect(await hub.rows('select change_status as "changeStatus" from interline.orders')).toEqual([{ changeStatus }]);
});

test('the deadline of an order is also that of a change to be paid, whatever its items wait for', async () => {
  await using hub = await orderHub();
  const at = (hour: number): Date => new Date(Date.UTC(2026, 10, 25, hour));
  const deadline = async (facts: OrderFactsUpstream): Promise<unknown> => {
    await outcomes(hub, observe(hub, '7', facts));
    const [order] = await hub.rows<{ deadline: string | null }>('select deadline from interline.orders');
    return order?.deadline;
  };
  const change = (hour: number, status: ChangeStatus) => changeOf(`C${hour}`, { status, deadline: at(hour) });
  expect(await deadline({ items: [itemOf('7-1', { deadline: at(9) })] })).toBe('2026-11-25 09:00:00+00');
  const changes = [change(7, 'AWAITING_PAYMENT'), change(6, 'AWAITING_PAYMENT'), change(5, 'CLOSED')];
  expect(await deadline({ changes })).toBe('2026-11-25 06:00:00+00');
  expect(await deadline({ status: 'FULFILLED', changes: [change(7, 'AWAITING_PAYMENT')] })).toBe(
    '2026-11-25 07:00:00+00',
  );
  expect(await deadline({ changes: [change(7, 'AWAITING_FULFILMENT')] })).toBeNull();
});
