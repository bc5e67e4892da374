import { callShop } from '../shops/call-shop.ts';
import { locateOrder } from '../commands/locate-order.ts';
import { orderFacts } from '../commands/order-facts.ts';
import type { HubContext } from '../hub-context.ts';
import { readInput, refuse, refuseCheck } from '../refusal.ts';
import type { ChannelRefusal, InputRefusal, NotAllowed, OrderRefusal, QuotaRefusal, Refusal } from '../refusal.ts';
import { judgeQuota } from './judge-quota.ts';
import { shopTokens } from '../shops/shop-tokens.ts';
import { storeQuote } from './store-quote.ts';
import { can } from '../viewer.ts';
import type { Viewer } from '../viewer.ts';

/** What a price is asked for. */
export interface QuoteRequest {
  readonly channel: string;
  /** The adapter's name for it, for example `refund`. */
  readonly name: string;
  /** Needed only when two of the viewer's shops have an order with the same reference. */
  readonly shopId?: string | null;
  /** As JSON; validated by the quote's definition. */
  readonly input: unknown;
}

/** What became of a request for a price. */
export type QuoteResult = { readonly kind: 'quoted'; readonly quoteId: string } | QuoteRefusal;

/** Why there is no price. The message says what to do instead. */
export type QuoteRefusal =
  /** The token lacks `orders:write`. */
  | Refusal<'FORBIDDEN'>
  /** The channel has no such quote. */
  | Refusal<'UNKNOWN_QUOTE'>
  | InputRefusal
  | OrderRefusal
  | NotAllowed
  | QuotaRefusal
  | ChannelRefusal;

/**
 * Asks the channel for a price, now, and keeps it, so that it can be confirmed as it is until it expires or the
 * same is asked again.
 * Asking has no effect at the channel. Look it up with {@link findQuote}.
 *
 * @param signal fires when nobody waits any more
 */
export async function requestQuote(
  context: HubContext,
  viewer: Viewer,
  request: QuoteRequest,
  signal?: AbortSignal,
): Promise<QuoteResult> {
  const { channel, name } = request;
  if (!can(viewer, 'orders:write')) return refuse('FORBIDDEN', 'The token lacks the scope orders:write.');
  const quotes = context.channels.get(channel)?.adapter.quotes ?? {};
  const definition = Object.hasOwn(quotes, name) ? quotes[name] : undefined;
  if (!definition) return refuse('UNKNOWN_QUOTE', `There is no quote "${name}" on channel "${channel}".`);
  const read = readInput(definition.input, request.input);
  if (read.kind === 'refused') return read;
  const { input } = read;
  const { reference, itemReference } = definition.subject(input);
  const place = await locateOrder(context, viewer, request, reference);
  if ('kind' in place) return place;
  const { shopId } = place;

  const order = await orderFacts(context.database, shopId, reference);
  if (!order) throw new Error(`Order ${reference} of shop ${shopId} vanished while its price was asked for.`);
  const item = order.items.find((candidate) => candidate.reference === itemReference) ?? null;
  if (itemReference !== null && item === null) {
    return refuse('ITEM_NOT_FOUND', `Order ${reference} has no item ${itemReference}.`);
  }
  const { openToken } = shopTokens(context.sealer, { id: shopId, channel });
  const refused =
    refuseCheck(definition.allowed(order, item)) ??
    refuseCheck(definition.check?.(input, { now: context.clock.now(), order, openToken }));
  if (refused) return refused;
  const full = await judgeQuota(context, shopId);
  if (full) return full;

  const called = await callShop(context, shopId, signal, (shop) => definition.price(shop, input));
  if (called.kind === 'refused') return called;
  const { answer } = called;
  if (answer.outcome === 'refused') {
    return { ...refuse('CHANNEL_REFUSED', answer.message), reasonCode: answer.code };
  }
  const quoteId = await storeQuote(context.database, context.sealer, answer.quote, {
    shopId,
    channel,
    name,
    reference,
    itemReference,
    input,
    commandId: null,
    insteadOf: null,
    requestedBy: viewer.name,
    createdAt: context.clock.now(),
  });
  return { kind: 'quoted', quoteId };
}
