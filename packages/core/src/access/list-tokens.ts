import type { Sql } from '../database.ts';
import type { Scope } from '../viewer.ts';

/** A token as its administrator sees it. The token itself is not stored anywhere. */
export interface TokenRecord {
  readonly id: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** Null means every shop. */
  readonly shopIds: readonly string[] | null;
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
}

const listStatement = {
  name: 'token.list',
  text: `select id, name, scopes, shop_ids as "shopIds", created_at as "createdAt", expires_at as "expiresAt",
                revoked_at as "revokedAt"
           from interline.access_token
          order by id`,
};

/** All tokens, oldest first, the revoked and expired ones too. */
export async function listTokens(sql: Sql): Promise<TokenRecord[]> {
  return sql.query<TokenRecord>(listStatement);
}
