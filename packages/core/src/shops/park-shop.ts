import type { ShopSession } from '../contract/shop.ts';
import type { HubContext } from '../hub-context.ts';
import { sessionPlace } from './shop-session.ts';
import { storableText } from '../storable-text.ts';
import { wakeShopWork } from '../wake.ts';

/** Whoever parks or authorises the shop waits; whoever writes what is the shop's does not, and is not waited for. */
const lockStatement = {
  name: 'shop.lock',
  text: 'select state, session_sealed from interline.shop where id = $1 for no key update',
};
const parkStatement = {
  name: 'shop.park',
  text: `update interline.shop
            set state = 'PARKED', parked_code = $2, parked_reason = $3, parked_at = $4
          where id = $1`,
};
const resumeStatement = {
  name: 'shop.resume',
  text: `update interline.shop
            set state = 'ACTIVE', parked_code = null, parked_reason = null, parked_at = null
          where id = $1 and state = 'PARKED'
      returning id`,
};

interface LockedShop {
  readonly state: string;
  readonly session_sealed: Buffer | null;
}

/**
 * Stops all calls for one shop, and for no other; its work waits. Parking a parked shop changes
 * nothing: the first reason stays.
 *
 * @param reason.code stable, upper case, for example `SESSION_EXPIRED`
 * @param reason.reason for people: what happened and what to do
 * @param reason.session the session that was refused, null when there was none. When the shop has been
 *   authorised anew since, that is old news and the shop stays active.
 * @returns whether this call parked it
 */
export async function parkShop(
  context: HubContext,
  shopId: string,
  reason: { readonly code: string; readonly reason: string; readonly session?: ShopSession | null },
): Promise<boolean> {
  const parked = await context.database.transaction(async (sql) => {
    const [shop] = await sql.query<LockedShop>(lockStatement, [shopId]);
    if (!shop) throw new Error(`There is no shop ${shopId} to park.`);
    if (shop.state === 'PARKED') return false;
    if (reason.session !== undefined && isSuperseded(context, shopId, shop, reason.session)) return false;
    await sql.query(parkStatement, [
      shopId,
      storableText(reason.code),
      storableText(reason.reason),
      context.clock.now(),
    ]);
    return true;
  });
  if (parked) context.logger.warn({ shopId, code: reason.code }, `Shop parked: ${reason.reason}`);
  return parked;
}

/**
 * Lets a parked shop be called for again with the session it has, for example after a missing
 * permission was granted. Its waiting work starts at once.
 * @returns whether it was parked
 */
export async function resumeShop(context: HubContext, shopId: string): Promise<boolean> {
  return context.database.transaction(async (sql) => {
    const resumed = await sql.query(resumeStatement, [shopId]);
    if (resumed.length === 0) return false;
    await wakeShopWork(sql, shopId, context.clock.now());
    return true;
  });
}

function isSuperseded(context: HubContext, shopId: string, shop: LockedShop, refused: ShopSession | null): boolean {
  if (shop.session_sealed === null) return refused !== null;
  return context.sealer.open(sessionPlace(shopId), shop.session_sealed) !== refused?.accessToken;
}
