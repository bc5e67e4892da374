import type { ShopSession } from '../contract/shop.ts';
import type { HubContext } from '../hub-context.ts';
import type { SealedPlace } from '../privacy/seal.ts';

const selectStatement = { name: 'shop.session', text: 'select session_sealed from interline.shop where id = $1' };

/** Where a shop's session is sealed. */
export function sessionPlace(shopId: string): SealedPlace {
  return { shopId, column: 'shop.session_sealed', row: shopId };
}

/** A session whose secret does not show when it is printed, logged or serialised. */
export function concealedSession(accessToken: string): ShopSession {
  const session = { accessToken };
  // Not enumerable: `inspect`, JSON and loggers pass over it.
  return Object.defineProperty(session, 'accessToken', { enumerable: false });
}

/**
 * The session of a shop, decrypted; null when the shop was never authorised.
 * Says nothing about whether it is still good: see {@link shopContext}.
 */
export async function openSession(context: HubContext, shopId: string): Promise<ShopSession | null> {
  const [shop] = await context.database.query<{ session_sealed: Buffer | null }>(selectStatement, [shopId]);
  if (!shop?.session_sealed) return null;
  return concealedSession(context.sealer.open(sessionPlace(shopId), shop.session_sealed));
}
