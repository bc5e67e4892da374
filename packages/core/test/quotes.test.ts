import { beforeEach, describe, expect, test } from 'vitest';
import { ChannelError } from '../src/contract/channel-error.ts';
import { instantText } from '../src/instant-text.ts';
import { prune } from '../src/housekeeping/prune.ts';
import { MAX_OPEN_QUOTES } from '../src/quotes/judge-quota.ts';
import { findQuote } from '../src/quotes/find-quote.ts';
import { requestQuote } from '../src/quotes/request-quote.ts';
import type { QuoteRequest } from '../src/quotes/request-quote.ts';
import { authorisedShop, storeOrder, viewerOf } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { QUOTE_MS, TERMS_CANARY } from './support/desk-definitions.ts';
import { quoteDesk } from './support/quote-desk.ts';

let hub: CommandHub;
let reference: string;
const desk = quoteDesk();
const { ask, request, confirmation, confirm, quoted, find, cameWith, setStatus } = desk;

beforeEach(() => {
  ({ hub, reference } = desk.now());
});

describe('requestQuote', () => {
  test('keeps the price as the channel gave it, to the last digit', async () => {
    hub.channel.fee = 2n ** 53n + 1n;
    expect(await find(await quoted())).toMatchObject({
      shopId: hub.shopId,
      channel: 'demo',
      name: 'refund',
      kind: 'REFUND',
      reference,
      itemReference: null,
      changeReference: null,
      precalculated: true,
      fee: 9_007_199_254_740_993n,
      amount: 19_900n - 9_007_199_254_740_993n,
      currency: 'CNY',
      expiresAt: new Date(hub.clock.now().getTime() + QUOTE_MS),
      lines: [{ itemReference: null, segment: 'leg-1', fee: 9_007_199_254_740_993n, amount: null }],
      commandId: null,
      requestedBy: 'back office',
    });
  });

  test('its terms are in no column in clear, and in no answer [invariant 15]', async () => {
    const id = await quoted();
    const rows = await hub.database.query(
      {
        name: 'test.quote_dump',
        text: "select quote::text as row, encode(terms_sealed, 'escape') from interline.quote",
      },
      [],
    );
    const told = JSON.stringify([rows, await find(id)], (_key, value: unknown) =>
      typeof value === 'bigint' ? String(value) : value,
    );
    expect(told).toContain(reference);
    expect(told).not.toContain(TERMS_CANARY);
  });

  test.each<[string, Partial<QuoteRequest>, object]>([
    ['an unknown quote', { name: 'upgrade' }, { code: 'UNKNOWN_QUOTE' }],
    ['an inherited property', { name: 'constructor' }, { code: 'UNKNOWN_QUOTE' }],
    [
      'input that breaks the rules',
      { input: { order: 1 } },
      { code: 'INVALID_INPUT', fields: [{ path: 'reference' }, { path: '' }] },
    ],
    ['an order that is not there', { input: { reference: 'none' } }, { code: 'ORDER_NOT_FOUND' }],
  ])('refuses %s', async (_name, change, refusal) => {
    expect(await ask(change)).toMatchObject({ kind: 'refused', ...refusal });
  });

  test('refuses an item that the order does not have, and a token that may not write', async () => {
    expect(await ask({ input: { reference, itemReference: 'none' } })).toMatchObject({ code: 'ITEM_NOT_FOUND' });
    expect(await ask({}, viewerOf(null, ['orders:read']))).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('asks nothing when the order does not allow it', async () => {
    await setStatus('COMPLETED');
    hub.channel.troubles.push('breaks the adapter');
    expect(await ask()).toMatchObject({ code: 'NOT_ALLOWED', reasonCode: 'NOT_AWAITING_FULFILMENT' });
  });

  test.each([
    ['says no', 'says no' as const, { code: 'CHANNEL_REFUSED', reasonCode: 'NO_SEAT', message: 'Take another day.' }],
    ['calls it invalid', new ChannelError('invalid', 'E1', 'No.'), { code: 'CHANNEL_REFUSED', reasonCode: 'E1' }],
    ['does not know it', new ChannelError('not-found', 'E2', 'No.'), { code: 'CHANNEL_REFUSED', reasonCode: 'E2' }],
    [
      'is throttled',
      new ChannelError('throttled', 'E3', 'Slowly.', { retryAfterMs: 700 }),
      { code: 'CHANNEL_BUSY', retryAfterMs: 700 },
    ],
    ['is in trouble', new ChannelError('transient', 'E4', 'Later.'), { code: 'CHANNEL_BUSY', retryAfterMs: null }],
    ['cannot be read', new ChannelError('unreadable', 'E5', 'What?'), { code: 'CHANNEL_BUSY', retryAfterMs: null }],
  ])('a channel that %s is told', async (_name, trouble, refusal) => {
    hub.channel.troubles.push(trouble);
    expect(await ask()).toMatchObject({ kind: 'refused', ...refusal });
  });

  test.each(['session', 'permission'] as const)('trouble with the %s parks the shop', async (kind) => {
    hub.channel.troubles.push(new ChannelError(kind, 'E6', 'Authorise the app again.'));
    expect(await ask()).toMatchObject({ code: 'SHOP_PARKED', reasonCode: 'E6' });
    hub.channel.troubles.push('breaks the adapter');
    expect(await ask()).toMatchObject({ code: 'SHOP_PARKED', reasonCode: 'E6' });
    hub.channel.troubles.length = 0;
  });

  test('a channel that never answers is given up after 20 s', async () => {
    hub.channel.troubles.push('never answers');
    const waiting = ask();
    await expect.poll(() => hub.channel.troubles.length).toBe(0);
    hub.clock.advance(19_999);
    hub.clock.advance(1);
    expect(await waiting).toMatchObject({ code: 'CHANNEL_BUSY', message: expect.stringContaining('20 s') });
  });

  test('a caller who has gone is told so, and a bug is thrown', async () => {
    const caller = new AbortController();
    hub.channel.troubles.push('never answers');
    const waiting = requestQuote(hub.context, hub.viewer, request(), caller.signal);
    await expect.poll(() => hub.channel.troubles.length).toBe(0);
    caller.abort(new Error('The caller has gone.'));
    await expect(waiting).rejects.toThrow('The caller has gone.');
    hub.channel.troubles.push('breaks the adapter');
    await expect(ask()).rejects.toThrow('a bug');
  });
});

describe('invariant 13: no quote crosses shops', () => {
  test('another tenant’s quote is neither found nor confirmed, word for word like none', async () => {
    const foreign = await authorisedShop(hub.context, `foreign-${reference}`);
    await storeOrder(hub.context, foreign, reference);
    const ours = viewerOf([hub.shopId]);
    const theirs = await ask({}, viewerOf([foreign]));
    const id = theirs.kind === 'quoted' ? theirs.quoteId : '';
    expect(await findQuote(hub.database, ours, id)).toBeNull();
    expect(await findQuote(hub.database, viewerOf([foreign], ['pii:read']), id)).toBeNull();
    const missing = '019aa000-0000-7000-8000-00000000dead';
    const refusal = await confirm(id, 'x', ours);
    expect(refusal).toMatchObject({ code: 'QUOTE_NOT_FOUND' });
    expect(JSON.stringify(refusal).replaceAll(id, missing)).toBe(JSON.stringify(await confirm(missing, 'x', ours)));
    expect(await ask()).toMatchObject({ code: 'AMBIGUOUS_ORDER' });
    expect(await ask({ shopId: foreign }, ours)).toMatchObject({ code: 'ORDER_NOT_FOUND' });
  });
});

test('a shop has 1,000 quotes that hold, and then is told when it may have more; the channel is not called', async () => {
  const shopId = await authorisedShop(hub.context, `full-${reference}`);
  await storeOrder(hub.context, shopId, reference);
  expect(await ask({ shopId })).toMatchObject({ kind: 'quoted' });
  await hub.database.query(manyQuotesStatement, [shopId, MAX_OPEN_QUOTES - 1]);
  hub.channel.troubles.push('breaks the adapter');
  expect(await ask({ shopId })).toMatchObject({
    kind: 'refused',
    code: 'QUOTA_EXCEEDED',
    message: expect.stringContaining(instantText(new Date(hub.clock.now().getTime() + QUOTE_MS))),
  });
  hub.channel.troubles.length = 0;
  expect(await ask({ shopId: hub.shopId })).toMatchObject({ kind: 'quoted' });
  hub.clock.advance(QUOTE_MS);
  expect(await ask({ shopId })).toMatchObject({ kind: 'quoted' });
});

test('expired quotes are removed after a while; those that commands refer to stay', async () => {
  const unused = await quoted();
  const used = await quoted();
  hub.channel.fee = 2_000n;
  const command = await hub.accepted(confirmation(used));
  await hub.work();
  const replacement = await cameWith(command.id);
  await hub.afterwards(QUOTE_MS + 30 * 86_400_000 - 1_000);
  expect(await prune(hub.context, { messagesMs: 1, eventsMs: null })).toMatchObject({ quotes: expect.any(Number) });
  expect(await find(unused)).toMatchObject({ id: unused });
  hub.clock.advance(2_000);
  await prune(hub.context, { messagesMs: 1, eventsMs: null });
  expect(await findQuote(hub.database, hub.viewer, unused)).toBeNull();
  expect([(await find(used)).id, (await find(replacement.id)).id]).toEqual([used, replacement.id]);
});

/** The shop's one quote so many times more. */
const manyQuotesStatement = {
  name: 'test.many_quotes',
  text: `insert into interline.quote
           (id, shop_id, channel, name, kind, reference, precalculated, currency, expires_at, lines, terms_sealed,
            subject_hash, requested_by, created_at)
         select gen_random_uuid(), shop_id, channel, name, kind, reference, precalculated, currency, expires_at, lines,
                terms_sealed, subject_hash, requested_by, created_at
           from interline.quote, generate_series(1, $2::int) where shop_id = $1`,
};
