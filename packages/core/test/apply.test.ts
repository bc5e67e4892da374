import { expect, test } from 'vitest';
import { applySnapshots } from '../src/apply/apply-snapshots.ts';
import type { ObservedOrder } from '../src/apply/apply-snapshots.ts';
import { itemOf, refundOf, travellerOf } from './support/order-channel.ts';
import { orderHub } from './support/order-hub.ts';
import { observe, outcomes } from './support/observe.ts';

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

test('invariant 14: an id beyond 2^53 and its neighbour are two orders [id 2^53+1]', async () => {
  await using hub = await orderHub();
  await outcomes(hub, observe(hub, '9007199254740993'), observe(hub, '9007199254740992'));
  const orders = await hub.rows('select reference from interline.orders order by reference');
  expect(orders).toEqual([{ reference: '9007199254740992' }, { reference: '9007199254740993' }]);
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
