import type { Life } from './life.ts';
import type { SubOrder, VacationOrder } from './order.ts';
import { ORDER_STEPS, SUB_ORDER_STEPS } from './steps.ts';
import type { OrderStepName, SubOrderStepName } from './steps.ts';

/** A step by name, of an order or of a sub-order. */
export type StepName = OrderStepName | SubOrderStepName;

/** Every step, orders' first. */
export const STEP_NAMES = [...Object.keys(ORDER_STEPS), ...Object.keys(SUB_ORDER_STEPS)] as readonly StepName[];

/** Whether an order could be advanced, and if not, what is possible now. */
export type AdvanceOutcome =
  | { readonly kind: 'advanced' }
  | { readonly kind: 'refused'; readonly possible: readonly StepName[] };

/**
 * Takes one step, after the steps that must come before it: to pay a staged order pays the deposit, to deliver pays,
 * to finish delivers. Steps of sub-orders apply to the given sub-order, or to each that allows it.
 */
export function advance(life: Life, order: VacationOrder, to: StepName, cause: string, sub?: SubOrder): AdvanceOutcome {
  prepare(life, order, to, cause, sub);
  const advanced = isOrderStep(to)
    ? life.order(to, order, cause)
    : targets(order, sub)
        .map((target) => life.subOrder(to, order, target, cause))
        .some(Boolean);
  return advanced ? { kind: 'advanced' } : { kind: 'refused', possible: possibleSteps(order, sub) };
}

/** The steps that the order, or the sub-order, allows now. */
export function possibleSteps(order: VacationOrder, sub?: SubOrder): StepName[] {
  return STEP_NAMES.filter((name) =>
    isOrderStep(name)
      ? ORDER_STEPS[name].when(order)
      : targets(order, sub).some((target) => SUB_ORDER_STEPS[name].when(target)),
  );
}

function prepare(life: Life, order: VacationOrder, to: StepName, cause: string, sub?: SubOrder): void {
  if (to === 'create-payment' || to === 'close-unpaid') return;
  life.order('create-payment', order, cause);
  if (to === 'pay' || to === 'pend-payment') life.order('pay-deposit', order, cause);
  if (isOrderStep(to)) return;
  life.order('pay-deposit', order, cause);
  life.order('pay', order, cause);
  if (to !== 'deliver' && to !== 'finish') return;
  for (const target of targets(order, sub)) {
    life.subOrder('confirm', order, target, cause);
    if (to === 'finish') life.subOrder('deliver', order, target, cause);
  }
}

function targets(order: VacationOrder, sub: SubOrder | undefined): readonly SubOrder[] {
  return sub ? [sub] : order.subOrders;
}

function isOrderStep(name: StepName): name is OrderStepName {
  return name in ORDER_STEPS;
}
