import { newId } from '../id.ts';
import { maskPersonalData } from '../privacy/mask.ts';
import type { Sealer } from '../privacy/seal.ts';
import type { ChangeSnapshot, ItemSnapshot, RefundSnapshot, TicketSnapshot, TravellerSnapshot } from '../snapshot.ts';
import type { ChangedOrder } from './changed-order.ts';
import { isSame } from './is-same.ts';
import { referenceOf, travellerKey } from './order-state.ts';

/** What is to be written of the parts of one kind. */
export interface ChangedRows {
  /** By column: the parts that are new or differ. */
  readonly rows: readonly object[];
  /** Ids of those that are gone. */
  readonly gone: readonly string[];
}

/** What is to be written of an order's parts. */
export interface PartRows {
  readonly items: ChangedRows;
  readonly travellers: ChangedRows;
  readonly refunds: ChangedRows;
  readonly changes: ChangedRows;
  readonly tickets: ChangedRows;
}

/** The rows of an order's parts that are new or differ, and the ids of those that are gone. */
export function partRows(sealer: Sealer, { id: orderId, shop, state, stored }: ChangedOrder, now: Date): PartRows {
  const before = stored?.state;
  const itemIds = idsOf(state.items, referenceOf, stored?.itemIds, now);
  const ofOrder = { order_id: orderId, shop_id: shop.id };
  const ofItem = ({ itemReference }: { readonly itemReference: string | null }): object => ({
    ...ofOrder,
    item_id: itemReference === null ? null : (itemIds.get(itemReference) ?? null),
  });
  return {
    items: changedRows({
      parts: state.items,
      before: before?.items,
      ids: itemIds,
      known: stored?.itemIds,
      key: referenceOf,
      hasPlace: true,
      row: (item, id, position) => ({ ...ofOrder, ...itemRow(item), id, position }),
    }),
    travellers: changedRows({
      parts: state.travellers,
      before: before?.travellers,
      ids: idsOf(state.travellers, travellerKey, stored?.travellerIds, now),
      known: stored?.travellerIds,
      key: travellerKey,
      row: (traveller, id) => ({ ...ofItem(traveller), ...travellerRow(sealer, shop.id, id, traveller) }),
    }),
    refunds: changedRows({
      parts: state.refunds,
      before: before?.refunds,
      ids: idsOf(state.refunds, referenceOf, stored?.refundIds, now),
      known: stored?.refundIds,
      key: referenceOf,
      row: (refund, id) => ({ ...ofItem(refund), ...refundRow(refund), id }),
    }),
    changes: changedRows({
      parts: state.changes,
      before: before?.changes,
      ids: idsOf(state.changes, referenceOf, stored?.changeIds, now),
      known: stored?.changeIds,
      key: referenceOf,
      row: (change, id) => ({ ...ofItem(change), ...changeRow(change), id }),
    }),
    tickets: changedRows({
      parts: state.tickets,
      before: before?.tickets,
      ids: idsOf(state.tickets, referenceOf, stored?.ticketIds, now),
      known: stored?.ticketIds,
      key: referenceOf,
      hasPlace: true,
      row: (ticket, id, position) => ({ ...ofItem(ticket), ...ticketRow(ticket), id, position }),
    }),
  };
}

/** The id of each part: the one it has, or a new one. */
function idsOf<Part>(
  parts: readonly Part[],
  key: (part: Part) => string,
  known: ReadonlyMap<string, string> | undefined,
  now: Date,
): Map<string, string> {
  return new Map(parts.map((part) => [key(part), known?.get(key(part)) ?? newId(now)]));
}

interface Parts<Part> {
  readonly parts: readonly Part[];
  /** As they are stored; undefined when the order is new. */
  readonly before: readonly Part[] | undefined;
  /** By key, now. */
  readonly ids: ReadonlyMap<string, string>;
  /** By key, as they are stored. */
  readonly known: ReadonlyMap<string, string> | undefined;
  readonly key: (part: Part) => string;
  /** Whether the row says where the part stands in the list. */
  readonly hasPlace?: boolean;
  readonly row: (part: Part, id: string, position: number) => object;
}

function changedRows<Part>({ parts, before, ids, known, key, hasPlace = false, row }: Parts<Part>): ChangedRows {
  const places = new Map(before?.map((part, position) => [key(part), { part, position }]));
  const rows = [...ids].flatMap(([name, id], position) => {
    const part = parts[position];
    const was = places.get(name);
    const stays = was !== undefined && isSame(was.part, part) && (!hasPlace || was.position === position);
    return part === undefined || stays ? [] : [row(part, id, position)];
  });
  return { rows, gone: [...(known ?? [])].flatMap(([name, id]) => (ids.has(name) ? [] : [id])) };
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

function changeRow(change: ChangeSnapshot): object {
  return {
    reference: change.reference,
    status: change.status,
    channel_status: change.channelStatus,
    amount: change.amount?.toString(),
    deadline: change.deadline,
    requested_at: change.requestedAt,
    detail: change.detail,
  };
}

function ticketRow(ticket: TicketSnapshot): object {
  return {
    reference: ticket.reference,
    status: ticket.status,
    channel_status: ticket.channelStatus,
    kind: ticket.kind,
    number: ticket.number,
    amount: ticket.amount?.toString(),
    detail: ticket.detail,
  };
}
