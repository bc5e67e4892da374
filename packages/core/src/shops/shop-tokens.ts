import type { ShopContext, ShopIdentity } from '../contract/shop.ts';
import { openSealedToken, sealToken } from '../privacy/sealed-token.ts';
import type { SealedPlace, Sealer } from '../privacy/seal.ts';

/** Makes and opens the tokens of one shop on its channel; see {@link ShopContext}. */
export function shopTokens(
  sealer: Sealer,
  shop: Pick<ShopIdentity, 'id' | 'channel'>,
): Pick<ShopContext<unknown>, 'issueToken' | 'openToken'> {
  const place: SealedPlace = { shopId: shop.id, column: 'shop.token', row: shop.channel };
  return {
    issueToken: (facts) => sealToken(sealer, place, facts),
    openToken: (token) => openSealedToken(sealer, place, token),
  };
}
