import type { Changes } from './changes.ts';
import { wholeSeconds } from './generator.ts';
import type { OrderStatus, RefundStatus, SubOrder, VacationOrder } from './order.ts';

/** One thing that may happen to a whole order. */
export interface OrderStep {
  /** When it may happen. */
  readonly when: (order: VacationOrder) => boolean;
  readonly run: (changes: Changes, order: VacationOrder) => void;
}

/** One thing that may happen to one sub-order. */
export interface SubOrderStep {
  readonly when: (sub: SubOrder, order: VacationOrder) => boolean;
  readonly run: (changes: Changes, sub: SubOrder, order: VacationOrder) => void;
}

/** What buyer and platform do with a whole order. */
export const ORDER_STEPS = {
  'create-payment': {
    when: (order) => order.status === 'TRADE_NO_CREATE_PAY',
    run: (changes, order) => moveAll(changes, order, 'WAIT_BUYER_PAY'),
  },
  'pay-deposit': {
    when: (order) => order.status === 'WAIT_BUYER_PAY' && order.staged?.status === 'FRONT_NOPAID_FINAL_NOPAID',
    run: (changes) => changes.stepStatus('FRONT_PAID_FINAL_NOPAID'),
  },
  'pend-payment': {
    when: (order) => order.status === 'WAIT_BUYER_PAY' && depositSettled(order),
    run: (changes, order) => moveAll(changes, order, 'PAY_PENDING'),
  },
  'fail-payment': {
    when: (order) => order.status === 'PAY_PENDING',
    run: (changes, order) => moveAll(changes, order, 'WAIT_BUYER_PAY'),
  },
  pay: {
    when: (order) => (order.status === 'WAIT_BUYER_PAY' || order.status === 'PAY_PENDING') && depositSettled(order),
    run: pay,
  },
  'close-unpaid': {
    when: (order) =>
      order.status === 'TRADE_NO_CREATE_PAY' ||
      (order.status === 'WAIT_BUYER_PAY' && order.staged?.status !== 'FRONT_PAID_FINAL_NOPAID'),
    run(changes, order) {
      order.cancelReason = '未及时付款';
      moveAll(changes, order, 'TRADE_CLOSED_BY_TAOBAO');
    },
  },
  'submit-material': {
    when: (order) => !order.materialSubmitted && order.subOrders.some((sub) => sub.bizType === 19 && isWaiting(sub)),
    run: (changes) => changes.materialSubmitted(),
  },
} satisfies Record<string, OrderStep>;

/** What merchant, buyer and platform do with one sub-order. */
export const SUB_ORDER_STEPS = {
  confirm: {
    when: (sub) => isWaiting(sub) && sub.confirmStatus === 1,
    run(changes, sub) {
      sub.processedAt = changes.now;
      changes.confirmStatus(sub, 3);
    },
  },
  deliver: {
    when: (sub) => isWaiting(sub) && (sub.orderType !== 2 || sub.confirmStatus === 3),
    run(changes, sub) {
      sub.processedAt ??= changes.now;
      changes.subStatus(sub, 'WAIT_BUYER_CONFIRM_GOODS');
    },
  },
  refuse: {
    when: (sub) => isWaiting(sub) && sub.confirmStatus === 1,
    run(changes, sub) {
      sub.processedAt = changes.now;
      changes.confirmStatus(sub, 2);
      closeWithRefund(changes, sub);
    },
  },
  close: {
    when: (sub) => isWaiting(sub) && sub.orderType === 1,
    run(changes, sub) {
      sub.processedAt = changes.now;
      closeWithRefund(changes, sub);
    },
  },
  expire: {
    when: (sub) => isWaiting(sub) && sub.expireAt !== undefined && sub.confirmStatus !== 3,
    run(changes, sub) {
      if (sub.confirmStatus === 1) changes.confirmStatus(sub, 4);
      closeWithRefund(changes, sub);
    },
  },
  finish: {
    when: (sub) => sub.status === 'WAIT_BUYER_CONFIRM_GOODS' && !refundOpen(sub),
    run: (changes, sub) => changes.subStatus(sub, 'TRADE_FINISHED'),
  },
  'apply-refund': {
    when: (sub) => isPaid(sub) && refundIs(sub, 'NO_REFUND', 'SELLER_REFUSE_BUYER', 'CLOSED'),
    run: (changes, sub) => changes.refundStatus(sub, 'WAIT_SELLER_AGREE'),
  },
  'agree-return': {
    when: (sub) => sub.status === 'WAIT_BUYER_CONFIRM_GOODS' && refundIs(sub, 'WAIT_SELLER_AGREE'),
    run: (changes, sub) => changes.refundStatus(sub, 'WAIT_BUYER_RETURN_GOODS'),
  },
  'return-goods': {
    when: (sub) => refundIs(sub, 'WAIT_BUYER_RETURN_GOODS'),
    run: (changes, sub) => changes.refundStatus(sub, 'WAIT_SELLER_CONFIRM_GOODS'),
  },
  'agree-refund': {
    when: (sub) => isPaid(sub) && refundIs(sub, 'WAIT_SELLER_AGREE', 'WAIT_SELLER_CONFIRM_GOODS'),
    run(changes, sub) {
      if (sub.confirmStatus === 1) changes.confirmStatus(sub, 5);
      closeWithRefund(changes, sub);
    },
  },
  'refuse-refund': {
    when: (sub) => refundIs(sub, 'WAIT_SELLER_AGREE', 'WAIT_SELLER_CONFIRM_GOODS'),
    run: (changes, sub) => changes.refundStatus(sub, 'SELLER_REFUSE_BUYER'),
  },
  'withdraw-refund': {
    when: (sub) => refundIs(sub, 'WAIT_SELLER_AGREE', 'WAIT_BUYER_RETURN_GOODS', 'SELLER_REFUSE_BUYER'),
    run: (changes, sub) => changes.refundStatus(sub, 'CLOSED'),
  },
} satisfies Record<string, SubOrderStep>;

/** Name of a step of a whole order. */
export type OrderStepName = keyof typeof ORDER_STEPS;
/** Name of a step of one sub-order. */
export type SubOrderStepName = keyof typeof SUB_ORDER_STEPS;

/** Paid and not yet delivered, finished or closed. */
export function isWaiting(sub: SubOrder): boolean {
  return sub.status === 'WAIT_SELLER_SEND_GOODS';
}

function isPaid(sub: SubOrder): boolean {
  return isWaiting(sub) || sub.status === 'WAIT_BUYER_CONFIRM_GOODS';
}

function depositSettled(order: VacationOrder): boolean {
  return order.staged?.status !== 'FRONT_NOPAID_FINAL_NOPAID';
}

function refundIs(sub: SubOrder, ...statuses: RefundStatus[]): boolean {
  return statuses.includes(sub.refund?.status ?? 'NO_REFUND');
}

function refundOpen(sub: SubOrder): boolean {
  return refundIs(sub, 'WAIT_SELLER_AGREE', 'WAIT_BUYER_RETURN_GOODS', 'WAIT_SELLER_CONFIRM_GOODS');
}

function moveAll(changes: Changes, order: VacationOrder, to: OrderStatus): void {
  changes.orderStatus(to);
  for (const sub of order.subOrders) changes.subStatus(sub, to);
}

function pay(changes: Changes, order: VacationOrder): void {
  const paidAt = wholeSeconds(changes.now);
  order.paidAt = paidAt;
  order.alipayNo = `${new Date(paidAt).toISOString().slice(0, 10).replaceAll('-', '')}2200${String(order.id).slice(-12)}`;
  changes.stepStatus('FRONT_PAID_FINAL_PAID');
  moveAll(changes, order, 'WAIT_SELLER_SEND_GOODS');
  for (const sub of order.subOrders) {
    if (sub.orderType === 2) changes.confirmStatus(sub, 1);
    if (!sub.instant && sub.orderType !== 3) sub.expireAt = paidAt + order.sellerTime;
  }
}

function closeWithRefund(changes: Changes, sub: SubOrder): void {
  changes.refundStatus(sub, 'SUCCESS');
  changes.subStatus(sub, 'TRADE_CLOSED');
}
