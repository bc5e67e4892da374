import { createHash } from 'node:crypto';

import { withoutRequestIds } from '@interline/top-client/codec';

import type { ItemSnapshot, OrderSnapshot, OrderStatus } from '@interline/core';
import { instantText } from '@interline/core';

import { collectAnomalies } from '../reading/anomalies.ts';
import { FLIGHT_NAMES } from '../wire.ts';
import type { FlightNames } from '../wire.ts';
import { readAnswers, unreadable } from './answers.ts';
import type { WireAnswers } from './answers.ts';
import { compact } from './compact.ts';
import { distinctReference } from './distinct-reference.ts';
import { mapChanges } from './map-change.ts';
import { isClosed, mapItem } from './map-item.ts';
import { mapContact, mapPassenger } from './map-person.ts';
import { mapRefunds } from './map-refund.ts';
import { mapRoute } from './map-route.ts';
import type { JourneyDetail, Route, SegmentKey } from './map-route.ts';
import { mapTickets } from './map-ticket.ts';
import type { MappingContext } from './mapping-context.ts';
import { isPaid, orderStatus } from './statuses.ts';
import type { WireOrder } from './wire-order.ts';

/** Facts of a flight order beyond the shared ones. Times as `instantText` writes them. */
export type OrderDetail = {
  /** The number that the merchant gave the order. */
  readonly outOrderNumber?: string;
  /** `ONE_WAY`, `RETURN`, or the number sent. */
  readonly tripType?: string;
  /** Who sells the tickets. */
  readonly seller?: string;
  /** Alipay's number of the payment. */
  readonly tradeNumber?: string;
  /** Until when the order is kept for payment; stays after payment. */
  readonly payBy?: string;
  readonly journeys: readonly JourneyDetail[];
  /** For news that name a flight but no order. */
  readonly segmentKeys: readonly SegmentKey[];
};

/**
 * Maps the answers of one order, as `composeAnswers` joined them, to a snapshot. Pure, and total over whatever the
 * channel may put into an order: what the tables do not know is kept, reported as an anomaly, and never fatal.
 *
 * @throws ChannelError `unreadable`, naming the place, when there is no order in the answers (cut off, no order id)
 *   or an amount has a fraction of a fen.
 */
export function mapOrder(raw: string, names: FlightNames = FLIGHT_NAMES): OrderSnapshot {
  const anomalies = collectAnomalies();
  const answers = readAnswers(raw, names, anomalies);
  const facts = mapFacts(answers, { names, anomalies });
  const rawDigest = createHash('sha256').update(withoutRequestIds(raw)).digest('hex');
  return { ...facts, anomalies: anomalies.found, raw, rawDigest };
}

function mapFacts(
  answers: WireAnswers,
  context: MappingContext,
): Omit<OrderSnapshot, 'anomalies' | 'raw' | 'rawDigest'> {
  const { names, anomalies } = context;
  const { order } = answers;
  if (order.orderId === undefined) throw unreadable(`${names.order.orderId}: the order has no id`);
  const word = order.status ?? 'UNKNOWN';
  const said = orderStatus(word, order.payTime !== undefined);
  if (said === undefined) anomalies.unknownValue(names.order.status, word);

  const route = mapRoute(order, answers.flightChanges, context);
  const passengers = placed(order, context);
  const references = passengers.map(({ reference }) => reference);
  const refunds = mapRefunds(answers.refunds, references, context);
  const taken = new Set<string>();
  const ticketed = passengers.map(({ passenger, reference, path }) =>
    mapTickets(passenger, reference, path, taken, context),
  );
  const itemOrder = {
    word,
    status: said ?? ('UNKNOWN' as const),
    route,
    payBy: order.payBy,
    closedAt: order.closeTime,
    refunds,
  };
  const items = passengers.map(({ passenger, reference, path }, index) =>
    mapItem(passenger, reference, path, itemOrder, ticketed[index] ?? [], context),
  );
  const status = summarised(itemOrder.status, items);
  const paid = isPaid(status);
  return {
    reference: order.orderId,
    direction: 'PURCHASE',
    status,
    channelStatus: word,
    modifiedAt: latestTime(answers),
    createdAt: order.bookTime ?? missingTime(answers, context),
    paidAt: paid ? (order.payTime ?? null) : null,
    endedAt: isClosed(status) ? (order.closeTime ?? latest(items.map(({ endedAt }) => endedAt ?? undefined))) : null,
    currency: 'CNY',
    totalAmount: order.total ?? sum(items.map(({ totalAmount }) => totalAmount)),
    paidAmount: paid ? (order.paid ?? order.total ?? sum(items.map(({ paidAmount }) => paidAmount))) : 0n,
    buyerNick: null,
    items,
    travellers: [
      ...(order.contact ? [mapContact(order.contact, names.order.contact, context)] : []),
      ...passengers.flatMap(({ passenger: { passenger: person }, reference, path }) =>
        person ? [mapPassenger(person, reference, `${path}.${names.orderPassenger.passenger}`, context)] : [],
      ),
    ],
    refunds: refunds.map(({ snapshot }) => snapshot),
    changes: mapChanges(answers.changes, references, context),
    tickets: ticketed.flat(),
    notices: route.notices,
    detail: orderDetail(order, route),
  };
}

/** The passengers with their references: the channel's ids where it sends them, else their places from 1. */
function placed(order: WireOrder, { names, anomalies }: MappingContext) {
  const taken = new Set<string>();
  return (order.passengers ?? []).map((passenger, index) => {
    const path = `${names.order.passengers}[${index}]`;
    const idPath = `${path}.${names.orderPassenger.passenger}.${names.passenger.id}`;
    const sent = passenger.passenger?.id ?? String(index + 1);
    return { passenger, path, reference: distinctReference(sent, index, taken, idPath, anomalies) };
  });
}

/** What the order's one word says, made more exact by what is known of each passenger. */
function summarised(said: OrderStatus, items: readonly ItemSnapshot[]): OrderStatus {
  if (items.length > 0 && items.every(({ status }) => status === 'REFUNDED')) return 'REFUNDED';
  const isPartly = said === 'AWAITING_FULFILMENT' && items.some(({ status }) => status === 'FULFILLED');
  return isPartly ? 'PARTLY_FULFILLED' : said;
}

function orderDetail(order: WireOrder, { tripType, journeys, segmentKeys }: Route): OrderDetail {
  return {
    ...compact({
      outOrderNumber: order.outOrderNumber,
      tripType,
      seller: order.seller,
      tradeNumber: order.tradeNumber,
      payBy: order.payBy && instantText(order.payBy),
    }),
    journeys,
    segmentKeys,
  };
}

/** No answer tells when the order last changed, so it is the latest time of anything that did. */
function latestTime({ order, refunds, changes, flightChanges }: WireAnswers): Date {
  return (
    latest([
      order.bookTime,
      order.payTime,
      order.ticketTime,
      order.closeTime,
      ...refunds.flatMap(({ applyTime, payments = [] }) => [applyTime, ...payments.map(({ time }) => time)]),
      ...changes.map(({ createTime }) => createTime),
      ...flightChanges.map(({ changeTime }) => changeTime),
    ]) ?? new Date(0)
  );
}

function missingTime(answers: WireAnswers, { names, anomalies }: MappingContext): Date {
  anomalies.malformed(names.order.bookTime, 'none');
  return latestTime(answers);
}

function latest(times: readonly (Date | undefined)[]): Date | null {
  return (
    times
      .flatMap((time) => time ?? [])
      .toSorted((a, b) => a.getTime() - b.getTime())
      .at(-1) ?? null
  );
}

function sum(amounts: readonly bigint[]): bigint {
  return amounts.reduce((total, amount) => total + amount, 0n);
}
