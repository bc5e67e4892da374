import type { PollSource } from '../contract/adapter.ts';
import type { ShopContext } from '../contract/shop.ts';
import { ChannelError } from '../contract/channel-error.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { HubContext } from '../hub-context.ts';
import { parkShop } from '../shops/park-shop.ts';
import { storableText } from '../storable-text.ts';
import type { Cause } from '../sync-task.ts';
import { requestFound } from './request-found.ts';

/** How far a search got, and why it ended there if it did not reach the end. */
export interface SearchReport {
  /** Windows that were searched whole. */
  readonly windows: number;
  /** Orders that were found. */
  readonly found: number;
  /** Of these, how many were news and will be fetched. */
  readonly requested: number;
  /** Null when everything was searched. */
  readonly problem: string | null;
}

/** What to search, and whom to tell how far it got. */
export interface SearchRange {
  readonly from: Date;
  readonly to: Date;
  readonly cause: Cause;
  /** Called after each window that was searched whole, before the next. */
  readonly onSearched: (upTo: Date, found: number) => Promise<void>;
}

/**
 * Searches a range window by window, none longer than the channel allows, and asks for what is news.
 * Ends at the first trouble; what was searched whole stays searched.
 */
export async function searchRange(
  context: HubContext,
  shop: ShopContext<unknown>,
  source: PollSource<unknown>,
  range: SearchRange,
): Promise<SearchReport> {
  let windows = 0;
  let found = 0;
  let requested = 0;
  try {
    for (const window of windowsOf(range, source.windowMs)) {
      shop.signal.throwIfAborted();
      let inWindow = 0;
      for await (const page of source.search(shop, window)) {
        requested += await requestFound(context.database, shop.shop, page, range.cause, context.clock.now());
        inWindow += page.length;
      }
      await range.onSearched(window.to, inWindow);
      windows += 1;
      found += inWindow;
    }
    return { windows, found, requested, problem: null };
  } catch (error) {
    return { windows, found, requested, problem: await problemOf(context, shop, source, error) };
  }
}

/** The windows of a range, each after the other, the last one perhaps shorter. */
export function* windowsOf(
  { from, to }: { readonly from: Date; readonly to: Date },
  windowMs: number,
): Generator<{ readonly from: Date; readonly to: Date }> {
  for (let start = from.getTime(); start < to.getTime(); start += windowMs) {
    yield { from: new Date(start), to: new Date(Math.min(start + windowMs, to.getTime())) };
  }
}

async function problemOf(
  context: HubContext,
  { shop, session, signal }: ShopContext<unknown>,
  source: PollSource<unknown>,
  error: unknown,
): Promise<string> {
  if (signal.aborted) return 'The search was broken off because the hub stops or its lease was over.';
  if (!(error instanceof ChannelError)) {
    const about = { shopId: shop.id, channel: shop.channel, source: source.name };
    context.logger.error({ ...about, ...describeThrown(error) }, 'A search failed; this is a fault');
    return `The search failed with ${error instanceof Error ? error.name : typeof error}. The log has the place.`;
  }
  const { kind, code, message: reason } = error;
  if (kind === 'session' || kind === 'permission') await parkShop(context, shop.id, { code, reason, session });
  return storableText(reason);
}
