import { describe, expect, test } from 'vitest';
import { ingestMessage, ingestMessages } from '../src/ingest/ingest.ts';
import { SYNC_CHANNEL } from '../src/wake.ts';
import { itemOf, messageOf, movedMessage } from './support/order-channel.ts';
import { authorisedShop, orderHub } from './support/order-hub.ts';
import type { OrderHub } from './support/order-hub.ts';
import { failingDatabase } from './support/failing-database.ts';

const TASKS = 'select reference, requested, cause from interline.sync_task order by reference';

test('a message is stored as it came, and asks for its order', async () => {
  await using hub = await orderHub();
  const message = hub.channel.change('9007199254740993');
  expect(await hub.deliver(message)).toEqual([{ kind: 'accepted', messageId: '1' }]);
  expect(
    await hub.rows('select topic, upstream_id, content, via, source, state, reference, shop_id from interline.message'),
  ).toEqual([
    {
      topic: 'OrderChanged',
      upstream_id: message.upstreamId,
      content: message.content,
      via: 'push',
      source: 'push',
      state: 'PENDING',
      reference: '9007199254740993',
      shop_id: hub.shop.id,
    },
  ]);
  expect(await hub.rows(TASKS)).toEqual([{ reference: '9007199254740993', requested: 1, cause: 'MESSAGE' }]);
});

test('invariant 1: the same message again, alone or in one batch, is counted and asks for nothing', async () => {
  await using hub = await orderHub();
  const message = hub.channel.change('7');
  const kinds = (await hub.deliver(message, message, message)).map(({ kind }) => kind);
  expect(kinds).toEqual(['accepted', 'duplicate', 'duplicate']);
  expect(await hub.deliver(message)).toMatchObject([{ kind: 'duplicate', messageId: '1' }]);
  expect(await hub.rows('select duplicates from interline.message')).toEqual([{ duplicates: 3 }]);
  expect(await hub.rows(TASKS)).toMatchObject([{ requested: 1 }]);
});

test('a batch of 500 in one statement; workers are woken once', async () => {
  await using hub = await orderHub();
  const woken = Promise.withResolvers<void>();
  let wakes = 0;
  const stop = await hub.database.listen(SYNC_CHANNEL, (payload) => {
    if (payload === '') wakes += 1;
    else woken.resolve();
  });
  const messages = Array.from({ length: 500 }, (_, n) => hub.channel.change(`order-${n % 300}`));
  const results = await hub.deliver(...messages);
  await hub.rows('select pg_notify($1, $2)', [SYNC_CHANNEL, 'the end']);
  await woken.promise;
  await stop();
  expect(wakes).toBe(1);
  expect(results.every(({ kind }) => kind === 'accepted')).toBe(true);
  expect(await hub.rows('select count(*)::int as orders from interline.sync_task')).toEqual([{ orders: 300 }]);
});

test('invariant 16: what cannot be read is kept as a dead letter with its reason, and the rest proceeds [malformed JSON]', async () => {
  await using hub = await orderHub();
  const results = await hub.deliver(
    messageOf({ upstreamId: 'a', content: '{"order": "7", ' }),
    hub.channel.change('7'),
    messageOf({ upstreamId: 'b', content: '{"account": 1}' }),
  );
  expect(results.map(({ kind }) => kind)).toEqual(['dead', 'accepted', 'dead']);
  expect(results[0]).toMatchObject({ reason: 'content: expected JSON, got text that is none.' });
  expect(await hub.rows('select content, state from interline.message order by upstream_id desc')).toMatchObject([
    { content: '{"account": 1}', state: 'DEAD' },
    { content: '{"order": "7", ', state: 'DEAD' },
    { state: 'PENDING' },
  ]);
  const letters = await hub.rows('select kind, code, reason, shop_id from interline.dead_letter order by code desc');
  expect(letters).toEqual([
    {
      kind: 'MESSAGE',
      code: 'UNREADABLE_MESSAGE',
      reason: 'content: expected JSON, got text that is none.',
      shop_id: hub.shop.id,
    },
    { kind: 'MESSAGE', code: 'ADAPTER_FAULT', reason: expect.stringContaining('channel demo'), shop_id: hub.shop.id },
  ]);
  expect(hub.logger.lines.filter((line) => line.includes('a fault of the adapter'))).toHaveLength(1);
});

test('a message for an account that has no shop is ignored with the reason, and taken up when the shop is added within a day', async () => {
  await using hub = await orderHub();
  const message = messageOf({
    upstreamId: 'x',
    accountId: '42',
    content: JSON.stringify({ account: '42', order: '9', modified: '2026-11-22T04:00:00Z' }),
  });
  const [ignored] = await hub.deliver(message);
  expect(ignored).toMatchObject({
    kind: 'ignored',
    reason: 'There is no shop with account 42 on channel demo: add it, or leave it ignored.',
  });
  expect(await hub.rows(TASKS)).toEqual([]);
  hub.clock.advance(2_000);
  await hub.deliver({ ...message, upstreamId: 'y' }, messageOf({ topic: 'Chatter', upstreamId: 'z', accountId: '42' }));
  hub.clock.advance(24 * 60 * 60_000 - 1_000);
  const shop = await authorisedShop(hub.context, '42');
  expect(await hub.rows(TASKS)).toEqual([{ reference: '9', requested: 1, cause: 'MESSAGE' }]);
  expect(await hub.rows('select upstream_id, shop_id, state from interline.message order by upstream_id')).toEqual([
    { upstream_id: 'x', shop_id: null, state: 'IGNORED' },
    { upstream_id: 'y', shop_id: shop.id, state: 'PENDING' },
    { upstream_id: 'z', shop_id: null, state: 'IGNORED' },
  ]);
  hub.channel.change('9');
  await hub.sync();
  expect(await hub.rows('select shop_id, reference from interline.orders')).toEqual([
    { shop_id: shop.id, reference: '9' },
  ]);
  expect(await hub.deliver(message)).toMatchObject([{ kind: 'accepted' }]);
});

test('a topic that is not about orders is kept and ignored with the adapter’s reason', async () => {
  await using hub = await orderHub();
  const [result] = await hub.deliver(messageOf({ topic: 'Chatter', upstreamId: 'c' }));
  expect(result).toMatchObject({ kind: 'ignored', reason: 'Topic Chatter is not about orders.' });
});

test('invariant 16: a message of 10 MB goes through whole [10 MB content]', async () => {
  await using hub = await orderHub();
  const { content, ...message } = hub.channel.change('7');
  const large = `${content.slice(0, -1)},"note":"${'旅行'.repeat(1_750_000)}"}`;
  expect(Buffer.byteLength(large)).toBeGreaterThan(10_000_000);
  expect(await hub.deliver({ ...message, content: large })).toMatchObject([{ kind: 'accepted' }]);
  const [stored] = await hub.rows<{ content: string }>('select content from interline.message');
  expect(stored?.content === large).toBe(true);
});

test('characters that PostgreSQL refuses lose nothing: NUL and half a surrogate pair', async () => {
  await using hub = await orderHub();
  const content = '\0{"order": "\uD83D"';
  const [result] = await hub.deliver(messageOf({ upstreamId: 'nul\0', content, via: 'pu\0sh' }));
  expect(result).toMatchObject({ kind: 'dead' });
  const [stored] = await hub.rows<{ content: string; encoding: string }>(
    'select content, encoding from interline.message',
  );
  expect(stored?.encoding).toBe('json');
  expect(JSON.parse(stored?.content ?? '')).toBe(content);
});

test('ids too long for an index are told apart all the same; an order id that long is unreadable', async () => {
  await using hub = await orderHub();
  const first = hub.channel.change('7');
  const long = 'x'.repeat(5_000);
  const kinds = await hub.deliver({ ...first, upstreamId: `${long}1` }, { ...first, upstreamId: `${long}2` });
  expect(kinds).toMatchObject([{ kind: 'accepted' }, { kind: 'accepted' }]);
  expect(await hub.deliver(hub.channel.change(long))).toMatchObject([
    { kind: 'dead', reason: expect.stringContaining('it has 5000') },
  ]);
});

test('invariant 4: a message is not acknowledged when its commit fails, and the redelivery is stored [kill before the commit]', async () => {
  await using hub = await orderHub();
  const message = hub.channel.change('7');
  const dying = { ...hub.context, database: failingDatabase(hub.database, 'before') };
  await expect(ingestMessage(dying, 'demo', hub.channel.stream, message)).rejects.toThrow('killed');
  expect(await hub.rows('select from interline.message')).toEqual([]);
  expect(await hub.deliver(message)).toMatchObject([{ kind: 'accepted' }]);
});

test('invariant 4: a message that was stored but not acknowledged is a duplicate when it comes again, and its order is fetched once [kill after the commit]', async () => {
  await using hub = await orderHub();
  const message = hub.channel.change('7');
  const dying = { ...hub.context, database: failingDatabase(hub.database, 'after') };
  await expect(ingestMessages(dying, 'demo', hub.channel.stream, [message])).rejects.toThrow('killed');
  expect(await hub.deliver(message)).toMatchObject([{ kind: 'duplicate' }]);
  await hub.sync();
  expect(hub.channel.fetched).toEqual(['7']);
  expect((await hub.feed()).map(({ type }) => type)).toEqual(['ORDER_CREATED']);
});

/** Orders of two flights: two open and one closed on the first, one open on the second; all fetched. */
async function ordersOfFlights(hub: OrderHub): Promise<void> {
  const of = (...flights: string[]) => ({ detail: { segmentKeys: flights.map((flightNumber) => ({ flightNumber })) } });
  await hub.deliver(
    hub.channel.change('1', of('CZ8957', 'CZ8958')),
    hub.channel.change('2', { ...of('CZ8957'), status: 'FULFILLED' }),
    hub.channel.change('3', { ...of('CZ8957'), status: 'REFUNDED' }),
    hub.channel.change('4', of('MU5101')),
  );
  await hub.sync();
}

const CZ8957 = { segmentKeys: [{ flightNumber: 'CZ8957' }] };

describe('a message that names no order', () => {
  const MOVED = `select state, reason, reference, shop_id, duplicates from interline.message where topic = 'DepartureMoved'`;

  test('asks for every open order whose detail contains what it names, once', async () => {
    await using hub = await orderHub();
    await ordersOfFlights(hub);
    const moved = movedMessage('m', CZ8957);
    const kinds = await hub.deliver(moved, hub.channel.change('2'), moved);
    expect(kinds.map(({ kind }) => kind)).toEqual(['accepted', 'accepted', 'duplicate']);
    expect(await hub.deliver(moved)).toMatchObject([{ kind: 'duplicate' }]);
    expect(await hub.rows(TASKS)).toEqual([
      { reference: '1', requested: 1, cause: 'MESSAGE' },
      { reference: '2', requested: 1, cause: 'MESSAGE' },
    ]);
    const stored = { state: 'DONE', reason: null, reference: null, shop_id: hub.shop.id, duplicates: 2 };
    expect(await hub.rows(MOVED)).toEqual([stored]);
    hub.channel.fetched.length = 0;
    await hub.sync();
    expect(hub.channel.fetched.toSorted()).toEqual(['1', '2']);
  });

  test('is not about orders whose travel is long over, though they stay open', async () => {
    await using hub = await orderHub();
    await ordersOfFlights(hub);
    const travelEnd = new Date(hub.clock.now().getTime() + 86_400_000);
    await hub.deliver(hub.channel.change('2', { items: [itemOf('1', { travelEnd })] }));
    await hub.sync();
    hub.clock.advance(5 * 86_400_000);
    await hub.deliver(movedMessage('m', CZ8957));
    expect(await hub.rows(TASKS)).toMatchObject([{ reference: '1' }]);
  });

  test('invariant 13: does not reach the orders of another shop', async () => {
    await using hub = await orderHub();
    await authorisedShop(hub.context, '42');
    await ordersOfFlights(hub);
    expect(await hub.deliver(movedMessage('m', CZ8957, '42'))).toMatchObject([{ kind: 'ignored' }]);
    expect(await hub.rows(TASKS)).toEqual([]);
  });

  test('is ignored with the reason when no order fits, and taken up when it comes again and one does', async () => {
    await using hub = await orderHub();
    const moved = movedMessage('m', CZ8957);
    const reason =
      'No open order of account 725677994 on channel demo has {"segmentKeys": [{"flightNumber": "CZ8957"}]} in its detail.';
    expect(await hub.deliver(moved)).toMatchObject([{ kind: 'ignored', reason }]);
    expect(await hub.deliver(moved)).toMatchObject([{ kind: 'duplicate' }]);
    expect(await hub.rows(MOVED)).toMatchObject([{ state: 'IGNORED', reason, shop_id: hub.shop.id }]);
    await ordersOfFlights(hub);
    expect(await hub.deliver(moved)).toMatchObject([{ kind: 'accepted' }]);
    expect(await hub.rows(MOVED)).toMatchObject([{ state: 'DONE', reason: `Earlier: ${reason}` }]);
    expect(await hub.rows(TASKS)).toMatchObject([{ reference: '1' }, { reference: '2' }]);
  });

  test('stays ignored when its account’s shop is added later, for that shop has no orders yet', async () => {
    await using hub = await orderHub();
    expect(await hub.deliver(movedMessage('m', CZ8957, '42'))).toMatchObject([
      { kind: 'ignored', reason: expect.stringContaining('no shop with account 42') },
    ]);
    await authorisedShop(hub.context, '42');
    expect(await hub.rows(TASKS)).toEqual([]);
    expect(await hub.rows(MOVED)).toMatchObject([{ state: 'IGNORED' }]);
  });

  test('is unreadable when it names nothing, for that would be every order', async () => {
    await using hub = await orderHub();
    await ordersOfFlights(hub);
    expect(await hub.deliver(movedMessage('m', {}), movedMessage('n', { city: 'PE\0K' }))).toMatchObject([
      { kind: 'dead', reason: expect.stringContaining('names nothing by which orders could be found') },
      { kind: 'dead' },
    ]);
    expect(await hub.rows(TASKS)).toEqual([]);
  });
});
