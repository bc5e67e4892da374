import { validate } from 'uuid';
import type { QuoteSubject } from '../contract/command-subject.ts';
import type { CommandRefusal } from './command-submission.ts';
import type { HubContext } from '../hub-context.ts';
import { locateOrder } from './locate-order.ts';
import { locateShop } from '../shops/locate-shop.ts';
import type { Wish } from './read-wish.ts';
import { refuse } from '../refusal.ts';

/** Where a command belongs. */
export interface Place {
  readonly kind: 'place';
  readonly shopId: string;
  /** What follows is null for a command that makes a new order. */
  readonly orderId: string | null;
  readonly reference: string | null;
  readonly itemReference: string | null;
  /** The quote that it confirms; null for other commands. */
  readonly quoteId: string | null;
}

const quoteStatement = {
  name: 'command.locate_quote',
  text: `select quote.shop_id as "shopId", orders.id as "orderId", quote.reference,
                quote.item_reference as "itemReference", quote.id as "quoteId"
           from interline.quote
           join interline.orders on orders.shop_id = quote.shop_id and orders.reference = quote.reference
          where quote.id = $1 and quote.channel = $2 and quote.kind = $3
            and ($4::uuid[] is null or quote.shop_id = any ($4))
            and ($5::uuid is null or quote.shop_id = $5)`,
};

/** Finds what the wish is about, among the shops the viewer may see. */
export async function placeWish(context: HubContext, wish: Wish): Promise<Place | CommandRefusal> {
  const { viewer, request, definition, input } = wish;
  const subject = definition.subject(input);
  switch (subject.kind) {
    case 'order': {
      const { reference, itemReference } = subject;
      const found = await locateOrder(context, viewer, request, reference);
      return 'kind' in found ? found : { kind: 'place', ...found, reference, itemReference, quoteId: null };
    }
    case 'new-order': {
      const found = await locateShop(context.database, viewer, request);
      if ('kind' in found) return found;
      return { kind: 'place', ...found, orderId: null, reference: null, itemReference: null, quoteId: null };
    }
    case 'quote':
      return placeQuote(context, wish, subject);
  }
}

async function placeQuote(
  context: HubContext,
  { viewer, request: { channel, shopId = null } }: Wish,
  { id, quoteKind }: QuoteSubject,
): Promise<Place | CommandRefusal> {
  const isPossible = validate(id) && (shopId === null || validate(shopId));
  const values = [id, channel, quoteKind, viewer.shopIds, shopId];
  const [found] = isPossible ? await context.database.query<Omit<Place, 'kind'>>(quoteStatement, values) : [];
  if (found) return { kind: 'place', ...found };
  return refuse(
    'QUOTE_NOT_FOUND',
    `This token sees no ${quoteKind.toLowerCase()} quote ${id} on channel "${channel}". Ask for a new one.`,
  );
}
