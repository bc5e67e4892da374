import { validate } from 'uuid';
import type { HubContext } from '../hub-context.ts';
import { refuse } from '../refusal.ts';
import type { OrderRefusal } from '../refusal.ts';
import type { Viewer } from '../viewer.ts';

const locateStatement = {
  name: 'command.locate_order',
  text: `select shop.id as "shopId", orders.id as "orderId"
           from interline.shop
           join interline.orders on orders.shop_id = shop.id and orders.reference = $2
          where shop.channel = $1
            and ($3::uuid[] is null or shop.id = any ($3))
            and ($4::uuid is null or shop.id = $4)
          order by shop.id`,
};

/** The one order that a request is about, among the shops the viewer may see. */
export async function locateOrder(
  context: HubContext,
  viewer: Viewer,
  { channel, shopId = null }: { readonly channel: string; readonly shopId?: string | null },
  reference: string,
): Promise<{ shopId: string; orderId: string } | OrderRefusal> {
  const places =
    shopId !== null && !validate(shopId)
      ? []
      : await context.database.query<{ shopId: string; orderId: string }>(locateStatement, [
          channel,
          reference,
          viewer.shopIds,
          shopId,
        ]);
  const [place] = places;
  if (!place) {
    return refuse(
      'ORDER_NOT_FOUND',
      `The hub has no order ${reference} on channel "${channel}" in the shops of this token. ` +
        howItComes(context, channel),
    );
  }
  if (places.length === 1) return place;
  const shopIds = places.map((found) => found.shopId);
  return {
    ...refuse('AMBIGUOUS_ORDER', `${places.length} shops have an order ${reference}. Name the shop as well.`),
    shopIds,
  };
}

/** An order of a channel that keeps no books for us to read comes with its call, and in no other way. */
function howItComes({ channels }: HubContext, channel: string): string {
  return channels.get(channel)?.adapter.mapDossier
    ? 'The hub has it once the channel has called for it; look whether the id is right.'
    : 'If the channel has it, synchronise it first.';
}
