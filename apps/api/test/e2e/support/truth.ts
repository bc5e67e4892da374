import type { OrderView, Sandbox } from '@interline/sandbox';
import type { HubClient } from './hub-client.ts';

/** An order in the words of Fliggy: what both sides must agree on. */
export interface OrderTruth {
  readonly status: string;
  readonly items: readonly { readonly reference: string; readonly status: string; readonly refundStatus: string }[];
}

/** What the sandbox says, by order id. */
export function sandboxTruth({ control }: Sandbox): Map<string, OrderTruth> {
  return new Map(control.orderIds().map((id) => [id, truthOf(control.order(id))]));
}

function truthOf({ status, subOrders }: OrderView): OrderTruth {
  const items = subOrders.map((sub) => ({
    reference: sub.id,
    status: sub.status,
    refundStatus: REFUND[sub.refundStatus] ?? sub.refundStatus,
  }));
  return { status, items: items.toSorted(byReference) };
}

/** Fliggy's words for a refund (alitrip.travel.trade.query 28564) in Interline's. */
const REFUND: Readonly<Record<string, string>> = {
  NO_REFUND: 'NONE',
  WAIT_SELLER_AGREE: 'REQUESTED',
  WAIT_BUYER_RETURN_GOODS: 'AWAITING_RETURN',
  WAIT_SELLER_CONFIRM_GOODS: 'RETURNED',
  SELLER_REFUSE_BUYER: 'REFUSED',
  CLOSED: 'CLOSED',
  SUCCESS: 'SUCCEEDED',
};

interface Page {
  readonly orders: {
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly {
      readonly reference: string;
      readonly channelStatus: string;
      readonly items: readonly {
        readonly reference: string;
        readonly channelStatus: string;
        readonly refundStatus: string;
      }[];
    }[];
  };
}

/** What the hub says, by order id, read page by page as a frontend would. */
export async function hubTruth(client: HubClient): Promise<Map<string, OrderTruth>> {
  const found = new Map<string, OrderTruth>();
  let after: string | null = null;
  do {
    const { orders }: Page = await client.request<Page>(
      `query Page($after: String) {
        orders(first: 100, after: $after) {
          pageInfo { hasNextPage endCursor }
          nodes { reference channelStatus items { reference channelStatus refundStatus } }
        }
      }`,
      { after },
    );
    for (const order of orders.nodes) {
      const items = order.items.map((item) => ({
        reference: item.reference,
        status: item.channelStatus,
        refundStatus: item.refundStatus,
      }));
      found.set(order.reference, { status: order.channelStatus, items: items.toSorted(byReference) });
    }
    after = orders.pageInfo.hasNextPage ? orders.pageInfo.endCursor : null;
  } while (after !== null);
  return found;
}

const byReference = (a: { reference: string }, b: { reference: string }): number =>
  a.reference < b.reference ? -1 : 1;

/** Orders on which the two sides do not agree. */
export function disagreements(truth: ReadonlyMap<string, OrderTruth>, hub: ReadonlyMap<string, OrderTruth>): string[] {
  const known = [...new Set([...truth.keys(), ...hub.keys()])];
  return known.filter((id) => JSON.stringify(truth.get(id)) !== JSON.stringify(hub.get(id)));
}

/** One line of an order's timeline. */
export interface TimelineRow {
  readonly reference: string;
  readonly type: string;
  readonly item: string | null;
  readonly from: string | null;
  readonly to: string | null;
}

/**
 * What is wrong with timelines as a whole: a change that is told twice in a row, one that does not
 * start where the one before it ended, an order created twice.
 */
export function timelineFaults(rows: readonly TimelineRow[]): string[] {
  const last = new Map<string, string | null>();
  return rows.flatMap(({ reference, type, item, from, to }) => {
    const thread = `${reference} ${type} ${item ?? ''}`;
    const faults: string[] = [];
    if (type === 'ORDER_CREATED') {
      if (last.has(thread)) faults.push(`${thread}: created twice`);
      last.set(`${reference} STATUS_CHANGED `, to);
    } else if (['STATUS_CHANGED', 'ITEM_STATUS_CHANGED', 'CONFIRMATION_CHANGED', 'REFUND_CHANGED'].includes(type)) {
      // Money that comes back once more for the same refund leaves its status as it was.
      const isMore = type === 'REFUND_CHANGED' && to === 'SUCCEEDED';
      if (from === to && !isMore) faults.push(`${thread}: ${from} to itself`);
      const before = last.get(thread);
      if (before !== undefined && before !== from) faults.push(`${thread}: from ${from}, but it was ${before}`);
    }
    last.set(thread, to);
    return faults;
  });
}
