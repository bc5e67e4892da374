import type { HubContext } from '../hub-context.ts';
import { sessionPlace } from './shop-session.ts';
import { wakeShopWork } from '../wake.ts';

const authoriseStatement = {
  name: 'shop.authorise',
  text: `update interline.shop
            set session_sealed = $2, session_expires_at = $3,
                state = 'ACTIVE', parked_code = null, parked_reason = null, parked_at = null
          where id = $1
      returning id`,
};

/**
 * Takes over what the merchant's authorisation gave. A parked shop resumes by itself: everything
 * that waited for it is due at once.
 *
 * @param session.expiresAt null when the channel does not say
 */
export async function authoriseShop(
  context: HubContext,
  shopId: string,
  session: { readonly accessToken: string; readonly expiresAt: Date | null },
): Promise<void> {
  const sealed = context.sealer.seal(sessionPlace(shopId), session.accessToken);
  await context.database.transaction(async (sql) => {
    const authorised = await sql.query(authoriseStatement, [shopId, sealed, session.expiresAt]);
    if (authorised.length === 0) throw new Error(`There is no shop ${shopId} to authorise. Save the shop first.`);
    await wakeShopWork(sql, shopId, context.clock.now());
  });
  context.logger.info({ shopId, expiresAt: session.expiresAt }, 'Shop authorised');
}
