import { createHash } from 'node:crypto';

import { isTopObject, parseTopJson, responseRoot, unwrapArrays, withoutRequestIds } from '@interline/top-client/codec';

import { ChannelError, summariseRefunds } from '@interline/core';
import type { Anomaly, ItemSnapshot, OrderSnapshot, RefundSnapshot, TravellerSnapshot } from '@interline/core';
import { collectAnomalies } from './anomalies.ts';
import type { Anomalies } from './anomalies.ts';
import { eitherId } from './either-id.ts';
import { mapItem } from './map-item.ts';
import { mapOrderDetail } from './map-order-detail.ts';
import { mapBuyer, mapPerson } from './map-person.ts';
import { readWire } from './read-wire.ts';
import type { WireItem, WireTrade } from './wire-trade.ts';
import { tradeInAnswer, tradeQuery } from './wire/calls.ts';
import { tradeResult } from './wire/order.ts';
import { unifiedStatus, UNPAID } from './words.ts';

/**
 * Maps an answer of alitrip.travel.trade.query (28564), as it came, to a snapshot. Pure, and total
 * over whatever Fliggy may put into an order: what the tables do not know is kept, reported as an
 * anomaly, and never fatal.
 *
 * @throws ChannelError `unreadable`, naming the place, when there is no order in the answer (cut off,
 *   no order id) or an amount has a fraction of a fen.
 */
export function mapTradeAnswer(raw: string): OrderSnapshot {
  const trade = tradeOf(raw);
  const { value, anomalies: read } = readWire(tradeResult, trade);
  const found: Anomaly[] = [...read];
  return mapTrade(value, raw, collectAnomalies(found), found);
}

function mapTrade(trade: WireTrade, raw: string, anomalies: Anomalies, found: readonly Anomaly[]): OrderSnapshot {
  const reference = eitherId(trade.orderId, trade.orderIdString, 'order_id_string', anomalies);
  if (reference === undefined) throw unreadable('order_id: the order has no id');
  const word = trade.status ?? 'UNKNOWN';
  const wireItems = trade.subOrders ?? [];
  const items = distinct(
    wireItems.map((item, position) =>
      mapItem(
        item,
        { position, path: `sub_orders[${position}]`, orderWord: word, orderReference: reference },
        anomalies,
      ),
    ),
    anomalies,
  );
  const awaitsConfirmation = items.some(({ status }) => status === 'AWAITING_CONFIRMATION');
  const status = unifiedStatus(word, awaitsConfirmation) ?? 'UNKNOWN';
  if (status === 'UNKNOWN') anomalies.unknown('status', word);
  const createdAt = trade.createdTime ?? missingTime(trade, 'created_time', anomalies);
  const postage = trade.postFee ?? 0n;
  return {
    reference,
    direction: 'SALE',
    status,
    channelStatus: word,
    modifiedAt: trade.modifiedTime ?? missingTime(trade, 'modified_time', anomalies),
    createdAt,
    paidAt: trade.payInfo?.payTime ?? null,
    endedAt: trade.endTime ?? null,
    currency: 'CNY',
    totalAmount: sum(items.map(({ totalAmount }) => totalAmount)) + postage,
    paidAmount: UNPAID.includes(status)
      ? (trade.payInfo?.stepPaidFee ?? 0n)
      : sum(items.map(({ paidAmount }) => paidAmount)) + postage,
    buyerNick: trade.buyerInfo?.buyerNick ?? null,
    items,
    travellers: mapTravellers(trade, items, anomalies),
    refunds: mapRefunds(wireItems, items),
    detail: mapOrderDetail(trade, anomalies),
    anomalies: found,
    raw,
    rawDigest: createHash('sha256').update(withoutRequestIds(raw)).digest('hex'),
  };
}

function mapTravellers(trade: WireTrade, items: readonly ItemSnapshot[], anomalies: Anomalies): TravellerSnapshot[] {
  const ofItems = items.flatMap(({ reference: itemReference }, index) => {
    const { contactor, travellers = [] } = trade.subOrders?.[index] ?? {};
    const path = `sub_orders[${index}]`;
    const contact = { itemReference, role: 'CONTACT', position: 0, path: `${path}.contactor` } as const;
    return [
      ...(contactor ? [mapPerson(contactor, contact, anomalies)] : []),
      ...travellers.map((traveller, position) =>
        mapPerson(
          traveller,
          { itemReference, role: 'TRAVELLER', position, path: `${path}.travellers[${position}]` },
          anomalies,
        ),
      ),
    ];
  });
  return [...mapBuyer(trade), ...ofItems];
}

/** One refund per refund id. Several items may share one; then it belongs to the order. */
function mapRefunds(wireItems: readonly WireItem[], items: readonly ItemSnapshot[]): RefundSnapshot[] {
  const refunded = items.flatMap((item, index) => {
    const { refundId, refundStatus } = wireItems[index] ?? {};
    return refundId === undefined || item.refundStatus === 'NONE'
      ? []
      : [{ reference: refundId, item, channelStatus: refundStatus ?? '' }];
  });
  return [...Map.groupBy(refunded, ({ reference }) => reference)].map(([reference, [first, ...others]]) => ({
    reference,
    itemReference: first && others.length === 0 ? first.item.reference : null,
    status: summariseRefunds([first, ...others].flatMap((refund) => (refund ? [refund.item.refundStatus] : []))),
    channelStatus: first?.channelStatus ?? '',
    amount: null,
    requestedAt: null,
    detail: {},
  }));
}

/** Two sub-orders with one id would overwrite each other; the later one is told apart and reported. */
function distinct(items: readonly ItemSnapshot[], anomalies: Anomalies): ItemSnapshot[] {
  const seen = new Set<string>();
  return items.map((item, position) => {
    const reference = seen.has(item.reference) ? `${item.reference}#${position}` : item.reference;
    if (reference !== item.reference) anomalies.malformed(`sub_orders[${position}].sub_order_id`, item.reference);
    seen.add(reference);
    return { ...item, reference };
  });
}

/** The latest time the order has, for an order without the one that is asked for. */
function missingTime(trade: WireTrade, path: string, anomalies: Anomalies): Date {
  anomalies.malformed(path, 'none');
  const times = [trade.createdTime, trade.payInfo?.payTime, trade.endTime, trade.modifiedTime];
  return new Date(Math.max(0, ...times.map((time) => time?.getTime() ?? 0)));
}

function tradeOf(raw: string): object {
  const root = rootOf(raw);
  const trade = isTopObject(root) ? tradeInAnswer(root) : undefined;
  if (isTopObject(trade)) return trade;
  throw unreadable(`${ROOT}: the answer holds no order`);
}

const ROOT = responseRoot(tradeQuery('').method);

function rootOf(raw: string): unknown {
  try {
    const answer = parseTopJson(raw);
    return isTopObject(answer) ? unwrapArrays(answer[ROOT] ?? answer) : undefined;
  } catch {
    throw unreadable('the answer is not complete JSON');
  }
}

function unreadable(what: string): ChannelError {
  return new ChannelError(
    'unreadable',
    'UNREADABLE_ORDER',
    `alitrip.travel.trade.query: ${what}. It is fetched again; if it stays so, the platform changed its answer.`,
  );
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
