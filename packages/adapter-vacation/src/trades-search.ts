import { ChannelError, instantText } from '@interline/core';
import type { FoundOrder, PollSource, ShopContext } from '@interline/core';

import { channelTrouble } from './channel-trouble.ts';
import type { VacationConnection } from './connection.ts';
import { PAGE_SIZE, readTradesPage, tradesSearch } from './wire/calls.ts';
import type { TradesPage } from './wire/calls.ts';
import { ORDER_CHANGED } from './wire/message.ts';

const MOST_PAGES = 10_000;
const SECOND_MS = 1_000;

/**
 * Finds orders by alitrip.travel.trades.search (28558). It filters by creation time alone and gives
 * nothing but ids, so a change of an old order shows only when the order itself is queried.
 *
 * @param windowMs longest window of one search, in milliseconds; the document states no limit
 */
export function tradesSearchSource(windowMs: number): PollSource<VacationConnection> {
  return {
    kind: 'poll',
    name: 'trades.search',
    reveals: ORDER_CHANGED,
    windowMs,
    async *search(context, { from, to }) {
      // The wire has whole seconds. A second too many finds an order twice, which does no harm.
      const window = { from, to: new Date(Math.ceil(to.getTime() / SECOND_MS) * SECOND_MS) };
      for (let page = 1; page <= MOST_PAGES; page++) {
        const { total, references } = await readPage(context, window, page);
        if (references.length > 0) yield references.map(found);
        const isLast = total === undefined ? references.length < PAGE_SIZE : page * PAGE_SIZE >= total;
        if (isLast || references.length === 0) return;
      }
    },
  };
}

async function readPage(
  { connection, session, signal }: ShopContext<VacationConnection>,
  window: { readonly from: Date; readonly to: Date },
  page: number,
): Promise<TradesPage> {
  const { method, parameters } = tradesSearch(window, page);
  const what = `orders created from ${instantText(window.from)} to ${instantText(window.to)}, page ${page}`;
  try {
    const options = { kind: 'read', session: session.accessToken, signal } as const;
    return readTradesPage((await connection.client.call(method, parameters, options)).data);
  } catch (error) {
    if (!(error instanceof TypeError)) throw channelTrouble(error, what);
    throw new ChannelError('unreadable', 'UNREADABLE_PAGE', `${what}: ${error.message}. It is searched again.`, {
      cause: error,
    });
  }
}

function found(reference: string): FoundOrder {
  return { reference, modifiedAt: null, status: null };
}
