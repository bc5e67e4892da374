import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { CommandRequest, CommandSubmission } from '../src/commands/command-submission.ts';
import { submitCommand } from '../src/commands/submit-command.ts';
import { ChannelError } from '../src/contract/channel-error.ts';
import { instantText } from '../src/instant-text.ts';
import { prune } from '../src/housekeeping/prune.ts';
import { MAX_OPEN_QUOTES } from '../src/quotes/judge-quota.ts';
import { judgeQuote } from '../src/quotes/judge-quote.ts';
import { findQuote } from '../src/quotes/find-quote.ts';
import type { QuoteRecord } from '../src/quotes/quote-record.ts';
import { requestQuote } from '../src/quotes/request-quote.ts';
import type { QuoteRequest, QuoteResult } from '../src/quotes/request-quote.ts';
import { authoriseShop } from '../src/shops/authorise-shop.ts';
import { parkShop } from '../src/shops/park-shop.ts';
import { SETTLE_WINDOW_MS } from './support/command-channel.ts';
import { authorisedShop, commandHub, SESSION, storeOrder, viewerOf } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';
import { meanwhile } from './support/meanwhile.ts';
import { QUOTE_MS, TERMS_CANARY } from './support/desk-definitions.ts';

let hub: CommandHub;
/** A new order in the first shop, for each test. */
let reference: string;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());
beforeEach(async () => {
  reference = await hub.newOrder();
});
afterEach(async () => {
  await authoriseShop(hub.context, hub.shopId, { accessToken: SESSION, expiresAt: null });
  await hub.settleAll();
  hub.channel.fee = 1_000n;
});

const request = (change: Partial<QuoteRequest> = {}): QuoteRequest => ({
  channel: 'demo',
  name: 'refund',
  input: { reference },
  ...change,
});
const ask = (change: Partial<QuoteRequest> = {}, viewer = hub.viewer): Promise<QuoteResult> =>
  requestQuote(hub.context, viewer, request(change));
const confirmation = (quote: string, idempotencyKey = `confirm-${reference}`): CommandRequest => ({
  channel: 'demo',
  name: 'confirm',
  idempotencyKey,
  input: { quote },
});
const confirm = (quote: string, idempotencyKey?: string, viewer = hub.viewer): Promise<CommandSubmission> =>
  submitCommand(hub.context, viewer, confirmation(quote, idempotencyKey));

async function quoted(): Promise<string> {
  const result = await ask();
  if (result.kind !== 'quoted') throw new Error(result.message);
  return result.quoteId;
}

async function find(id: string): Promise<QuoteRecord> {
  const quote = await findQuote(hub.database, hub.viewer, id);
  if (!quote) throw new Error(`Quote ${id} is gone.`);
  return quote;
}

/** The quote that came with a command's outcome. */
async function cameWith(commandId: string): Promise<QuoteRecord> {
  const [row] = await hub.database.query<{ id: string }>(
    { name: 'test.quote_of', text: 'select id from interline.quote where command_id = $1' },
    [commandId],
  );
  if (!row) throw new Error(`No quote came with command ${commandId}.`);
  return find(row.id);
}

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

describe('a command that confirms a quote', () => {
  test('is about the quote’s order, is sent with its terms, and is done once', async () => {
    const quoteId = await quoted();
    const command = await hub.accepted(confirmation(quoteId));
    expect(command).toMatchObject({ reference, quoteId, orderId: expect.any(String) });
    await hub.work();
    expect(hub.channel.requests.at(-1)).toMatchObject({
      reference,
      quote: { id: quoteId, reference, fee: 1_000n, terms: { canary: TERMS_CANARY } },
    });
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED' });
    expect(await confirm(quoteId)).toMatchObject({ repeated: true, command: { id: command.id, state: 'SUCCEEDED' } });
    expect(await confirm(quoteId, 'another key')).toMatchObject({ code: 'QUOTE_USED', commandId: command.id });
    expect(hub.effectsOf(command)).toBe(1);
  });

  test('ten keys at once: one command, and nine are told which', async () => {
    const quoteId = await quoted();
    const submissions = await Promise.all(
      Array.from({ length: 10 }, (_, index) => confirm(quoteId, `${reference}-${index}`)),
    );
    const [taken, ...more] = submissions.filter(({ kind }) => kind === 'accepted');
    expect(more).toEqual([]);
    const commandId = taken?.kind === 'accepted' ? taken.command.id : '';
    const refusals = submissions.filter(({ kind }) => kind === 'refused');
    expect(refusals.map((refusal) => ({ ...refusal, message: '' }))).toEqual(
      Array.from({ length: 9 }, () => ({ kind: 'refused', code: 'QUOTE_USED', message: '', commandId })),
    );
  });

  test('ten calls with one key at once are one command', async () => {
    const quoteId = await quoted();
    const commands = await Promise.all(Array.from({ length: 10 }, () => hub.accepted(confirmation(quoteId))));
    expect(new Set(commands.map(({ id }) => id)).size).toBe(1);
  });

  test('the same wish, taken down between two looks of this one, is its answer', async () => {
    const request = confirmation(await quoted());
    let first = '';
    const context = meanwhile(hub.context, 'quote.standing', async () => {
      ({ id: first } = await hub.accepted(request));
    });
    expect(await submitCommand(context, hub.viewer, request)).toMatchObject({ repeated: true, command: { id: first } });
  });

  test.each([
    [
      'a command that found that its price had moved',
      async (quoteId: string) => {
        hub.channel.fee = 1_500n;
        await hub.accepted(confirmation(quoteId));
        await hub.work();
      },
    ],
    ['somebody who asked again', async () => void (await quoted())],
  ])('is not taken down when the quote was replaced right before by %s', async (_name, replace) => {
    const quoteId = await quoted();
    const context = meanwhile(hub.context, 'command.insert', () => replace(quoteId));
    const late = await submitCommand(context, hub.viewer, confirmation(quoteId, `late-${reference}`));
    expect(late).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: expect.not.stringMatching(quoteId) });
  });

  test('is stopped before it is sent when the price was found to have moved while it was taken down', async () => {
    const quoteId = await quoted();
    const command = await hub.accepted(confirmation(quoteId));
    await hub.database.query(foundMovedStatement, [quoteId]);
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: 'QUOTE_REPLACED', attempts: 0 });
  });

  test('a quote of another kind, or none, is refused', async () => {
    const proposal = {
      channel: 'demo',
      name: 'propose',
      idempotencyKey: `p-${reference}`,
      input: { reference, note: 'n' },
    };
    const { id: commandId } = await hub.accepted(proposal);
    await hub.work();
    const change = await cameWith(commandId);
    for (const id of [change.id, '019aa000-0000-7000-8000-00000000dead', 'not a uuid']) {
      expect(await confirm(id)).toMatchObject({ kind: 'refused', code: 'QUOTE_NOT_FOUND' });
    }
  });

  test('a quote that has expired is refused; the first command is repeated all the same', async () => {
    const quoteId = await quoted();
    const first = await hub.accepted(confirmation(quoteId));
    hub.clock.advance(QUOTE_MS);
    const late = await quoted();
    hub.clock.advance(QUOTE_MS);
    expect(await confirm(late, 'late')).toMatchObject({ code: 'QUOTE_EXPIRED' });
    expect(await confirm(quoteId)).toMatchObject({ repeated: true, command: { id: first.id } });
  });

  test('a quote that expires before it could be confirmed stops the command, and nothing is sent', async () => {
    const command = await hub.accepted(confirmation(await quoted()));
    await parkShop(hub.context, hub.shopId, { code: 'TEST', reason: 'Wait.' });
    await hub.afterwards(QUOTE_MS);
    await authoriseShop(hub.context, hub.shopId, { accessToken: SESSION, expiresAt: null });
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: 'QUOTE_EXPIRED', attempts: 0 });
  });

  test('a command that failed leaves the quote to another', async () => {
    hub.channel.receive('refuses it');
    const quoteId = await quoted();
    const first = await hub.accepted(confirmation(quoteId));
    await hub.work();
    expect(await hub.stateOf(first)).toMatchObject({ state: 'FAILED', code: 'REFUSED' });
    const second = await hub.accepted(confirmation(quoteId, `second-${reference}`));
    await hub.work();
    expect(await hub.stateOf(second)).toMatchObject({ state: 'SUCCEEDED' });
  });

  test('an effect that lands late is found by asking; nothing is confirmed twice [invariant 6]', async () => {
    hub.channel.receive({ landsAfterMs: 30_000 });
    const command = await hub.accepted(confirmation(await quoted()));
    await hub.work();
    await hub.afterwards(1_000);
    await hub.afterwards(SETTLE_WINDOW_MS);
    expect(await hub.stateOf(command)).toMatchObject({ state: 'SUCCEEDED', attempts: 1 });
    expect(hub.effectsOf(command)).toBe(1);
  });
});

describe('invariant 9: exactly the quoted fee; a changed fee is a new quote, never a blind retry', () => {
  test('[fee changes in between]', async () => {
    const quoteId = await quoted();
    const command = await hub.accepted(confirmation(quoteId));
    hub.channel.fee = 1_500n;
    await hub.work();
    expect(await hub.stateOf(command)).toMatchObject({ state: 'FAILED', code: 'FEE_CHANGED', attempts: 1 });
    await hub.afterwards(QUOTE_MS / 2);
    expect(hub.effectsOf(command)).toBe(0);

    const now = await cameWith(command.id);
    expect(now).toMatchObject({
      fee: 1_500n,
      reference,
      kind: 'REFUND',
      requestedBy: 'back office',
    });
    expect(await confirm(quoteId, 'again')).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: now.id });
    const second = await hub.accepted(confirmation(now.id, `second-${reference}`));
    await hub.work();
    expect(await hub.stateOf(second)).toMatchObject({ state: 'SUCCEEDED' });
    expect(hub.channel.effects().find(({ commandId }) => commandId === second.id)).toMatchObject({ fee: 1_500n });
  });

  test('who holds the first of several is told the latest', async () => {
    const first = await quoted();
    let latest = first;
    for (const fee of [1_500n, 1_600n, 1_700n]) {
      hub.channel.fee = fee;
      const command = await hub.accepted(confirmation(latest, `${reference}-${fee}`));
      await hub.work();
      ({ id: latest } = await cameWith(command.id));
    }
    expect(await confirm(first, 'first')).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: latest });
  });
});

describe('a price that is asked for again', () => {
  const again = async (change: Partial<QuoteRequest>): Promise<string> => {
    const result = await ask(change);
    if (result.kind !== 'quoted') throw new Error(result.message);
    return result.quoteId;
  };

  test('stands in the place of the earlier ones, so that nobody confirms an old price by mistake', async () => {
    const first = await quoted();
    const second = await quoted();
    hub.channel.fee = 1_500n;
    const latest = await quoted();
    for (const old of [first, second]) {
      expect(await confirm(old, `old-${old}`)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: latest });
    }
    const command = await hub.accepted(confirmation(latest));
    await hub.work();
    expect(hub.channel.effects().find(({ commandId }) => commandId === command.id)).toMatchObject({ fee: 1_500n });
  });

  test('replaces nothing that was asked with other input, of another order or of another shop', async () => {
    const whole = await quoted();
    const part = await again({ input: { reference, itemReference: `${reference}-1` } });
    const other = await hub.newOrder();
    const ofOther = await again({ input: { reference: other } });
    const foreign = await authorisedShop(hub.context, `again-${reference}`);
    await storeOrder(hub.context, foreign, reference);
    await again({ shopId: foreign });
    for (const quote of [whole, part, ofOther]) {
      expect(await confirm(quote, `apart-${quote}`)).toMatchObject({ kind: 'accepted' });
    }
  });

  test('is the same however its input was written down', async () => {
    const first = await again({ input: { reference, itemReference: null } });
    const second = await again({ input: { itemReference: null, reference } });
    expect(await confirm(first)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: second });
    const third = await quoted();
    expect(await confirm(second)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: third });
  });

  test('ten at once leave one that holds', async () => {
    const quotes = await Promise.all(Array.from({ length: 10 }, quoted));
    const submissions = await Promise.all(quotes.map((quote) => confirm(quote, `race-${quote}`)));
    const taken = submissions.flatMap((submission) =>
      submission.kind === 'accepted' ? [submission.command.quoteId] : [],
    );
    expect(taken).toHaveLength(1);
    const refusals = submissions.filter(({ kind }) => kind === 'refused');
    expect(refusals.map((refusal) => ({ ...refusal, message: '' }))).toEqual(
      Array.from({ length: 9 }, () => ({ kind: 'refused', code: 'QUOTE_REPLACED', message: '', quoteId: taken[0] })),
    );
  });

  test('takes nothing back that is confirmed already; when that fails, the later one holds', async () => {
    const first = await quoted();
    const done = await hub.accepted(confirmation(first));
    await quoted();
    await hub.work();
    expect(await hub.stateOf(done)).toMatchObject({ state: 'SUCCEEDED' });

    reference = await hub.newOrder();
    const second = await quoted();
    hub.channel.receive('refuses it');
    const refused = await hub.accepted(confirmation(second));
    const latest = await quoted();
    await hub.work();
    expect(await hub.stateOf(refused)).toMatchObject({ state: 'FAILED', code: 'REFUSED' });
    expect(await confirm(second, `again-${reference}`)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: latest });
  });

  test('comes after the one that a failed confirmation left, and before it when that came later', async () => {
    const first = await quoted();
    const command = await hub.accepted(confirmation(first));
    const meantime = await quoted();
    hub.channel.fee = 1_500n;
    await hub.work();
    const found = await cameWith(command.id);
    expect(await confirm(meantime, 'a')).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: found.id });
    const latest = await quoted();
    for (const [old, key] of [first, meantime, found.id].map((quote) => [quote, `b-${quote}`] as const)) {
      expect(await confirm(old, key)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: latest });
    }
  });

  test('of a change that the channel has a name for is the same thing, whatever it came of', async () => {
    const propose = async (key: string): Promise<QuoteRecord> => {
      const input = { reference, note: key };
      const { id } = await hub.accepted({ channel: 'demo', name: 'propose', idempotencyKey: key, input });
      await hub.work();
      return cameWith(id);
    };
    const first = await propose(`one-${reference}`);
    const second = await propose(`two-${reference}`);
    expect(await judgeQuote(hub.context, first.id, null)).toMatchObject({ code: 'QUOTE_REPLACED', quoteId: second.id });
    expect(await judgeQuote(hub.context, second.id, null)).toBeNull();
  });
});

describe('a price that comes with a success', () => {
  test('is kept as a quote of the order, to be confirmed next', async () => {
    const input = { reference, note: 'a later flight' };
    const command = await hub.accepted({ channel: 'demo', name: 'propose', idempotencyKey: `p-${reference}`, input });
    await hub.work();
    expect(await cameWith(command.id)).toMatchObject({
      name: 'propose',
      kind: 'CHANGE',
      reference,
      changeReference: 'change-1',
    });
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

/** What a command leaves that found that the price of a quote had moved. */
const foundMovedStatement = {
  name: 'test.found_moved',
  text: `insert into interline.quote
           (id, shop_id, channel, name, kind, reference, precalculated, currency, expires_at, lines, terms_sealed,
            command_id, subject_hash, requested_by, created_at)
         select gen_random_uuid(), shop_id, channel, name, kind, reference, precalculated, currency, expires_at, lines,
                terms_sealed, gen_random_uuid(), subject_hash, requested_by, created_at
           from interline.quote where id = $1`,
};

async function setStatus(status: string): Promise<void> {
  await hub.database.query(
    {
      name: 'test.quote_status',
      text: 'update interline.orders set status = $3 where shop_id = $1 and reference = $2',
    },
    [hub.shopId, reference, status],
  );
}
