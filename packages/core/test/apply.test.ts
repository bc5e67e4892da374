import { expect, test } from 'vitest';
import { applySnapshots } from '../src/apply/apply-snapshots.ts';
import type { ObservedOrder } from '../src/apply/apply-snapshots.ts';
import type { ChangeStatus } from '../src/status.ts';
import type { Cause } from '../src/sync-task.ts';
import { changeOf, itemOf, noticeOf, refundOf, ticketOf, travellerOf } from './support/order-channel.ts';
import type { OrderFactsUpstream } from './support/order-channel.ts';
import { orderHub } from './support/order-hub.ts';
import type { OrderHub } from './support/order-hub.ts';

/** Upstream changes; what a fetch at this moment would bring. */
function observe(
  hub: OrderHub,
  reference: string,
  facts: OrderFactsUpstream = {},
  cause: Cause = 'MESSAGE',
): ObservedOrder {
  hub.clock.advance(1_000);
  hub.channel.change(reference, facts);
  return { shop: hub.shop, snapshot: hub.channel.order(reference), observedAt: hub.clock.now(), cause };
}

async function outcomes(hub: OrderHub, ...entries: ObservedOrder[]): Promise<string[]> {
  return (await applySnapshots(hub.context, entries)).map(({ outcome, version }) => `${outcome} ${version}`);
}

test('an order is stored whole: amounts to the last digit, persons sealed and masked, the raw answer sealed', async () => {
  await using hub = await orderHub();
  const raw = '{"id":9007199254740993,"unknown_field":"kept"}';
  const entry = observe(hub, '9007199254740993', {
    totalAmount: 9_007_199_254_740_993n,
    items: [itemOf('i-1', { deadline: new Date('2026-11-25T04:00:00Z') }), itemOf('i-2')],
    travellers: [travellerOf(), travellerOf({ role: 'TRAVELLER', itemReference: 'i-1', documentType: 'ID_CARD' })],
    refunds: [refundOf('R1', { itemReference: 'i-2' })],
  });
  await applySnapshots(hub.context, [{ ...entry, snapshot: { ...entry.snapshot, raw } }]);
  const [order] = await hub.rows<Record<string, unknown>>('select * from interline.orders');
  expect(order).toMatchObject({
    reference: '9007199254740993',
    total_amount: '9007199254740993',
    refund_status: 'REQUESTED',
    item_count: 2,
    search_text: 'West Lake cruise West Lake cruise sunny_day',
    version: 1,
  });
  expect(
    await hub.rows('select name, phone, item_id is null as of_order from interline.traveller order by role'),
  ).toEqual([
    { name: '张*', phone: '138****5678', of_order: true },
    { name: '张*', phone: '138****5678', of_order: false },
  ]);
  const [sealed] = await hub.rows<{ order_id: string; sealed: Buffer }>(
    'select order_id, sealed from interline.order_raw',
  );
  const place = { shopId: hub.shop.id, column: 'order_raw.sealed', row: sealed?.order_id ?? '' };
  expect(hub.context.sealer.open(place, sealed?.sealed ?? Buffer.alloc(0))).toBe(raw);
  const [dump] = await hub.rows<{ text: string }>(
    `select string_agg(row::text, ' ') as text from (select to_jsonb(t) as row from interline.traveller t
       union all select to_jsonb(o) from interline.orders o union all select to_jsonb(e) from interline.order_event e) as everything`,
  );
  expect(dump?.text).not.toMatch(/张伟|13812345678/);
});

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

test('invariant 14: an id beyond 2^53 and its neighbour are two orders [id 2^53+1]', async () => {
  await using hub = await orderHub();
  await outcomes(hub, observe(hub, '9007199254740993'), observe(hub, '9007199254740992'));
  const orders = await hub.rows('select reference from interline.orders order by reference');
  expect(orders).toEqual([{ reference: '9007199254740992' }, { reference: '9007199254740993' }]);
});

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

test('what upstream sends beyond the mapping is kept as it is now, and is no news', async () => {
  await using hub = await orderHub();
  const entry = observe(hub, '7');
  const answer = (request: string, colour: string): ObservedOrder => {
    const raw = `{"colour":"${colour}","request":"${request}"}`;
    hub.clock.advance(1_000);
    return { ...entry, snapshot: { ...entry.snapshot, raw, rawDigest: colour }, observedAt: hub.clock.now() };
  };
  const stored = async (): Promise<string> => {
    const [row] = await hub.rows<{ order_id: string; sealed: Buffer }>('select * from interline.order_raw');
    const place = { shopId: hub.shop.id, column: 'order_raw.sealed', row: row?.order_id ?? '' };
    return hub.context.sealer.open(place, row?.sealed ?? Buffer.alloc(0));
  };
  expect(await outcomes(hub, answer('a', 'red'))).toEqual(['created 1']);
  expect(await outcomes(hub, answer('b', 'red'))).toEqual(['unchanged 1']);
  expect(await stored()).toBe('{"colour":"red","request":"a"}');
  expect(await outcomes(hub, answer('c', 'blue'))).toEqual(['unchanged 1']);
  expect(await stored()).toBe('{"colour":"blue","request":"c"}');
  expect(await hub.feed()).toHaveLength(1);
});

test('masked values never replace clear ones, and are no news', async () => {
  await using hub = await orderHub();
  await outcomes(hub, observe(hub, '7'));
  const masked = travellerOf({ personal: { name: '张*', phone: '138****5678' } });
  expect(await outcomes(hub, observe(hub, '7', { travellers: [masked] }))).toEqual(['unchanged 1']);
  const [traveller] = await hub.rows<{ id: string; sealed: Buffer }>('select id, sealed from interline.traveller');
  const place = { shopId: hub.shop.id, column: 'traveller.sealed', row: traveller?.id ?? '' };
  expect(JSON.parse(hub.context.sealer.open(place, traveller?.sealed ?? Buffer.alloc(0)))).toEqual({
    name: '张伟',
    phone: '13812345678',
  });
});

test('invariant 16: an unknown status is kept in the channel’s word, told as an anomaly once, and left again [unknown enum]', async () => {
  await using hub = await orderHub();
  await outcomes(hub, observe(hub, '7'));
  const odd = { status: 'UNKNOWN' as const, channelStatus: 'FROZEN_BY_MOON' };
  await outcomes(hub, observe(hub, '7', odd));
  await outcomes(hub, observe(hub, '7', { ...odd, buyerNick: 'moon' }));
  await outcomes(hub, observe(hub, '7', { status: 'FULFILLED' }));
  expect((await hub.feed()).map(({ type, to, data }) => [type, to ?? data['value'] ?? data['fields']])).toEqual([
    ['ORDER_CREATED', 'AWAITING_PAYMENT'],
    ['STATUS_CHANGED', 'UNKNOWN'],
    ['ITEM_STATUS_CHANGED', 'UNKNOWN'],
    ['ANOMALY_SEEN', 'FROZEN_BY_MOON'],
    ['DETAILS_CHANGED', ['buyerNick']],
    ['STATUS_CHANGED', 'FULFILLED'],
    ['ITEM_STATUS_CHANGED', 'FULFILLED'],
  ]);
});

test('text that PostgreSQL refuses does not keep an order out', async () => {
  await using hub = await orderHub();
  const items = [itemOf('a', { title: 'West\0Lake \uD83D', detail: { note: 'a\0b', 'k\0': 1 } })];
  await outcomes(hub, observe(hub, '7', { items, buyerNick: 'sun\0ny' }));
  expect(await hub.rows('select title, detail from interline.item')).toEqual([
    { title: 'West\uFFFDLake \uFFFD', detail: { note: 'a\uFFFDb', 'k\uFFFD': 1 } },
  ]);
  expect(await outcomes(hub, observe(hub, '7', { items, buyerNick: 'sun\0ny' }))).toEqual(['unchanged 1']);
});

test('a batch of 500 orders is one transaction', async () => {
  await using hub = await orderHub();
  const entries = Array.from({ length: 500 }, (_, n) => observe(hub, `order-${n}`));
  expect(new Set(await outcomes(hub, ...entries))).toEqual(new Set(['created 1']));
  expect(
    await hub.rows(
      'select count(distinct tx)::int as transactions, count(*)::int as events from interline.order_event',
    ),
  ).toEqual([{ transactions: 1, events: 500 }]);
});
