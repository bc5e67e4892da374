import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ChannelError } from '../src/contract/channel-error.ts';
import { askChannel } from '../src/queries/ask-channel.ts';
import type { ChannelAnswer, ChannelQuestion } from '../src/queries/ask-channel.ts';
import { authoriseShop } from '../src/shops/authorise-shop.ts';
import { shopTokens } from '../src/shops/shop-tokens.ts';
import { authorisedShop, commandHub, SESSION, viewerOf } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';

let hub: CommandHub;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());
afterEach(() => authoriseShop(hub.context, hub.shopId, { accessToken: SESSION, expiresAt: null }));

const reader = () => viewerOf([hub.shopId], ['orders:read']);
const ask = (change: Partial<ChannelQuestion> = {}, viewer = reader()): Promise<ChannelAnswer> =>
  askChannel(hub.context, viewer, {
    channel: 'demo',
    name: 'search',
    input: { from: 'PEK', day: hub.clock.now().toISOString() },
    ...change,
  });

describe('askChannel', () => {
  test('answers what the channel says, for the viewer’s only shop of the channel', async () => {
    expect(await ask()).toMatchObject({ kind: 'answered', shopId: hub.shopId, answer: { from: 'PEK' } });
  });

  test.each<[string, Partial<ChannelQuestion>, object]>([
    ['an unknown query', { name: 'weather' }, { code: 'UNKNOWN_QUERY' }],
    ['an unknown channel', { channel: 'flight' }, { code: 'UNKNOWN_QUERY' }],
    ['an inherited property', { name: 'toString' }, { code: 'UNKNOWN_QUERY' }],
    [
      'input that breaks the rules',
      { input: { from: '', day: '2026-12-01' } },
      { code: 'INVALID_INPUT', fields: [{ path: 'from' }] },
    ],
    [
      'what the adapter knows to be over',
      { input: { from: 'PEK', day: '2020-01-01' } },
      { code: 'NOT_ALLOWED', reasonCode: 'DAY_OVER' },
    ],
    ['a shop that is not there', { shopId: 'none' }, { code: 'SHOP_NOT_FOUND' }],
  ])('refuses %s', async (_name, change, refusal) => {
    expect(await ask(change)).toMatchObject({ kind: 'refused', ...refusal });
  });

  test('needs the scope orders:read, and no more', async () => {
    expect(await ask({}, viewerOf(null, ['pii:read']))).toMatchObject({ code: 'FORBIDDEN' });
  });

  test('another tenant’s shop is answered like none; of several one must be named [invariant 13]', async () => {
    const foreign = await authorisedShop(hub.context, 'foreign');
    expect(await ask({ shopId: foreign })).toEqual(await ask({ shopId: '019aa000-0000-7000-8000-00000000dead' }));
    expect(await ask({ shopId: foreign })).toMatchObject({ code: 'SHOP_NOT_FOUND' });
    const both = viewerOf([hub.shopId, foreign], ['orders:read']);
    expect(await ask({}, both)).toMatchObject({ code: 'AMBIGUOUS_SHOP', shopIds: [hub.shopId, foreign].sort() });
    expect(await ask({ shopId: foreign }, both)).toMatchObject({ kind: 'answered', shopId: foreign });
  });

  test('a session that is over parks the shop, and the channel is not asked again', async () => {
    hub.channel.troubles.push(new ChannelError('session', '27', 'Authorise the app again.'));
    expect(await ask()).toMatchObject({ code: 'SHOP_PARKED', reasonCode: '27' });
    hub.channel.troubles.push('breaks the adapter');
    expect(await ask()).toMatchObject({ code: 'SHOP_PARKED', reasonCode: '27' });
    hub.channel.troubles.length = 0;
  });

  test('a channel that refuses or is busy is told, a bug is thrown', async () => {
    hub.channel.troubles.push('says no', new ChannelError('throttled', '7', 'Slowly.', { retryAfterMs: 900 }));
    expect(await ask()).toMatchObject({ code: 'CHANNEL_REFUSED', reasonCode: 'NO_SEAT' });
    expect(await ask()).toMatchObject({ code: 'CHANNEL_BUSY', retryAfterMs: 900 });
    hub.channel.troubles.push('breaks the adapter');
    await expect(ask()).rejects.toThrow('a bug');
  });
});

describe('a shop’s tokens', () => {
  const facts = { fare: '99900', expiresAt: '2026-11-22T04:00:00Z', passengers: ['canary 张三'] };
  const tokensOf = (id: string, channel = 'demo') => shopTokens(hub.context.sealer, { id, channel });

  test('bring back what was put in, are fit for a URL, and show nothing', () => {
    const { issueToken, openToken } = tokensOf(hub.shopId);
    const token = issueToken(facts);
    expect(openToken(token)).toEqual(facts);
    expect(token).toMatch(/^[\w-]+$/);
    expect(Buffer.from(token, 'base64url').toString('utf8')).not.toContain('canary');
  });

  test('of another shop or channel open nothing', () => {
    const token = tokensOf(hub.shopId).issueToken(facts);
    expect(tokensOf('019aa000-0000-7000-8000-00000000dead').openToken(token)).toBeNull();
    expect(tokensOf(hub.shopId, 'other').openToken(token)).toBeNull();
  });

  test('that were changed in any place open nothing', () => {
    const { issueToken, openToken } = tokensOf(hub.shopId);
    const token = issueToken(facts);
    for (const [index, letter] of [...token].entries()) {
      const changed = `${token.slice(0, index)}${letter === 'A' ? 'B' : 'A'}${token.slice(index + 1)}`;
      expect(openToken(changed)).toBeNull();
    }
  });

  test.each(['', 'A', 'garbage', '....', '张三', ' ', 'x'.repeat(100_000), '__proto__'])(
    '%j opens nothing',
    (token) => {
      expect(tokensOf(hub.shopId).openToken(token)).toBeNull();
    },
  );

  test('with white space or padding added open nothing', () => {
    const { issueToken, openToken } = tokensOf(hub.shopId);
    for (const change of ['\n', ' ', '=', '==']) expect(openToken(`${issueToken(facts)}${change}`)).toBeNull();
  });
});
