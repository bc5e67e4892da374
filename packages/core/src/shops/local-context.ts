import type { LocalCommandContext, ShopIdentity } from '../contract/shop.ts';
import { shopDossiers } from '../dossiers/shop-dossiers.ts';
import type { HubContext } from '../hub-context.ts';

const selectStatement = {
  name: 'shop.identity',
  text: `select id, channel, name, account_id as "accountId", account_nick as "accountNick"
           from interline.shop
          where id = $1`,
};

/**
 * What an adapter works with that calls nobody at the channel for the shop: it may be parked, or never have been
 * authorised.
 *
 * @param signal ends the work: the hub stops, or the lease is over
 */
export async function localContext(
  context: HubContext,
  shopId: string,
  signal: AbortSignal,
): Promise<LocalCommandContext<unknown>> {
  const [shop] = await context.database.query<ShopIdentity>(selectStatement, [shopId]);
  if (!shop) throw new Error(`There is no shop ${shopId}.`);
  const channel = context.channels.get(shop.channel);
  if (!channel) throw new Error(`This hub has no adapter for channel "${shop.channel}".`);
  return {
    connection: channel.connection,
    shop,
    services: { clock: context.clock, random: context.random, logger: context.logger },
    signal,
    dossiers: shopDossiers(context, shop, 'COMMAND'),
  };
}
