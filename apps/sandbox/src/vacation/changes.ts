import type { Clock } from '../clock.ts';
import type { Ledger } from '../ledger.ts';
import { wholeSeconds } from './generator.ts';
import type { Identities } from './identities.ts';
import { isFinal, LEGAL_CONFIRM, LEGAL_REFUND, LEGAL_STATUS, LEGAL_STEP } from './legal.ts';
import type { ConfirmStatus, OrderStatus, RefundStatus, StepStatus, SubOrder, VacationOrder } from './order.ts';

/** The only hands that change facts of one order: every change is legal, dated and in the ledger. */
export interface Changes {
  /** The order's clock, epoch milliseconds. */
  readonly now: number;
  orderStatus(to: OrderStatus): void;
  stepStatus(to: StepStatus): void;
  subStatus(sub: SubOrder, to: OrderStatus): void;
  confirmStatus(sub: SubOrder, to: ConfirmStatus): void;
  refundStatus(sub: SubOrder, to: RefundStatus): void;
  materialSubmitted(): void;
}

/** What {@link changesOf} writes to and draws from. */
export interface ChangeContext {
  readonly clock: Clock;
  readonly ledger: Ledger;
  readonly identities: Identities;
}

/** Changes of one order for one cause. A transition that {@link LEGAL_STATUS} and its like do not list is a bug and throws. */
export function changesOf(context: ChangeContext, order: VacationOrder, cause: string): Changes {
  const now = context.clock.now().getTime();

  const record = (what: string, sub: SubOrder | undefined, from: string | number | null, to: string | number): void => {
    order.modifiedAt = Math.max(order.modifiedAt, wholeSeconds(now));
    context.ledger.append({
      kind: 'change',
      shop: order.shop,
      order: String(order.id),
      subOrder: sub ? String(sub.id) : null,
      what,
      from: from === null ? null : String(from),
      to: String(to),
      cause,
    });
  };

  return {
    now,
    orderStatus(to) {
      const from = order.status;
      if (from === to) return;
      mustBeLegal('status', LEGAL_STATUS[from], from, to);
      order.status = to;
      if (isFinal(to)) order.endedAt = wholeSeconds(now);
      record('status', undefined, from, to);
    },
    stepStatus(to) {
      if (!order.staged || order.staged.status === to) return;
      const from = order.staged.status;
      mustBeLegal('step_trade_status', LEGAL_STEP[from], from, to);
      order.staged.status = to;
      record('step_trade_status', undefined, from, to);
    },
    subStatus(sub, to) {
      const from = sub.status;
      if (from === to) return;
      mustBeLegal('status', LEGAL_STATUS[from], from, to);
      sub.status = to;
      if (isFinal(to)) sub.endedAt = wholeSeconds(now);
      record('status', sub, from, to);
    },
    confirmStatus(sub, to) {
      const from = sub.confirmStatus;
      if (from === to) return;
      if (from !== undefined) mustBeLegal('confirm_status', LEGAL_CONFIRM[from], from, to);
      sub.confirmStatus = to;
      record('confirm_status', sub, from ?? null, to);
    },
    refundStatus(sub, to) {
      const from = sub.refund?.status ?? 'NO_REFUND';
      if (from === to) return;
      mustBeLegal('refund_status', LEGAL_REFUND[from], from, to);
      sub.refund ??= { id: context.identities.nextRefund(), status: from };
      sub.refund.status = to;
      record('refund_status', sub, from, to);
    },
    materialSubmitted() {
      order.materialSubmitted = true;
      record('material', undefined, null, 'submitted');
    },
  };
}

function mustBeLegal<Value>(what: string, next: readonly Value[], from: Value, to: Value): void {
  if (!next.includes(to)) throw new Error(`${what} cannot go from ${String(from)} to ${String(to)}`);
}
