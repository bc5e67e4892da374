import type { ShopIdentity } from '../contract/shop.ts';
import type { Sql } from '../database.ts';
import type { PersonalData } from '../privacy/personal-data.ts';
import type { Sealer } from '../privacy/seal.ts';
import { travellerKey } from './order-state.ts';
import type { StoredOrder } from './order-state.ts';
import type {
  Anomaly,
  ChangeSnapshot,
  ItemSnapshot,
  JsonObject,
  Notice,
  RefundSnapshot,
  TicketSnapshot,
  TravellerSnapshot,
} from '../snapshot.ts';
import type { Direction, OrderStatus } from '../status.ts';

/** The parts are read only where the fingerprint differs. Amounts as text: JSON numbers end at 2^53. */
const loadStatement = {
  name: 'apply.load',
  text: `
select o.id, o.shop_id, o.reference, o.version, o.fingerprint, o.observed_at, o.recorded_at, o.status, o.modified_at,
       case when o.fingerprint <> wanted.fingerprint then json_build_object(
         'direction', o.direction, 'channelStatus', o.channel_status, 'currency', o.currency,
         'totalAmount', o.total_amount::text, 'paidAmount', o.paid_amount::text, 'buyerNick', o.buyer_nick,
         'createdAt', o.created_at, 'paidAt', o.paid_at, 'endedAt', o.ended_at, 'detail', o.detail, 'anomalies', o.anomalies,
         'notices', o.notices,
         'items', (
           select coalesce(json_agg(json_build_object(
             'id', i.id, 'reference', i.reference, 'status', i.status, 'channelStatus', i.channel_status,
             'confirmation', i.confirmation, 'refundStatus', i.refund_status, 'title', i.title, 'kind', i.kind,
             'quantity', i.quantity, 'unitAmount', i.unit_amount::text, 'totalAmount', i.total_amount::text,
             'paidAmount', i.paid_amount::text, 'travelStart', i.travel_start, 'travelEnd', i.travel_end,
             'deadline', i.deadline, 'endedAt', i.ended_at, 'detail', i.detail) order by i.position), '[]')
             from interline.item i where i.order_id = o.id),
         'travellers', (
           select coalesce(json_agg(json_build_object(
             'id', t.id, 'itemReference', i.reference, 'role', t.role, 'position', t.position,
             'sealed', encode(t.sealed, 'base64'), 'documentType', t.document_type, 'detail', t.detail)), '[]')
             from interline.traveller t left join interline.item i on i.id = t.item_id where t.order_id = o.id),
         'refunds', (
           select coalesce(json_agg(json_build_object(
             'id', r.id, 'reference', r.reference, 'itemReference', i.reference, 'status', r.status,
             'channelStatus', r.channel_status, 'amount', r.amount::text, 'requestedAt', r.requested_at,
             'detail', r.detail)), '[]')
             from interline.refund r left join interline.item i on i.id = r.item_id where r.order_id = o.id),
         'changes', (
           select coalesce(json_agg(json_build_object(
             'id', c.id, 'reference', c.reference, 'itemReference', i.reference, 'status', c.status,
             'channelStatus', c.channel_status, 'amount', c.amount::text, 'deadline', c.deadline,
             'requestedAt', c.requested_at, 'detail', c.detail)), '[]')
             from interline.change c left join interline.item i on i.id = c.item_id where c.order_id = o.id),
         'tickets', (
           select coalesce(json_agg(json_build_object(
             'id', t.id, 'reference', t.reference, 'itemReference', i.reference, 'status', t.status,
             'channelStatus', t.channel_status, 'kind', t.kind, 'number', t.number, 'amount', t.amount::text,
             'detail', t.detail) order by t.position), '[]')
             from interline.ticket t left join interline.item i on i.id = t.item_id where t.order_id = o.id)
       )::text end as parts
  from unnest($1::uuid[], $2::text[], $3::bytea[]) as wanted (shop_id, reference, fingerprint)
  join interline.orders o on o.shop_id = wanted.shop_id and o.reference = wanted.reference`,
};

/** An order as far as it must be known to tell whether a snapshot changes it. */
export interface KnownOrder {
  readonly id: string;
  readonly version: number;
  readonly fingerprint: Buffer;
  readonly observedAt: Date;
  readonly recordedAt: Date;
  readonly status: OrderStatus;
  readonly modifiedAt: Date;
  /** The whole, decrypted; null when the fingerprint is the wanted one. */
  readonly stored: StoredOrder | null;
}

interface Row {
  readonly id: string;
  readonly shop_id: string;
  readonly reference: string;
  readonly version: number;
  readonly fingerprint: Buffer;
  readonly observed_at: Date;
  readonly recorded_at: Date;
  readonly status: OrderStatus;
  readonly modified_at: Date;
  readonly parts: string | null;
}

/** Which order to read, and the fingerprint of what is to be compared with it. */
export interface WantedOrder {
  readonly shop: ShopIdentity;
  readonly reference: string;
  readonly fingerprint: Buffer;
}

/** Reads the orders that are there already. They must be locked. @returns by {@link orderKey} */
export async function loadOrders(
  sql: Sql,
  sealer: Sealer,
  wanted: readonly WantedOrder[],
): Promise<Map<string, KnownOrder>> {
  const rows = await sql.query<Row>(loadStatement, [
    wanted.map(({ shop }) => shop.id),
    wanted.map(({ reference }) => reference),
    wanted.map(({ fingerprint }) => fingerprint),
  ]);
  return new Map(rows.map((row) => [orderKey(row.shop_id, row.reference), knownOrder(sealer, row)]));
}

/** A key for maps of orders of several shops. */
export function orderKey(shopId: string, reference: string): string {
  return `${shopId} ${reference}`;
}

function knownOrder(sealer: Sealer, row: Row): KnownOrder {
  const known = {
    id: row.id,
    version: row.version,
    fingerprint: row.fingerprint,
    observedAt: row.observed_at,
    recordedAt: row.recorded_at,
    status: row.status,
    modifiedAt: row.modified_at,
  };
  return { ...known, stored: row.parts === null ? null : storedOrder(sealer, row, JSON.parse(row.parts) as Parts) };
}

/** Rows as JSON: ids beside the facts, instants and amounts as text. */
type AsText<T> = {
  readonly [Key in keyof T]: T[Key] extends Date | bigint
    ? string
    : T[Key] extends Date | bigint | null
      ? string | null
      : T[Key];
};
interface Parts {
  readonly direction: Direction;
  readonly channelStatus: string;
  readonly currency: string;
  readonly totalAmount: string;
  readonly paidAmount: string;
  readonly buyerNick: string | null;
  readonly createdAt: string;
  readonly paidAt: string | null;
  readonly endedAt: string | null;
  readonly detail: JsonObject;
  readonly anomalies: readonly Anomaly[];
  readonly notices: readonly Notice[];
  readonly items: readonly (AsText<ItemSnapshot> & { readonly id: string })[];
  readonly travellers: readonly (Omit<TravellerSnapshot, 'personal'> & {
    readonly id: string;
    readonly sealed: string | null;
  })[];
  readonly refunds: readonly (AsText<RefundSnapshot> & { readonly id: string })[];
  readonly changes: readonly (AsText<ChangeSnapshot> & { readonly id: string })[];
  readonly tickets: readonly (AsText<TicketSnapshot> & { readonly id: string })[];
}

function storedOrder(sealer: Sealer, row: Row, parts: Parts): StoredOrder {
  const { items, travellers, refunds, changes, tickets, ...facts } = parts;
  return {
    id: row.id,
    version: row.version,
    fingerprint: row.fingerprint,
    observedAt: row.observed_at,
    recordedAt: row.recorded_at,
    itemIds: idsOf(items),
    travellerIds: new Map(travellers.map((traveller) => [travellerKey(traveller), traveller.id])),
    refundIds: idsOf(refunds),
    changeIds: idsOf(changes),
    ticketIds: idsOf(tickets),
    state: {
      ...facts,
      reference: row.reference,
      status: row.status,
      modifiedAt: row.modified_at,
      createdAt: new Date(facts.createdAt),
      paidAt: instant(facts.paidAt),
      endedAt: instant(facts.endedAt),
      totalAmount: BigInt(facts.totalAmount),
      paidAmount: BigInt(facts.paidAmount),
      items: items.map(({ id: _id, ...item }) => ({
        ...item,
        unitAmount: BigInt(item.unitAmount),
        totalAmount: BigInt(item.totalAmount),
        paidAmount: BigInt(item.paidAmount),
        travelStart: instant(item.travelStart),
        travelEnd: instant(item.travelEnd),
        deadline: instant(item.deadline),
        endedAt: instant(item.endedAt),
      })),
      travellers: travellers.map(({ id, sealed, ...traveller }) => ({
        ...traveller,
        personal: sealed === null ? {} : openPersonalData(sealer, row.shop_id, id, Buffer.from(sealed, 'base64')),
      })),
      refunds: refunds.map(({ id: _id, ...refund }) => ({
        ...refund,
        amount: amount(refund.amount),
        requestedAt: instant(refund.requestedAt),
      })),
      changes: changes.map(({ id: _id, ...change }) => ({
        ...change,
        amount: amount(change.amount),
        deadline: instant(change.deadline),
        requestedAt: instant(change.requestedAt),
      })),
      tickets: tickets.map(({ id: _id, ...ticket }) => ({ ...ticket, amount: amount(ticket.amount) })),
    },
  };
}

function idsOf(parts: readonly { readonly id: string; readonly reference: string }[]): Map<string, string> {
  return new Map(parts.map(({ id, reference }) => [reference, id]));
}

function amount(text: string | null): bigint | null {
  return text === null ? null : BigInt(text);
}

function instant(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

function openPersonalData(sealer: Sealer, shopId: string, travellerId: string, sealed: Buffer): PersonalData {
  return JSON.parse(sealer.open({ shopId, column: 'traveller.sealed', row: travellerId }, sealed)) as PersonalData;
}
