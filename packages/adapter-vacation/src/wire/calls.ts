import { booleanResult } from '@interline/top-client';
import { asArray, formatTopTime, idText } from '@interline/top-client/codec';
import type { TopObject, TopValue } from '@interline/top-client/codec';

/** A call of the gateway: the API's name and its application parameters by wire name. */
export interface WireCall {
  readonly method: string;
  readonly parameters: Readonly<Record<string, TopValue>>;
}

/** The most orders that one page of alitrip.travel.trades.search (28558) may hold. */
export const PAGE_SIZE = 100;

/** alitrip.travel.trade.query (28564): one order with everything in it. */
export function tradeQuery(orderReference: string): WireCall {
  return { method: 'alitrip.travel.trade.query', parameters: { order_id: orderReference } };
}

/** The order in the answer of {@link tradeQuery}; undefined when the answer has none. */
export function tradeInAnswer(answer: TopObject): unknown {
  return answer['first_result'];
}

/** alitrip.travel.trades.search (28558): ids of the orders created between two times, to the second. */
export function tradesSearch(window: { readonly from: Date; readonly to: Date }, page: number): WireCall {
  return {
    method: 'alitrip.travel.trades.search',
    parameters: {
      start_created_time: formatTopTime(window.from),
      end_created_time: formatTopTime(window.to),
      current_page: page,
      page_size: PAGE_SIZE,
    },
  };
}

/** One page of a search. */
export interface TradesPage {
  /** Hits of the whole window; undefined when the answer does not say. */
  readonly total: number | undefined;
  readonly references: readonly string[];
}

/**
 * Reads a page of {@link tradesSearch}. The ids come as numbers and as text; the text wins.
 * @throws TypeError when a list is something else.
 */
export function readTradesPage(answer: TopObject): TradesPage {
  const texts = asArray(answer['order_string_list']);
  const ids = texts.length > 0 ? texts : asArray(answer['order_list']);
  const total = Number(answer['total_orders'] ?? Number.NaN);
  return {
    total: Number.isSafeInteger(total) && total >= 0 ? total : undefined,
    references: ids.map(idText).filter((reference) => reference !== undefined),
  };
}

/** alitrip.travel.trade.deliver (28176): delivers one sub-order, or confirms its resources. */
export function tradeDeliver(itemReference: string): WireCall {
  return { method: 'alitrip.travel.trade.deliver', parameters: { sub_order_id: itemReference } };
}

/** alitrip.travel.trade.close (28175): closes one paid sub-order; the buyer gets the money back. */
export function tradeClose(itemReference: string, reason: string, description: string | null | undefined): WireCall {
  return {
    method: 'alitrip.travel.trade.close',
    parameters: { sub_order_id: itemReference, close_reason: reason, reason_desc: description },
  };
}

/** Whether deliver or close did what was asked; undefined when the answer does not say. */
export function writeSucceeded(answer: TopObject): boolean | undefined {
  return booleanResult(answer['first_result']);
}
