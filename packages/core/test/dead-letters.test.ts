import { expect, test } from 'vitest';
import { ChannelError, UnreadableMessage } from '../src/contract/channel-error.ts';
import { prune } from '../src/housekeeping/prune.ts';
import { replayDeadLetter } from '../src/sync/replay-dead-letter.ts';
import type { Viewer } from '../src/viewer.ts';
import { messageOf, movedMessage } from './support/order-channel.ts';
import { authorisedShop, orderHub } from './support/order-hub.ts';
import type { OrderHub } from './support/order-hub.ts';

const DAY = 24 * 60 * 60_000;

function viewer(shopIds: readonly string[] | null = null): Viewer {
  const tokenId = '019aa000-0000-7000-8000-000000000001';
  return { tokenId, name: 'back office', scopes: new Set(['orders:write']), shopIds, expiresAt: null };
}

async function deadLetter(hub: OrderHub): Promise<string> {
  const [letter] = await hub.rows<{ id: string }>('select id from interline.dead_letter where resolved_at is null');
  return letter?.id ?? '';
}

async function deadOrder(hub: OrderHub, reference: string): Promise<string> {
  hub.channel.fail(reference, new ChannelError('invalid', 'BAD_ID', 'The order id is refused.'));
  await hub.deliver(hub.channel.change(reference));
  await hub.sync();
  return deadLetter(hub);
}

test('invariant 16: a dead order is replayed and comes through', async () => {
  await using hub = await orderHub();
  const id = await deadOrder(hub, '7');
  expect(await replayDeadLetter(hub.context, viewer(), id)).toEqual({
    kind: 'replayed',
    shopId: hub.shop.id,
    references: ['7'],
  });
  await hub.sync();
  expect(await hub.feed()).toMatchObject([{ type: 'ORDER_CREATED', cause: 'REPLAY' }]);
  expect(await hub.rows('select state from interline.message')).toEqual([{ state: 'DONE' }]);
  expect(await replayDeadLetter(hub.context, viewer(), id)).toMatchObject({ kind: 'already-resolved' });
});

test('an order that fails again after a replay is a dead letter again', async () => {
  await using hub = await orderHub();
  const first = await deadOrder(hub, '7');
  hub.channel.fail('7', new ChannelError('not-found', 'GONE', 'The order is gone.'));
  await replayDeadLetter(hub.context, viewer(), first);
  await hub.sync();
  const second = await deadLetter(hub);
  expect(second).not.toBe(first);
  expect(await hub.rows('select code from interline.dead_letter where id = $1', [second])).toEqual([
    { code: 'not-found' },
  ]);
});

test('invariant 16: an unreadable message stays dead until the adapter can read it', async () => {
  await using hub = await orderHub();
  await hub.deliver(messageOf({ upstreamId: 'odd', content: 'order 7 changed\0' }));
  const id = await deadLetter(hub);
  expect(await replayDeadLetter(hub.context, viewer(), id)).toMatchObject({
    kind: 'still-dead',
    reason: 'content: expected JSON, got text that is none.',
  });
  const seen: string[] = [];
  const { read } = hub.channel.stream;
  hub.channel.stream.read = (message) => {
    seen.push(message.content);
    return { kind: 'order', accountId: message.accountId ?? '', reference: '7', modifiedAt: null };
  };
  hub.channel.change('7');
  expect(await replayDeadLetter(hub.context, viewer(), id)).toMatchObject({ kind: 'replayed', references: ['7'] });
  hub.channel.stream.read = read;
  await hub.sync();
  expect(seen).toEqual(['order 7 changed\0']);
  expect(await hub.feed()).toHaveLength(1);
});

test('an unreadable message that turns out to name no order is replayed for each that it is about, or ignored', async () => {
  await using hub = await orderHub();
  const ofFlight = { detail: { flights: ['CZ8957', 'CZ8958'] } };
  await hub.deliver(hub.channel.change('7', ofFlight), hub.channel.change('8', ofFlight), hub.channel.change('9'));
  await hub.sync();
  const { read } = hub.channel.stream;
  const replayed = async (upstreamId: string, flight: string) => {
    hub.channel.stream.read = () => {
      throw new UnreadableMessage('The adapter does not know this shape.');
    };
    await hub.deliver(movedMessage(upstreamId, { flights: [flight] }));
    hub.channel.stream.read = read;
    return replayDeadLetter(hub.context, viewer(), await deadLetter(hub));
  };
  const tasks = 'select reference, cause from interline.sync_task order by reference';
  expect(await replayed('a', 'MU5101')).toEqual({
    kind: 'ignored',
    reason: 'No open order of account 725677994 on this channel is what the message is about.',
  });
  expect(await hub.rows(tasks)).toEqual([]);
  expect(await replayed('b', 'CZ8957')).toEqual({ kind: 'replayed', shopId: hub.shop.id, references: ['7', '8'] });
  expect(await hub.rows(tasks)).toEqual([
    { reference: '7', cause: 'REPLAY' },
    { reference: '8', cause: 'REPLAY' },
  ]);
  const states = `select upstream_id, state from interline.message where topic = 'DepartureMoved' order by upstream_id`;
  expect(await hub.rows(states)).toEqual([
    { upstream_id: 'a', state: 'IGNORED' },
    { upstream_id: 'b', state: 'DONE' },
  ]);
});

test('invariant 13: a dead letter of another shop, or of no shop, is not there for a viewer of one shop', async () => {
  await using hub = await orderHub();
  const other = await authorisedShop(hub.context, '42');
  const ofShop = await deadOrder(hub, '7');
  expect(await replayDeadLetter(hub.context, viewer([other.id]), ofShop)).toEqual({ kind: 'not-found' });
  expect(await replayDeadLetter(hub.context, viewer([]), ofShop)).toEqual({ kind: 'not-found' });
  expect(await replayDeadLetter(hub.context, viewer([hub.shop.id]), ofShop)).toMatchObject({ kind: 'replayed' });
  await hub.deliver(messageOf({ upstreamId: 'odd', content: '?', accountId: null }));
  const ofNone = await deadLetter(hub);
  expect(await replayDeadLetter(hub.context, viewer([hub.shop.id]), ofNone)).toEqual({ kind: 'not-found' });
  expect(await replayDeadLetter(hub.context, viewer(), ofNone)).toMatchObject({ kind: 'still-dead' });
});

test('invariant 13: an order of the same reference in two shops is two orders, and a message moves only its own', async () => {
  await using hub = await orderHub();
  const other = await authorisedShop(hub.context, '42', 'session of 42');
  const calls: string[] = [];
  hub.channel.onFetch = (reference, { shop, session }) =>
    void calls.push(`${shop.accountId} ${session.accessToken} ${reference}`);
  const message = hub.channel.change('7');
  const content = message.content.replace(/"account":"\d+"/, '"account":"42"');
  await hub.deliver(messageOf({ upstreamId: 'of-42', accountId: '42', content }));
  await hub.sync();
  expect(calls).toEqual(['42 session of 42 7']);
  expect(await hub.rows('select shop_id from interline.orders')).toEqual([{ shop_id: other.id }]);
  for (const table of ['item', 'traveller', 'order_raw', 'order_event', 'message']) {
    expect(await hub.rows(`select distinct shop_id from interline.${table}`)).toEqual([{ shop_id: other.id }]);
  }
});

test('messages are pruned once nothing needs them; pending ones and open dead letters stay', async () => {
  await using hub = await orderHub();
  await hub.deliver(hub.channel.change('done'));
  await hub.sync();
  await hub.deliver(messageOf({ upstreamId: 'odd', content: '?' }), messageOf({ upstreamId: 'c', topic: 'Chatter' }));
  await hub.deliver(hub.channel.change('pending'));
  const retention = { messagesMs: 30 * DAY, eventsMs: null };
  expect(await prune(hub.context, retention)).toMatchObject({ messages: 0, events: 0, unannouncedChanges: 0 });
  hub.clock.advance(31 * DAY);
  expect(await prune(hub.context, retention)).toMatchObject({ messages: 2 });
  expect(await hub.rows('select state from interline.message order by state')).toEqual([
    { state: 'DEAD' },
    { state: 'PENDING' },
  ]);
  expect(await hub.feed()).toHaveLength(1);
});
