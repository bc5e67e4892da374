import { validate } from 'uuid';
import type { Sql } from '../database.ts';
import { refuse } from '../refusal.ts';
import type { ShopRefusal } from '../refusal.ts';
import type { Viewer } from '../viewer.ts';

const locateStatement = {
  name: 'shop.locate',
  text: `select id
           from interline.shop
          where channel = $1
            and ($2::uuid[] is null or id = any ($2))
            and ($3::uuid is null or id = $3)
          order by id`,
};

/** The one shop that a request without an order is for: the one it names, or the viewer's only one of the channel. */
export async function locateShop(
  sql: Sql,
  viewer: Viewer,
  { channel, shopId = null }: { readonly channel: string; readonly shopId?: string | null },
): Promise<{ readonly shopId: string } | ShopRefusal> {
  const shops =
    shopId !== null && !validate(shopId)
      ? []
      : await sql.query<{ id: string }>(locateStatement, [channel, viewer.shopIds, shopId]);
  const [shop] = shops;
  if (!shop) {
    return refuse('SHOP_NOT_FOUND', `This token sees no such shop on channel "${channel}". Choose one of \`shops\`.`);
  }
  if (shops.length === 1) return { shopId: shop.id };
  return {
    ...refuse(
      'AMBIGUOUS_SHOP',
      `This token sees ${shops.length} shops on channel "${channel}". Name the shop as well.`,
    ),
    shopIds: shops.map(({ id }) => id),
  };
}
