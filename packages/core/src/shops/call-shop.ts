import { ChannelError } from '../contract/channel-error.ts';
import type { ShopContext } from '../contract/shop.ts';
import type { HubContext } from '../hub-context.ts';
import { parkShop } from './park-shop.ts';
import { refuse } from '../refusal.ts';
import type { ChannelRefusal } from '../refusal.ts';
import { shopContext } from './shop-context.ts';
import { withLease } from '../with-lease.ts';

/** How long somebody who waits for an answer waits at most, in milliseconds of the hub's clock. */
export const LONGEST_ANSWER_MS = 20_000;

/**
 * Asks the channel something for a shop while somebody waits for the answer. A session or a permission
 * that is missing parks the shop. What the adapter throws besides {@link ChannelError} is a bug, and thrown.
 *
 * @param outer fires when nobody waits any more; then its reason is thrown
 * @param whenSlow what to do when the channel takes too long, for people
 */
export async function callShop<Answer>(
  context: HubContext,
  shopId: string,
  outer: AbortSignal | undefined,
  ask: (shop: ShopContext<unknown>) => Promise<Answer>,
  whenSlow = 'Nothing has changed; ask again.',
): Promise<{ readonly kind: 'answered'; readonly answer: Answer } | ChannelRefusal> {
  return withLease(context.clock, LONGEST_ANSWER_MS, outer, async (signal) => {
    const ready = await shopContext(context, shopId, signal);
    if (ready.kind === 'parked') return parked(ready.code, ready.reason);
    try {
      return { kind: 'answered', answer: await untilAborted(signal, ask(ready.shop)) };
    } catch (error) {
      outer?.throwIfAborted();
      if (signal.aborted) {
        const message = `The channel did not answer within ${LONGEST_ANSWER_MS / 1_000} s. ${whenSlow}`;
        return { ...refuse('CHANNEL_BUSY', message), retryAfterMs: null };
      }
      if (!(error instanceof ChannelError)) throw error;
      return refusalOf(context, ready.shop, error);
    }
  });
}

async function refusalOf(
  context: HubContext,
  { shop, session }: ShopContext<unknown>,
  error: ChannelError,
): Promise<ChannelRefusal> {
  const { code, message, retryAfterMs } = error;
  switch (error.kind) {
    case 'session':
    case 'permission':
      await parkShop(context, shop.id, { code, reason: message, session });
      return parked(code, message);
    case 'not-found':
    case 'invalid':
      return { ...refuse('CHANNEL_REFUSED', message), reasonCode: code };
    case 'throttled':
    case 'transient':
    case 'unreadable':
      context.logger.debug({ shopId: shop.id, channel: shop.channel, code }, message);
      return { ...refuse('CHANNEL_BUSY', message), retryAfterMs };
  }
}

function parked(reasonCode: string, reason: string): ChannelRefusal {
  return { ...refuse('SHOP_PARKED', `The shop cannot be called for now. ${reason}`), reasonCode };
}

/** An adapter that does not mind its signal must not keep anybody waiting. */
async function untilAborted<Answer>(signal: AbortSignal, answer: Promise<Answer>): Promise<Answer> {
  const aborted = Promise.withResolvers<never>();
  const abort = (): void => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([answer, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
