import { newId } from '../id.ts';
import { maskPersonalData } from '../privacy/mask.ts';
import type { Sealer } from '../privacy/seal.ts';
import type { ItemSnapshot, RefundSnapshot, TravellerSnapshot } from '../snapshot.ts';
import { summariseConfirmations, summariseRefunds } from '../status.ts';
import type { OrderStatus } from '../status.ts';
import { isSame } from './is-same.ts';
import { travellerKey } from './order-state.ts';
import type { OrderState } from './order-state.ts';
import type { ChangedOrder } from './changed-order.ts';

/** Statuses in which nobody waits for the seller any more, so that a deadline means nothing. */
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
    currency: state.currency,
    total_amount: state.totalAmount.toString(),
    paid_amount: state.paidAmount.toString(),
    buyer_nick: state.buyerNick,
    item_count: items.length,
    travel_start: earliest(items.map(({ travelStart }) => travelStart)),
    travel_end: latest(items.map(({ travelEnd }) => travelEnd)),
    deadline: earliest(items.map((item) => openDeadline(item, state))),
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
    fingerprint: fingerprint.toString('base64'),
  };
}

function openDeadline(item: ItemSnapshot, order: OrderState): Date | null {
  return SETTLED.has(item.status) || SETTLED.has(order.status) ? null : item.deadline;
}

function earliest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((first, instant) => (first === null || (instant && instant < first) ? instant : first), null);
}

function latest(instants: readonly (Date | null)[]): Date | null {
  return instants.reduce((last, instant) => (last === null || (instant && instant > last) ? instant : last), null);
}

interface PartRows {
  readonly items: object[];
  readonly travellers: object[];
  readonly refunds: object[];
  readonly goneItems: string[];
  readonly goneTravellers: string[];
  readonly goneRefunds: string[];
}

/** The rows of an order's parts that are new or differ, and the ids of those that are gone. */
export function partRows(sealer: Sealer, order: ChangedOrder, now: Date): PartRows {
  const { state, stored } = order;
  const itemIds = idsOf(state.items, (item: ItemSnapshot) => item.reference, stored?.itemIds, now);
  const travellerIds = idsOf(state.travellers, travellerKey, stored?.travellerIds, now);
  const refundIds = idsOf(state.refunds, (refund: RefundSnapshot) => refund.reference, stored?.refundIds, now);
  const before = stored?.state;
  const knownTravellers = new Map(before?.travellers.map((traveller) => [travellerKey(traveller), traveller]));
  const knownRefunds = new Map(before?.refunds.map((refund) => [refund.reference, refund]));
  const itemId = (reference: string | null): string | null =>
    reference === null ? null : (itemIds.get(reference) ?? null);
  const common = { order_id: order.id, shop_id: order.shop.id };
  return {
    items: state.items.flatMap((item, position) =>
      isSame(before?.items[position], item)
        ? []
        : [{ ...common, ...itemRow(item), id: itemIds.get(item.reference), position }],
    ),
    travellers: state.travellers
      .filter((traveller) => !isSame(knownTravellers.get(travellerKey(traveller)), traveller))
      .map((traveller) => ({
        ...common,
        ...travellerRow(sealer, order.shop.id, travellerIds.get(travellerKey(traveller)) ?? newId(now), traveller),
        item_id: itemId(traveller.itemReference),
      })),
    refunds: state.refunds
      .filter((refund) => !isSame(knownRefunds.get(refund.reference), refund))
      .map((refund) => ({
        ...common,
        ...refundRow(refund),
        id: refundIds.get(refund.reference),
        item_id: itemId(refund.itemReference),
      })),
    goneItems: gone(stored?.itemIds, itemIds),
    goneTravellers: gone(stored?.travellerIds, travellerIds),
    goneRefunds: gone(stored?.refundIds, refundIds),
  };
}

/** The id of each part: the one it has, or a new one. */
function idsOf<T>(
  parts: readonly T[],
  key: (part: T) => string,
  known: ReadonlyMap<string, string> | undefined,
  now: Date,
): Map<string, string> {
  return new Map(parts.map((part) => [key(part), known?.get(key(part)) ?? newId(now)]));
}

function gone(before: ReadonlyMap<string, string> | undefined, after: ReadonlyMap<string, string>): string[] {
  return [...(before ?? [])].flatMap(([key, id]) => (after.has(key) ? [] : [id]));
}

function itemRow(item: ItemSnapshot): object {
  return {
    reference: item.reference,
    status: item.status,
    channel_status: item.channelStatus,
    confirmation: item.confirmation,
    refund_status: item.refundStatus,
    title: item.title,
    kind: item.kind,
    quantity: item.quantity,
    unit_amount: item.unitAmount.toString(),
    total_amount: item.totalAmount.toString(),
    paid_amount: item.paidAmount.toString(),
    travel_start: item.travelStart,
    travel_end: item.travelEnd,
    deadline: item.deadline,
    ended_at: item.endedAt,
    detail: item.detail,
  };
}

function travellerRow(sealer: Sealer, shopId: string, id: string, traveller: TravellerSnapshot): object {
  const { name, phone, email, documentNumber, ...masked } = maskPersonalData(traveller.personal);
  const clear = Object.keys(traveller.personal).length === 0 ? null : JSON.stringify(traveller.personal);
  return {
    id,
    role: traveller.role,
    position: traveller.position,
    name,
    phone,
    email,
    document_number: documentNumber,
    masked,
    document_type: traveller.documentType,
    detail: traveller.detail,
    sealed:
      clear === null ? null : sealer.seal({ shopId, column: 'traveller.sealed', row: id }, clear).toString('base64'),
  };
}

function refundRow(refund: RefundSnapshot): object {
  return {
    reference: refund.reference,
    status: refund.status,
    channel_status: refund.channelStatus,
    amount: refund.amount?.toString(),
    requested_at: refund.requestedAt,
    detail: refund.detail,
  };
}

/** Rows of `order_event`, in the order in which they will be told. */
export function eventRows(order: ChangedOrder, now: Date): object[] {
  return order.changes.map((change) => ({
    order_id: order.id,
    shop_id: order.shop.id,
    channel: order.shop.channel,
    type: change.type,
    item_reference: change.itemReference,
    from_value: change.from,
    to_value: change.to,
    version: order.version,
    cause: order.cause,
    occurred_at: order.state.modifiedAt,
    recorded_at: now,
    data: change.data,
  }));
}
