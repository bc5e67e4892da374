import type { ConfirmStatus, OrderStatus, RefundStatus, StepStatus } from './order.ts';

/**
 * Which order status may follow which. The platform publishes the meanings, not the flow;
 * this flow follows from the meanings of `status` in alitrip.travel.trade.query (28564).
 */
export const LEGAL_STATUS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  TRADE_NO_CREATE_PAY: ['WAIT_BUYER_PAY', 'TRADE_CLOSED_BY_TAOBAO'],
  WAIT_BUYER_PAY: ['PAY_PENDING', 'WAIT_SELLER_SEND_GOODS', 'TRADE_CLOSED_BY_TAOBAO'],
  PAY_PENDING: ['WAIT_BUYER_PAY', 'WAIT_SELLER_SEND_GOODS'],
  WAIT_SELLER_SEND_GOODS: ['SELLER_CONSIGNED_PART', 'WAIT_BUYER_CONFIRM_GOODS', 'TRADE_CLOSED'],
  SELLER_CONSIGNED_PART: ['WAIT_BUYER_CONFIRM_GOODS', 'TRADE_FINISHED', 'TRADE_CLOSED'],
  WAIT_BUYER_CONFIRM_GOODS: ['TRADE_FINISHED', 'TRADE_CLOSED'],
  TRADE_FINISHED: [],
  TRADE_CLOSED: [],
  TRADE_CLOSED_BY_TAOBAO: [],
};

/** Which refund status may follow which. A refused or closed refund may be asked for again, so this one has cycles. */
export const LEGAL_REFUND: Readonly<Record<RefundStatus, readonly RefundStatus[]>> = {
  NO_REFUND: ['WAIT_SELLER_AGREE', 'SUCCESS'],
  WAIT_SELLER_AGREE: ['WAIT_BUYER_RETURN_GOODS', 'SELLER_REFUSE_BUYER', 'SUCCESS', 'CLOSED'],
  WAIT_BUYER_RETURN_GOODS: ['WAIT_SELLER_CONFIRM_GOODS', 'CLOSED'],
  WAIT_SELLER_CONFIRM_GOODS: ['SUCCESS', 'SELLER_REFUSE_BUYER'],
  SELLER_REFUSE_BUYER: ['WAIT_SELLER_AGREE', 'CLOSED', 'SUCCESS'],
  CLOSED: ['WAIT_SELLER_AGREE', 'SUCCESS'],
  SUCCESS: [],
};

/** Which confirmation may follow which, for second-time confirmation. */
export const LEGAL_CONFIRM: Readonly<Record<ConfirmStatus, readonly ConfirmStatus[]>> = {
  1: [2, 3, 4, 5],
  2: [],
  3: [],
  4: [],
  5: [],
};

/** Which stage of a staged payment may follow which. */
export const LEGAL_STEP: Readonly<Record<StepStatus, readonly StepStatus[]>> = {
  FRONT_NOPAID_FINAL_NOPAID: ['FRONT_PAID_FINAL_NOPAID'],
  FRONT_PAID_FINAL_NOPAID: ['FRONT_PAID_FINAL_PAID'],
  FRONT_PAID_FINAL_PAID: [],
};

/** Order states in which nothing can change any more. */
export function isFinal(status: OrderStatus): boolean {
  return LEGAL_STATUS[status].length === 0;
}
