import type { HubContext } from '../hub-context.ts';
import { hashToken } from './issue-token.ts';
import type { Scope, Viewer } from '../viewer.ts';

const findStatement = {
  name: 'token.find',
  text: `select id, name, scopes, shop_ids, expires_at
           from interline.access_token
          where hash = $1 and revoked_at is null`,
};

interface TokenRow {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly shop_ids: readonly string[] | null;
  readonly expires_at: Date | null;
}

/**
 * Whose token this is; null when it is unknown, expired or revoked, which a caller must not be able
 * to tell apart. The look-up is by hash, so its duration says nothing about the stored tokens.
 */
export async function authenticate(context: HubContext, token: string): Promise<Viewer | null> {
  const viewer = await findViewer(context, token);
  return viewer && isCurrent(viewer, context.clock.now()) ? viewer : null;
}

/** The longest time for which a viewer may be remembered, in milliseconds. */
const MEMORY_MS = 5_000;
const MEMORY_SIZE = 1_000;

/**
 * {@link authenticate} with a short memory, for servers: a token is looked up at most every
 * `ttlMs` milliseconds. So a revoked token may work that much longer, in processes other than the
 * database's; an expired one ends on time.
 *
 * @param options.ttlMs at most 5,000, which is the default
 */
export function createAuthenticator(
  context: HubContext,
  options: { readonly ttlMs?: number } = {},
): (token: string) => Promise<Viewer | null> {
  const ttlMs = Math.min(options.ttlMs ?? MEMORY_MS, MEMORY_MS);
  const known = new Map<string, { readonly viewer: Viewer; readonly until: number }>();
  return async (token) => {
    const key = hashToken(token).toString('base64');
    const now = context.clock.now();
    const remembered = known.get(key);
    if (remembered && remembered.until > now.getTime())
      return isCurrent(remembered.viewer, now) ? remembered.viewer : null;
    known.delete(key);
    const viewer = await authenticate(context, token);
    if (viewer) {
      const oldest = known.size >= MEMORY_SIZE ? known.keys().next().value : undefined;
      if (oldest !== undefined) known.delete(oldest);
      known.set(key, { viewer, until: now.getTime() + ttlMs });
    }
    return viewer;
  };
}

async function findViewer(context: HubContext, token: string): Promise<Viewer | null> {
  const [row] = await context.database.query<TokenRow>(findStatement, [hashToken(token)]);
  if (!row) return null;
  return {
    tokenId: row.id,
    name: row.name,
    scopes: new Set(row.scopes),
    shopIds: row.shop_ids,
    expiresAt: row.expires_at,
  };
}

function isCurrent(viewer: Viewer, now: Date): boolean {
  return viewer.expiresAt === null || viewer.expiresAt > now;
}
