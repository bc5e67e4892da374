import type { Allowed, ItemFacts, OrderFacts } from '@interline/core';

import { TRADE_TYPES, WAITS_FOR_SELLER } from './words.ts';

/** Whether the item, as the hub knows it, can be delivered by alitrip.travel.trade.deliver. */
export function mayDeliver(order: OrderFacts, item: ItemFacts | null): Allowed {
  if (item === null) return ITEM_MISSING;
  return (
    stateRefusal(item) ??
    refundRefusal(item) ??
    reservationRefusal(item) ??
    answeredRefusal(item) ??
    (deliversItself(order, item)
      ? refused(
          'DELIVERS_ITSELF',
          'The channel delivers an instantly confirmed item by itself after payment: do nothing.',
        )
      : ALLOWED)
  );
}

/**
 * Whether the item can be closed, with its money going back, by alitrip.travel.trade.close.
 *
 * @param quickRefund whether the channel lets this merchant refund ordinary paid orders himself
 */
export function mayClose(item: ItemFacts | null, quickRefund: boolean): Allowed {
  if (item === null) return ITEM_MISSING;
  const refusal = stateRefusal(item) ?? refundRefusal(item) ?? reservationRefusal(item) ?? answeredRefusal(item);
  if (refusal) return refusal;
  if (item.detail['orderType'] === 'SECOND_TIME_CONFIRMATION' || quickRefund) return ALLOWED;
  return refused(
    'QUICK_REFUND_OFF',
    'The channel lets only some merchants refund an ordinary paid order: ask the buyer to apply for a refund, ' +
      'or set quickRefund if the channel has opened quick refunds for you.',
  );
}

const ALLOWED: Allowed = { allowed: true };

const ITEM_MISSING = refused(
  'ITEM_MISSING',
  'The channel delivers and closes single items: name one item of the order.',
);

function stateRefusal({ status, channelStatus }: ItemFacts): Allowed | undefined {
  if (WAITS_FOR_SELLER.includes(status)) return undefined;
  switch (status) {
    case 'AWAITING_PAYMENT':
    case 'PAYMENT_PENDING':
      return refused('NOT_PAID', 'The buyer has not paid yet: wait for the payment.');
    case 'FULFILLED':
    case 'COMPLETED':
      return refused('ALREADY_DELIVERED', 'The item is delivered: to undo it, let the buyer apply for a refund.');
    case 'CANCELLED':
    case 'REFUNDED':
      return refused('ALREADY_CLOSED', 'The item is closed: nothing can be done with it any more.');
    default:
      return refused(
        'STATUS_UNKNOWN',
        `The channel calls the item's status ${channelStatus}, which Interline does not know: act in the seller console.`,
      );
  }
}

/** While the buyer asks for his money back, both commands would answer a question that has its own place. */
function refundRefusal({ refundStatus }: ItemFacts): Allowed | undefined {
  switch (refundStatus) {
    case 'REQUESTED':
    case 'AWAITING_RETURN':
    case 'RETURNED':
    case 'UNKNOWN':
      return refused('REFUND_OPEN', 'The buyer has asked for the money back: answer that in the seller console first.');
    case 'SUCCEEDED':
      return refused('ALREADY_REFUNDED', 'The money of the item went back: nothing can be done with it any more.');
    default:
      return undefined;
  }
}

function reservationRefusal({ detail }: ItemFacts): Allowed | undefined {
  switch (detail['orderType']) {
    case 'SECOND_TIME_RESERVATION':
      return refused(
        'RESERVATION',
        'The channel has no API for second-time reservations: confirm or refuse it in the seller console.',
      );
    case 'UNKNOWN':
      return refused(
        'ORDER_TYPE_UNKNOWN',
        `The channel sent order type ${String(detail['orderTypeCode'])}, which Interline does not know: act in the seller console.`,
      );
    default:
      return undefined;
  }
}

/** A second-time confirmation is answered once. */
function answeredRefusal({ confirmation }: ItemFacts): Allowed | undefined {
  switch (confirmation) {
    case 'AWAITING':
    case 'NOT_REQUIRED':
      return undefined;
    case 'CONFIRMED':
      return refused('ALREADY_CONFIRMED', 'The resources are confirmed; the channel delivers the item by itself.');
    case 'VERIFYING':
      return refused('BEING_VERIFIED', 'The channel is checking the ticket numbers: wait for the result.');
    case 'REFUSED':
    case 'EXPIRED':
    case 'REFUNDED':
      return refused(
        'CONFIRMATION_CLOSED',
        'The confirmation was refused, expired or refunded: the item will be closed.',
      );
    case 'UNKNOWN':
      return refused(
        'CONFIRMATION_UNKNOWN',
        'Interline cannot tell whether the item is confirmed: act in the seller console.',
      );
  }
}

/** No field says "instant". An item that the channel never closes for want of delivery needs none (assumed). */
function deliversItself(order: OrderFacts, item: ItemFacts): boolean {
  if (item.detail['orderType'] !== 'ORDINARY') return false;
  return order.detail['tradeType'] === TRADE_TYPES['auto_delivery'] || item.detail['expiresAt'] === undefined;
}

function refused(code: string, reason: string): Allowed {
  return { allowed: false, code, reason };
}
