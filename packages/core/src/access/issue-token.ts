import { createHash, randomBytes } from 'node:crypto';
import type { HubContext } from '../hub-context.ts';
import { newId } from '../id.ts';
import type { Scope } from '../viewer.ts';

/** Who gets a token, and what for. */
export interface TokenGrant {
  /** For people: who or what holds it. */
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The shops it may see; null means every shop, present and future. */
  readonly shopIds: readonly string[] | null;
  /** Null means until it is revoked. */
  readonly expiresAt: Date | null;
  /**
   * A token made elsewhere, at least 16 characters, for demonstrations and tests. Issuing the same
   * one again renews its grant. Leave it out to have one made.
   */
  readonly token?: string;
}

const SHORTEST_TOKEN = 16;

const issueStatement = {
  name: 'token.issue',
  text: `insert into interline.access_token (id, name, hash, scopes, shop_ids, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7)
         on conflict (hash) do update
            set name = excluded.name, scopes = excluded.scopes, shop_ids = excluded.shop_ids,
                expires_at = excluded.expires_at, revoked_at = null
         returning id`,
};

/**
 * Makes a bearer token of the API. The answer is the only time it is seen: its SHA-256 is stored,
 * which is enough because a made token holds 256 random bits.
 */
export async function issueToken(context: HubContext, grant: TokenGrant): Promise<{ token: string; id: string }> {
  const token = grant.token ?? `il_${randomBytes(32).toString('base64url')}`;
  if (token.length < SHORTEST_TOKEN) {
    throw new Error(
      `The given token has fewer than ${SHORTEST_TOKEN} characters. Take a longer one, or have one made.`,
    );
  }
  const now = context.clock.now();
  const [row] = await context.database.query<{ id: string }>(issueStatement, [
    newId(now),
    grant.name,
    hashToken(token),
    grant.scopes,
    grant.shopIds,
    now,
    grant.expiresAt,
  ]);
  if (!row) throw new Error('PostgreSQL returned no row for the token.');
  return { token, id: row.id };
}

/** What is stored and looked up in place of a token. */
export function hashToken(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
