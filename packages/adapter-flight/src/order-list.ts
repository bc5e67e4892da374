import { ChannelError, instantText } from '@interline/core';
import type { FoundOrder, PollSource, ShopContext } from '@interline/core';
import { asArray, idText, isTopObject } from '@interline/top-client/codec';
import type { TopObject } from '@interline/top-client/codec';

import { callFlight } from './call.ts';
import { channelTrouble } from './channel-trouble.ts';
import type { FlightConnection } from './connection.ts';
import type { FlightNames } from './wire.ts';

/** Orders asked for per page. No source states a limit. */
const PAGE_SIZE = 50;
const MOST_PAGES = 10_000;
const SECOND_MS = 1_000;

/**
 * Finds orders by `queryorderlist`, by their time of booking. It tells no time of change, and its status is the
 * order's one word, which is less than the order itself tells; so what it finds is fetched.
 *
 * @param windowMs longest window of one search, in milliseconds; no source states a limit
 */
export function orderListSource(names: FlightNames, windowMs: number): PollSource<FlightConnection> {
  return {
    kind: 'poll',
    name: 'order-list',
    reveals: names.topic.trade,
    windowMs,
    async *search(context, window) {
      for await (const orders of listOrders(context, window)) {
        yield orders.map(({ reference }): FoundOrder => ({ reference, modifiedAt: null, status: null }));
      }
    },
  };
}

/** An order as the list shows it. */
export interface ListedOrder {
  readonly reference: string;
  /** The merchant's own number, where the list has it. */
  readonly outOrderNumber: string | undefined;
}

/**
 * The orders booked in a window, page by page.
 * @throws ChannelError
 */
export async function* listOrders(
  context: ShopContext<FlightConnection>,
  { from, to }: { readonly from: Date; readonly to: Date },
): AsyncGenerator<readonly ListedOrder[]> {
  // The wire has whole seconds. A second too many finds an order twice, which does no harm.
  const window = { from, to: new Date(Math.ceil(to.getTime() / SECOND_MS) * SECOND_MS) };
  for (let page = 1; page <= MOST_PAGES; page++) {
    const { total, found, size } = await readPage(context, window, page);
    if (found.length > 0) yield found;
    const isLast = total === undefined ? size < PAGE_SIZE : page * PAGE_SIZE >= total;
    if (isLast || size === 0) return;
  }
}

interface Page {
  /** Hits of the whole window; undefined when the answer does not say. */
  readonly total: number | undefined;
  /** Elements of the page, readable or not. */
  readonly size: number;
  readonly found: readonly ListedOrder[];
}

async function readPage(
  context: ShopContext<FlightConnection>,
  window: { readonly from: Date; readonly to: Date },
  page: number,
): Promise<Page> {
  const { names } = context.connection;
  const { root, ...request } = names.orderListRequest;
  const parameters = {
    [root]: {
      [request.from]: window.from,
      [request.to]: window.to,
      [request.page]: page,
      [request.pageSize]: PAGE_SIZE,
    },
  };
  const what = `orders booked from ${instantText(window.from)} to ${instantText(window.to)}, page ${page}`;
  try {
    return pageIn((await callFlight(context, names.method.orderList, parameters, 'read')).data, names);
  } catch (error) {
    if (!(error instanceof TypeError)) throw channelTrouble(error, what);
    throw new ChannelError('unreadable', 'UNREADABLE_PAGE', `${what}: ${error.message}. It is searched again.`, {
      cause: error,
    });
  }
}

/** An order is listed with facts of its own, or by its id alone. */
function pageIn(answer: TopObject, { orderListAnswer, order }: FlightNames): Page {
  const orders = asArray(answer[orderListAnswer.orders]);
  const total = Number(answer[orderListAnswer.total] ?? Number.NaN);
  return {
    total: Number.isSafeInteger(total) && total >= 0 ? total : undefined,
    size: orders.length,
    found: orders.flatMap((listed) => {
      const reference = idText(isTopObject(listed) ? listed[order.orderId] : listed);
      const outOrderNumber = isTopObject(listed) ? idText(listed[order.outOrderNumber]) : undefined;
      return reference === undefined ? [] : [{ reference, outOrderNumber }];
    }),
  };
}
