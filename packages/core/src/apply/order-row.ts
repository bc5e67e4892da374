import type { ChangeSnapshot, ItemSnapshot } from '../snapshot.ts';
import { summariseChanges, summariseConfirmations, summariseRefunds } from '../status.ts';
import type { OrderStatus } from '../status.ts';
import type { ChangedOrder } from './changed-order.ts';
import type { OrderState } from './order-state.ts';

/** Statuses in which nobody waits for the seller any more, so that an item's deadline means nothing. */
const SETTLED: ReadonlySet<OrderStatus> = new Set(['FULFILLED', 'COMPLETED', 'CANCELLED', 'REFUNDED']);

/** A row of `orders`, by column. */
export function orderRow(order: ChangedOrder, now: Date): object {
  const { id, version, shop, state, fingerprint, observedAt } = order;
  const { items } = state;
  const refunds = [...state.refunds, ...items.map(({ refundStatus }) => ({ status: refundStatus }))];
  return {
    id,
    shop_id: shop.id,
    channel: shop.channel,
    reference: state.reference,
    direction: state.direction,
    status: state.status,
    channel_status: state.channelStatus,
    confirmation: summariseConfirmations(items.map(({ confirmation }) => confirmation)),
    refund_status: summariseRefunds(refunds.map(({ status }) => status)),
    change_status: summariseChanges(state.changes.map(({ status }) => status)),
    currency: state.currency,
    total_amount: state.totalAmount.toString(),
    paid_amount: state.paidAmount.toString(),
    buyer_nick: state.buyerNick,
    item_count: items.length,
    travel_start: earliest(items.map(({ travelStart }) => travelStart)),
    travel_end: latest(items.map(({ travelEnd }) => travelEnd)),
    deadline: earliest([...items.map((item) => openDeadline(item, state)), ...state.changes.map(paymentDeadline)]),
    created_at: state.createdAt,
    paid_at: state.paidAt,
    ended_at: state.endedAt,
    modified_at: state.modifiedAt,
    observed_at: observedAt,
    recorded_at: now,
    version,
    search_text: [...items.map(({ title }) => title), state.buyerNick ?? ''].join(' ').trim(),
    detail: state.detail,
    anomalies: state.anomalies,
    notices: state.notices,
    fingerprint: fingerprint.toString('base64'),
  };
}

function openDeadline(item: ItemSnapshot, order: OrderState): Date | null {
  return SETTLED.has(item.status) || SETTLED.has(order.status) ? null : item.deadline;
}

/** Whatever the order's status: a change is made of what has been fulfilled already. */
function paymentDeadline({ status, deadline }: ChangeSnapshot): Date | null {
  return status === 'AWAITING_PAYMENT' ? deadline : null;
}

function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((first, instant) => (first === null || (instant && instant < first) ? instant : first), null);
}

function latest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((last, instant) => (last === null || (instant && instant > last) ? instant : last), null);
}
