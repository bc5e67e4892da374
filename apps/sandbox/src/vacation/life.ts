import { changesOf } from './changes.ts';
import type { ChangeContext, Changes } from './changes.ts';
import type { OrderStatus, SubOrder, VacationOrder } from './order.ts';
import { ORDER_STEPS, SUB_ORDER_STEPS } from './steps.ts';
import type { OrderStep, OrderStepName, SubOrderStep, SubOrderStepName } from './steps.ts';
import type { VacationStore } from './store.ts';

/** Moves orders through their life and does what the platform does by itself. */
export interface Life {
  /** Waits on for what the platform will do by itself to an order of the run before; what is overdue is done at once. */
  resume(order: VacationOrder): void;
  /** Puts a new order into the store and announces it. */
  place(order: VacationOrder, cause: string): void;
  /** Takes a step of the whole order. False when its state does not allow the step; then nothing changed. */
  order(step: OrderStepName, order: VacationOrder, cause: string): boolean;
  /** Takes a step of one sub-order. False when its state does not allow the step; then nothing changed. */
  subOrder(step: SubOrderStepName, order: VacationOrder, sub: SubOrder, cause: string): boolean;
}

/** What a life needs. */
export interface LifeContext extends ChangeContext {
  readonly store: VacationStore;
  /** How long after payment or confirmation the platform delivers by itself, in milliseconds; 0 is at once. */
  readonly autoDeliveryMs: number;
  /** Tells the seller's applications that the order changed. */
  readonly announce: (order: VacationOrder, step: OrderStepName | SubOrderStepName | 'create') => void;
}

/** A life over one store. */
export function createLife(context: LifeContext): Life {
  const life: Life = {
    resume(order) {
      for (const sub of order.subOrders) {
        if (sub.status !== 'WAIT_SELLER_SEND_GOODS') continue;
        if (sub.instant) deliverLater(order, sub, order.paidAt);
        if (sub.confirmStatus === 3) deliverLater(order, sub, sub.processedAt);
        expireLater(order, sub);
      }
    },
    place(order, cause) {
      context.store.add(order);
      for (const part of [undefined, ...order.subOrders]) {
        context.ledger.append({
          kind: 'change',
          shop: order.shop,
          order: String(order.id),
          subOrder: part ? String(part.id) : null,
          what: 'status',
          from: null,
          to: (part ?? order).status,
          cause,
        });
      }
      context.announce(order, 'create');
    },
    order(name, order, cause) {
      const step: OrderStep = ORDER_STEPS[name];
      if (!step.when(order)) return false;
      step.run(changesOf(context, order, cause), order);
      context.store.changed(order);
      context.announce(order, name);
      if (name === 'pay') afterPayment(order);
      return true;
    },
    subOrder(name, order, sub, cause) {
      const step: SubOrderStep = SUB_ORDER_STEPS[name];
      if (!step.when(sub, order)) return false;
      const changes = changesOf(context, order, cause);
      step.run(changes, sub, order);
      settleOrder(changes, order);
      context.store.changed(order);
      context.announce(order, name);
      if (name === 'confirm') deliverLater(order, sub, context.clock.now().getTime());
      return true;
    },
  };

  function afterPayment(order: VacationOrder): void {
    for (const sub of order.subOrders) {
      if (sub.instant) deliverLater(order, sub, context.clock.now().getTime());
      expireLater(order, sub);
    }
  }

  function deliverLater(order: VacationOrder, sub: SubOrder, from: number = 0): void {
    at(from + context.autoDeliveryMs, () => life.subOrder('deliver', order, sub, 'platform'));
  }

  function expireLater(order: VacationOrder, sub: SubOrder): void {
    if (sub.expireAt !== undefined) at(sub.expireAt, () => life.subOrder('expire', order, sub, 'platform'));
  }

  function at(instant: number, run: () => void): void {
    const delayMs = instant - context.clock.now().getTime();
    if (delayMs > 0) context.clock.schedule(delayMs, run);
    else run();
  }

  return life;
}

/** Brings the main status in line with the sub-orders. */
function settleOrder(changes: Changes, order: VacationOrder): void {
  changes.orderStatus(statusOfOrder(order));
}

/** The main status that the sub-orders of a paid order add up to. A partly delivered order never looks undelivered again. */
export function statusOfOrder(order: VacationOrder): OrderStatus {
  const open = order.subOrders.filter((sub) => sub.status !== 'TRADE_CLOSED');
  const waiting = open.filter((sub) => sub.status === 'WAIT_SELLER_SEND_GOODS');
  if (open.length === 0) return 'TRADE_CLOSED';
  if (waiting.length === 0) {
    return open.every((sub) => sub.status === 'TRADE_FINISHED') ? 'TRADE_FINISHED' : 'WAIT_BUYER_CONFIRM_GOODS';
  }
  const started = waiting.length < open.length || order.status === 'SELLER_CONSIGNED_PART';
  return started ? 'SELLER_CONSIGNED_PART' : 'WAIT_SELLER_SEND_GOODS';
}
