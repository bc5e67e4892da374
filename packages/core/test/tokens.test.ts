import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { authenticate, createAuthenticator } from '../src/access/authenticate.ts';
import { issueToken } from '../src/access/issue-token.ts';
import { listTokens } from '../src/access/list-tokens.ts';
import { revokeToken } from '../src/access/revoke-token.ts';
import { can } from '../src/viewer.ts';
import { commandHub } from './support/command-hub.ts';
import type { CommandHub } from './support/command-hub.ts';

let hub: CommandHub;
beforeAll(async () => {
  hub = await commandHub();
});
afterAll(() => hub[Symbol.asyncDispose]());

const reading = { name: 'dashboard', scopes: ['orders:read'], shopIds: null, expiresAt: null } as const;

describe('tokens', () => {
  test('an issued token authenticates as what was granted', async () => {
    const { token, id } = await issueToken(hub.context, { ...reading, shopIds: [hub.shopId] });
    expect(token).toMatch(/^il_[\w-]{43}$/);
    const viewer = await authenticate(hub.context, token);
    expect(viewer).toEqual({
      tokenId: id,
      name: 'dashboard',
      scopes: new Set(['orders:read']),
      shopIds: [hub.shopId],
      expiresAt: null,
    });
  });

  test('admin implies every scope', async () => {
    const { token } = await issueToken(hub.context, { ...reading, scopes: ['admin'] });
    const viewer = await authenticate(hub.context, token);
    expect(viewer && can(viewer, 'pii:read')).toBe(true);
  });

  test.each(['', 'il_', 'il_wrong', 'x'.repeat(100_000), "' or true --", '\u0000'])('%j is nobody', async (token) => {
    expect(await authenticate(hub.context, token)).toBeNull();
  });

  test('an expired token is nobody, on the second', async () => {
    const expiresAt = new Date(hub.clock.now().getTime() + 60_000);
    const { token } = await issueToken(hub.context, { ...reading, expiresAt });
    hub.clock.advance(59_999);
    expect(await authenticate(hub.context, token)).not.toBeNull();
    hub.clock.advance(1);
    expect(await authenticate(hub.context, token)).toBeNull();
  });

  test('a revoked token is nobody, and revoking it again says so', async () => {
    const { token, id } = await issueToken(hub.context, reading);
    expect(await revokeToken(hub.context, id)).toBe(true);
    expect(await authenticate(hub.context, token)).toBeNull();
    expect(await revokeToken(hub.context, id)).toBe(false);
  });

  test('a given token is taken over, and issuing it again renews the grant', async () => {
    const first = await issueToken(hub.context, { ...reading, token: 'il_demo_0123456789' });
    const second = await issueToken(hub.context, { ...reading, scopes: ['admin'], token: 'il_demo_0123456789' });
    expect(second).toEqual(first);
    expect((await authenticate(hub.context, first.token))?.scopes).toEqual(new Set(['admin']));
    await expect(issueToken(hub.context, { ...reading, token: 'short' })).rejects.toThrow('fewer than 16 characters');
  });

  test('the list tells everything but the token, which is stored nowhere', async () => {
    const { token, id } = await issueToken(hub.context, { ...reading, name: 'listed' });
    const listed = await listTokens(hub.database);
    expect(listed.find((entry) => entry.id === id)).toMatchObject({ name: 'listed', scopes: ['orders:read'] });
    const [dump] = await hub.database.query<{ text: string }>({
      name: 'test.dump_tokens',
      text: `select string_agg(access_token::text, ' ') as text from interline.access_token`,
    });
    expect(dump?.text).not.toContain(token.slice(3));
  });
});

describe('createAuthenticator', () => {
  test('remembers a viewer for five seconds, and notices a revocation after them', async () => {
    const { token, id } = await issueToken(hub.context, reading);
    const remembered = createAuthenticator(hub.context);
    expect(await remembered(token)).toMatchObject({ tokenId: id });
    await revokeToken(hub.context, id);
    hub.clock.advance(4_999);
    expect(await remembered(token)).toMatchObject({ tokenId: id });
    hub.clock.advance(1);
    expect(await remembered(token)).toBeNull();
  });

  test('an expiry is noticed on time, remembered or not', async () => {
    const expiresAt = new Date(hub.clock.now().getTime() + 1_000);
    const { token } = await issueToken(hub.context, { ...reading, expiresAt });
    const remembered = createAuthenticator(hub.context);
    expect(await remembered(token)).not.toBeNull();
    hub.clock.advance(1_000);
    expect(await remembered(token)).toBeNull();
  });

  test('an unknown token is looked up each time, so that a new one works at once', async () => {
    const remembered = createAuthenticator(hub.context);
    expect(await remembered('il_to_be_issued_soon')).toBeNull();
    await issueToken(hub.context, { ...reading, token: 'il_to_be_issued_soon' });
    expect(await remembered('il_to_be_issued_soon')).not.toBeNull();
  });
});
