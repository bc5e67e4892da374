import { instantText } from '@interline/core';
import type { Confirmation, ItemSnapshot, Json, OrderStatus, RefundStatus } from '@interline/core';
import type { Anomalies } from './anomalies.ts';
import { compact } from './compact.ts';
import { eitherId } from './either-id.ts';
import type { WireItem } from './wire-trade.ts';
import type { Pair } from './wire/values.ts';
import {
  CONFIRM_STATUSES,
  ORDER_TYPES,
  PRODUCT_KINDS,
  REFUND_WORDS,
  unifiedStatus,
  UNPAID,
  WAITS_FOR_SELLER,
} from './words.ts';
import type { OrderType } from './words.ts';

/** Facts of a vacation item beyond the shared ones. Money is fen as text, times as `instantText` writes them. */
export type ItemDetail = {
  readonly orderType: OrderType;
  /** The number sent as `biz_type`. */
  readonly bizType?: number;
  /** The number sent as `order_type`, where no document lists it. */
  readonly orderTypeCode?: number;
  /** The number sent as `confirm_status`. */
  readonly confirmStatus?: number;
  readonly discount?: string;
  readonly adjustment?: string;
  readonly refundId?: string;
  readonly refundWord?: string;
  /** When the channel closes the item because the seller did not deliver; also after it was delivered. */
  readonly expiresAt?: string;
  readonly processedAt?: string;
  readonly attributes?: readonly Pair[];
  readonly productId?: string;
  readonly categoryId?: string;
  readonly skuId?: string;
  readonly skuProperties?: readonly Pair[];
  readonly merchantProductCode?: string;
  readonly merchantSkuCode?: string;
  readonly categoryAttributes?: readonly Pair[];
  readonly categoryAttributesJson?: Json;
  readonly image?: string;
  /** As sent: the document's descriptions of the two are swapped, so neither is interpreted. */
  readonly sessionStart?: string;
  readonly sessionEnd?: string;
};

/** What an item takes over from its order. */
export interface ItemPlace {
  readonly position: number;
  /** Path of the item in the answer, `sub_orders[0]`. */
  readonly path: string;
  /** The order's status word, for an item that has none of its own. */
  readonly orderWord: string;
  readonly orderReference: string;
}

/** One sub-order. */
export function mapItem(item: WireItem, place: ItemPlace, anomalies: Anomalies): ItemSnapshot {
  const { path } = place;
  const bought = item.buyItemInfo;
  const word = item.status ?? place.orderWord;
  const orderType = mapOrderType(item, path, anomalies);
  const confirmation = mapConfirmation(item, orderType, word, path, anomalies);
  const status = unifiedStatus(word, confirmation === 'AWAITING') ?? unknownStatus(word, path, anomalies);
  const totalAmount = item.totalFee ?? item.payment ?? 0n;
  const detail: ItemDetail = {
    orderType,
    ...compact({
      bizType: item.bizType,
      orderTypeCode: orderType === 'UNKNOWN' ? item.orderType : undefined,
      confirmStatus: item.confirmStatus,
      discount: item.discountFee?.toString(),
      adjustment: item.adjustFee?.toString(),
      refundId: item.refundId,
      refundWord: item.refundStatus,
      expiresAt: item.expireTime && instantText(item.expireTime),
      processedAt: item.processTime && instantText(item.processTime),
      attributes: item.extendAttributes,
      productId: bought?.itemId,
      categoryId: bought?.categoryId,
      skuId: bought?.skuId,
      skuProperties: bought?.skuProperties,
      merchantProductCode: bought?.outProductId,
      merchantSkuCode: bought?.outSkuId,
      categoryAttributes: bought?.categoryExtInfos,
      categoryAttributesJson: bought?.categoryExtInfosJson,
      image: bought?.itemImage,
      sessionStart: bought?.fsStartTime,
      sessionEnd: bought?.fsEndTime,
    }),
  };
  return {
    reference: itemReference(item, place, anomalies),
    status,
    channelStatus: word,
    confirmation,
    refundStatus: mapRefundStatus(item, path, anomalies),
    title: bought?.itemTitle ?? '',
    kind:
      item.bizType === undefined ? 'OTHER' : anomalies.lookUp(PRODUCT_KINDS, `${path}.biz_type`, item.bizType, 'OTHER'),
    quantity: bought?.num ?? 1,
    unitAmount: bought?.price ?? 0n,
    totalAmount,
    paidAmount: UNPAID.includes(status) ? 0n : (item.payment ?? totalAmount),
    travelStart: bought?.tripStartDate ?? null,
    travelEnd: bought?.tripEndDate ?? null,
    deadline: isOpen(status, confirmation) ? (item.expireTime ?? null) : null,
    endedAt: item.endTime ?? null,
    detail,
  };
}

/** The refund status of a sub-order; no word means that nobody has asked for one. */
export function mapRefundStatus(item: WireItem, path: string, anomalies: Anomalies): RefundStatus {
  if (item.refundStatus === undefined) return 'NONE';
  return anomalies.lookUp(REFUND_WORDS, `${path}.refund_status`, item.refundStatus, 'UNKNOWN' as const);
}

function itemReference(item: WireItem, place: ItemPlace, anomalies: Anomalies): string {
  const reference = eitherId(item.subOrderId, item.subOrderIdString, `${place.path}.sub_order_id_string`, anomalies);
  if (reference !== undefined) return reference;
  anomalies.malformed(`${place.path}.sub_order_id`, 'none');
  return `${place.orderReference}#${place.position}`;
}

function mapOrderType(item: WireItem, path: string, anomalies: Anomalies): OrderType {
  if (item.orderType === undefined) return 'ORDINARY';
  return anomalies.lookUp<OrderType, OrderType>(ORDER_TYPES, `${path}.order_type`, item.orderType, 'UNKNOWN');
}

/**
 * Only second-time confirmation asks the merchant anything, and only once it is paid: until then
 * nothing is required of him, even where the number is already there.
 */
function mapConfirmation(
  item: WireItem,
  orderType: OrderType,
  word: string,
  path: string,
  anomalies: Anomalies,
): Confirmation {
  if (orderType === 'ORDINARY' || orderType === 'SECOND_TIME_RESERVATION') return 'NOT_REQUIRED';
  const status: OrderStatus = unifiedStatus(word, false) ?? 'UNKNOWN';
  if (UNPAID.includes(status)) return 'NOT_REQUIRED';
  if (item.confirmStatus !== undefined) {
    return anomalies.lookUp(CONFIRM_STATUSES, `${path}.confirm_status`, item.confirmStatus, 'UNKNOWN' as const);
  }
  return orderType === 'SECOND_TIME_CONFIRMATION' && status === 'AWAITING_FULFILMENT' ? 'AWAITING' : 'UNKNOWN';
}

/** After the merchant confirmed, delivery happens by itself and the deadline no longer threatens. */
function isOpen(status: OrderStatus, confirmation: Confirmation): boolean {
  return WAITS_FOR_SELLER.includes(status) && confirmation !== 'CONFIRMED';
}

function unknownStatus(word: string, path: string, anomalies: Anomalies): OrderStatus {
  anomalies.unknown(`${path}.status`, word);
  return 'UNKNOWN';
}
