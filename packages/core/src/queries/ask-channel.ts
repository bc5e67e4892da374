import { callShop } from '../shops/call-shop.ts';
import type { HubContext } from '../hub-context.ts';
import { locateShop } from '../shops/locate-shop.ts';
import { readInput, refuse, refuseCheck } from '../refusal.ts';
import type { ChannelRefusal, InputRefusal, NotAllowed, Refusal, ShopRefusal } from '../refusal.ts';
import { can } from '../viewer.ts';
import type { Viewer } from '../viewer.ts';

/** What is asked. */
export interface ChannelQuestion {
  readonly channel: string;
  /** The adapter's name for it, for example `searchFlights`. */
  readonly name: string;
  /** Needed when the viewer sees several shops of the channel. */
  readonly shopId?: string | null;
  /** As JSON; validated by the query's definition. */
  readonly input: unknown;
}

/** What the channel said; `answer` is what the adapter's GraphQL types read. */
export type ChannelAnswer =
  | { readonly kind: 'answered'; readonly shopId: string; readonly answer: object }
  | QueryRefusal;

/** Why there is no answer. The message says what to do instead. */
export type QueryRefusal =
  /** The token lacks `orders:read`. */
  | Refusal<'FORBIDDEN'>
  /** The channel has no such query. */
  | Refusal<'UNKNOWN_QUERY'>
  | InputRefusal
  | ShopRefusal
  | NotAllowed
  | ChannelRefusal;

/**
 * Asks the channel a question whose answer is not kept.
 * @param signal fires when nobody waits any more
 */
export async function askChannel(
  context: HubContext,
  viewer: Viewer,
  question: ChannelQuestion,
  signal?: AbortSignal,
): Promise<ChannelAnswer> {
  const { channel, name } = question;
  if (!can(viewer, 'orders:read')) return refuse('FORBIDDEN', 'The token lacks the scope orders:read.');
  const queries = context.channels.get(channel)?.adapter.queries ?? {};
  const definition = Object.hasOwn(queries, name) ? queries[name] : undefined;
  if (!definition) return refuse('UNKNOWN_QUERY', `There is no query "${name}" on channel "${channel}".`);
  const read = readInput(definition.input, question.input);
  if (read.kind === 'refused') return read;
  const { input } = read;
  const place = await locateShop(context.database, viewer, question);
  if ('kind' in place) return place;
  const refused = refuseCheck(definition.check?.(input, { now: context.clock.now() }));
  if (refused) return refused;

  const { shopId } = place;
  const called = await callShop(
    context,
    shopId,
    signal,
    (shop) => definition.ask(shop, input),
    definition.whenSlow?.(input),
  );
  if (called.kind === 'refused') return called;
  const { answer } = called;
  if (answer.outcome === 'refused') {
    return { ...refuse('CHANNEL_REFUSED', answer.message), reasonCode: answer.code };
  }
  return { kind: 'answered', shopId, answer: answer.answer };
}
