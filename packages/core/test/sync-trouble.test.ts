import { expect, test } from 'vitest';
import { ChannelError } from '../src/contract/channel-error.ts';
import { authoriseShop } from '../src/shops/authorise-shop.ts';
import { ingestMessages } from '../src/ingest/ingest.ts';
import { requestSync } from '../src/sync/request-sync.ts';
import { runSync } from '../src/sync/run-sync.ts';
import { ACCOUNT, orderChannel } from './support/order-channel.ts';
import { authorisedShop, orderHub, SESSION } from './support/order-hub.ts';
import type { OrderHub } from './support/order-hub.ts';

const TASKS =
  'select reference, tries, last_error, leased_until is not null as leased from interline.sync_task order by reference';
const LETTERS = `select reference, code, reason, tries, resolved_at is not null as resolved from interline.dead_letter order by created_at, id`;

async function tries(hub: OrderHub): Promise<number | undefined> {
  const [task] = await hub.rows<{ tries: number }>(TASKS);
  return task?.tries;
}

test('throttling delays by what upstream asks, stops the shop’s other calls, and does not count as a try', async () => {
  await using hub = await orderHub();
  await hub.deliver(hub.channel.change('1'), hub.channel.change('2'), hub.channel.change('3'));
  hub.channel.fail('1', new ChannelError('throttled', '7', 'Too many calls.', { retryAfterMs: 30_000 }));
  await runSync(hub.context, { limit: 10, concurrency: 1 });
  expect(hub.channel.fetched).toEqual(['1']);
  expect(await hub.rows(TASKS)).toMatchObject([1, 2, 3].map(() => ({ tries: 0, leased: false })));
  hub.clock.advance(29_999);
  expect(await runSync(hub.context, { limit: 10 })).toBe(0);
  hub.clock.advance(10_000);
  await hub.sync();
  expect(await hub.rows('select count(*)::int as orders from interline.orders')).toEqual([{ orders: 3 }]);
});

test('invariant 12: a session that ends in the middle of a batch parks that shop only; nothing is lost, nothing is retried, and it resumes by itself [expire in the middle of a batch]', async () => {
  await using hub = await orderHub();
  const other = orderChannel(hub.clock, 'demo', '42');
  await authorisedShop(hub.context, '42', 'another session');
  const references = Array.from({ length: 20 }, (_, n) => `order-${String(n).padStart(2, '0')}`);
  await hub.deliver(...references.map((reference) => hub.channel.change(reference)));
  await ingestMessages(hub.context, 'demo', other.stream, [other.change('of-42')]);
  hub.channel.change('of-42');
  hub.channel.onFetch = () => {
    if (hub.channel.fetched.length >= 5) hub.channel.expired.add(SESSION);
  };
  await hub.sync();
  const calls = hub.channel.fetched.filter((reference) => reference !== 'of-42').length;
  expect(calls).toBeLessThanOrEqual(5 + 2 * 4);
  expect(await hub.rows('select account_id, state, parked_code from interline.shop order by account_id')).toEqual([
    { account_id: '42', state: 'ACTIVE', parked_code: null },
    { account_id: ACCOUNT, state: 'PARKED', parked_code: 'SESSION_EXPIRED' },
  ]);
  expect(await hub.rows(`select from interline.orders where reference = 'of-42'`)).toHaveLength(1);

  hub.clock.advance(60 * 60_000);
  await hub.sync();
  expect(hub.channel.fetched.filter((reference) => reference !== 'of-42')).toHaveLength(calls);
  expect(await hub.rows('select from interline.sync_task where tries > 0')).toEqual([]);
  expect(await hub.rows(LETTERS)).toEqual([]);

  await authoriseShop(hub.context, hub.shop.id, { accessToken: 'a new session', expiresAt: null });
  await hub.sync();
  expect(await hub.rows('select count(*)::int as orders from interline.orders')).toEqual([{ orders: 21 }]);
  expect(await hub.rows(TASKS)).toEqual([]);
});

test('invariant 12: a shop without a session waits without a call', async () => {
  await using hub = await orderHub();
  await hub.rows('update interline.shop set session_sealed = null');
  await hub.deliver(hub.channel.change('7'));
  await hub.sync();
  expect(hub.channel.fetched).toEqual([]);
  expect(await hub.rows('select parked_code from interline.shop')).toEqual([{ parked_code: 'SESSION_MISSING' }]);
  await authoriseShop(hub.context, hub.shop.id, { accessToken: SESSION, expiresAt: null });
  await hub.sync();
  expect(hub.channel.fetched).toEqual(['7']);
});

test('invariant 16: after eight failed tries an order is a dead letter with its reason; others proceed [truncated JSON]', async () => {
  await using hub = await orderHub();
  const truncated = () =>
    new ChannelError('unreadable', 'TRUNCATED', 'The answer ends in the middle of trade_fullinfo.');
  hub.channel.fail('bad', ...Array.from({ length: 8 }, truncated));
  await hub.deliver(hub.channel.change('bad'), hub.channel.change('good'));
  for (let attempt = 1; attempt < 8; attempt += 1) {
    await hub.sync();
    expect(await tries(hub)).toBe(attempt);
    hub.clock.advance(5 * 60_000);
  }
  await hub.sync();
  expect(hub.channel.fetched.filter((reference) => reference === 'bad')).toHaveLength(8);
  expect(await hub.rows('select reference from interline.orders')).toEqual([{ reference: 'good' }]);
  expect(await hub.rows(TASKS)).toEqual([]);
  expect(await hub.rows(LETTERS)).toEqual([
    {
      reference: 'bad',
      code: 'unreadable',
      reason: 'The answer ends in the middle of trade_fullinfo.',
      tries: 8,
      resolved: false,
    },
  ]);
  expect(await hub.rows(`select state, reason from interline.message where reference = 'bad'`)).toEqual([
    { state: 'DEAD', reason: 'The answer ends in the middle of trade_fullinfo.' },
  ]);

  await hub.deliver(hub.channel.change('bad', { status: 'AWAITING_FULFILMENT' }));
  await hub.sync();
  expect(await hub.rows(LETTERS)).toMatchObject([{ reference: 'bad', resolved: true }]);
  expect(await hub.rows('select from interline.orders')).toHaveLength(2);
});

test('back-off doubles up to five minutes and is jittered', async () => {
  await using hub = await orderHub();
  hub.channel.fail(
    '7',
    ...Array.from({ length: 30 }, () => new ChannelError('transient', 'RESET', 'Connection reset.')),
  );
  await hub.deliver(hub.channel.change('7'));
  const waits: number[] = [];
  for (let attempt = 0; attempt < 12; attempt += 1) {
    await runSync(hub.context, { limit: 1, maxTries: 100 });
    const [task] = await hub.rows<{ due_at: string }>('select due_at from interline.sync_task');
    waits.push(new Date(task?.due_at ?? 0).getTime() - hub.clock.now().getTime());
    hub.clock.advance(waits.at(-1) ?? 0);
  }
  waits.forEach((wait, attempt) => {
    const full = Math.min(1_000 * 2 ** attempt, 300_000);
    expect(wait).toBeGreaterThan(full / 2);
    expect(wait).toBeLessThanOrEqual(full);
  });
});

test('messages do not defeat a back-off, a person does', async () => {
  await using hub = await orderHub();
  hub.channel.fail('7', new ChannelError('transient', 'RESET', 'Connection reset.'));
  await hub.deliver(hub.channel.change('7'));
  await runSync(hub.context, { limit: 1 });
  await hub.deliver(hub.channel.change('7'));
  expect(await runSync(hub.context, { limit: 1 })).toBe(0);
  const { id: shopId, channel } = hub.shop;
  await requestSync(hub.database, { shopId, channel, reference: '7', cause: 'MANUAL', at: hub.clock.now() });
  expect(await runSync(hub.context, { limit: 1 })).toBe(1);
  expect(await hub.feed()).toMatchObject([{ type: 'ORDER_CREATED', cause: 'MANUAL' }]);
});

test('an order that is not the shop’s is a dead letter at once', async () => {
  await using hub = await orderHub();
  const { id: shopId, channel } = hub.shop;
  await requestSync(hub.database, { shopId, channel, reference: 'foreign', cause: 'MANUAL', at: hub.clock.now() });
  await hub.sync();
  expect(hub.channel.fetched).toEqual(['foreign']);
  expect(await hub.rows(LETTERS)).toMatchObject([
    { code: 'not-found', reason: "Order foreign is not this shop's.", tries: 1 },
  ]);
});

test('invariant 16: a fault of the mapping is logged with its place, without what it quotes, and harms no other order', async () => {
  await using hub = await orderHub();
  const fault = new TypeError("Cannot read properties of '张伟 13812345678'");
  hub.channel.fail('7', ...Array.from({ length: 8 }, () => fault));
  await hub.deliver(hub.channel.change('7'), hub.channel.change('8'));
  for (let attempt = 0; attempt < 8; attempt += 1) {
    await hub.sync();
    hub.clock.advance(5 * 60_000);
  }
  expect(await hub.rows('select reference from interline.orders')).toEqual([{ reference: '8' }]);
  expect(await hub.rows(LETTERS)).toMatchObject([
    { reference: '7', code: 'fault', reason: expect.stringContaining('TypeError') },
  ]);
  const log = hub.logger.lines.join('\n');
  expect(log).toContain('sync-trouble.test.ts');
  expect(log).not.toContain('13812345678');
  expect(JSON.stringify(await hub.rows(LETTERS))).not.toContain('13812345678');
});

test('invariant 16: an order that PostgreSQL refuses does not hold up its batch', async () => {
  await using hub = await orderHub();
  await hub.deliver(hub.channel.change('bad', { currency: 'CNY', totalAmount: 2n ** 63n }), hub.channel.change('good'));
  await hub.sync();
  expect(await hub.rows('select reference from interline.orders')).toEqual([{ reference: 'good' }]);
  expect(await hub.rows(TASKS)).toMatchObject([{ reference: 'bad', tries: 1 }]);
});

test('an answer about another order is refused', async () => {
  await using hub = await orderHub();
  await hub.deliver(hub.channel.change('7'));
  hub.channel.change('7', { reference: '8' });
  await runSync(hub.context, { limit: 1 });
  expect(await hub.rows(TASKS)).toMatchObject([{ last_error: 'Asked for order 7, the answer is about order 8.' }]);
});
