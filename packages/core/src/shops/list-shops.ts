import type { Sql } from '../database.ts';
import type { ShopState } from '../shop.ts';

/** A shop as its operator sees it; the session itself is never part of it. */
export interface ShopRecord {
  readonly id: string;
  readonly channel: string;
  readonly name: string;
  readonly accountId: string;
  readonly accountNick: string;
  readonly state: ShopState;
  readonly parkedCode: string | null;
  readonly parkedReason: string | null;
  readonly sessionExpiresAt: Date | null;
}

const listStatement = {
  name: 'shop.list',
  text: `select id, channel, name, account_id as "accountId", account_nick as "accountNick", state,
                parked_code as "parkedCode", parked_reason as "parkedReason", session_expires_at as "sessionExpiresAt"
           from interline.shop
          order by channel, name, id`,
};

/** Every shop of the hub, by channel and name. */
export function listShops(sql: Sql): Promise<ShopRecord[]> {
  return sql.query<ShopRecord>(listStatement);
}
