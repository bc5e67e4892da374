import type { FlightContext } from './context.ts';
import { exchangeCoupons } from './exchange-coupons.ts';
import { factsOf } from './facts.ts';
import { runAfter, runAt } from './later.ts';
import { publishChange } from './messages.ts';
import type { Change, ChangeStatus, FlightOrder } from './order.ts';

/** Moves change orders from the application to new tickets. Steps give false when the status does not allow them. */
export interface ChangeLife {
  resume(order: FlightOrder): void;
  /** Puts a new change into its order and holds its seats. */
  place(order: FlightOrder, change: Change, cause: string): void;
  /** Confirms the price: it can be paid from now on. */
  offer(order: FlightOrder, change: Change, cause: string): boolean;
  pay(order: FlightOrder, change: Change, cause: string): boolean;
  /** Takes the price once more: what a platform does that does not look whether it was paid. */
  payAgain(order: FlightOrder, change: Change, cause: string): void;
  ticket(order: FlightOrder, change: Change, cause: string): boolean;
  /** Ends it: seats and money go back, the old tickets stay. */
  close(order: FlightOrder, change: Change, cause: string, refusal?: string): boolean;
}

/** The life of the changes of one room. */
export function createChangeLife(context: FlightContext): ChangeLife {
  const { clock, settings, store, inventory } = context;

  const life: ChangeLife = {
    resume(order) {
      for (const change of order.changes) {
        if (change.status === 'submitted') offerLater(order, change);
        if (change.status === 'awaitingPayment') expireLater(order, change);
        if (change.status === 'awaitingTicketing') ticketLater(order, change);
      }
    },
    place(order, change, cause) {
      inventory.seats.take(change.hold);
      order.changes.push(change);
      factsOf(context, order, cause).begun('change', change.status, change.id);
      store.changed(order);
      publishChange(context, order, change);
      offerLater(order, change);
    },
    offer(order, change, cause) {
      if (change.status !== 'submitted') return false;
      const { changePaymentSeconds } = settings.settings();
      change.payBy = factsOf(context, order, cause).now + changePaymentSeconds * 1000;
      move(order, change, 'awaitingPayment', cause);
      expireLater(order, change);
      return true;
    },
    pay(order, change, cause) {
      if (change.status !== 'awaitingPayment') return false;
      const facts = factsOf(context, order, cause);
      change.paidAt = facts.now;
      facts.received(change.changeFee + change.upgradeFee, change.id);
      move(order, change, 'awaitingTicketing', cause);
      ticketLater(order, change);
      return true;
    },
    payAgain(order, change, cause) {
      factsOf(context, order, cause).received(change.changeFee + change.upgradeFee, change.id);
      store.changed(order);
    },
    ticket(order, change, cause) {
      if (change.status !== 'awaitingTicketing') return false;
      exchangeCoupons(context, order, change, factsOf(context, order, cause));
      move(order, change, 'ticketed', cause);
      return true;
    },
    close(order, change, cause, refusal) {
      if (change.status === 'ticketed' || change.status === 'closed') return false;
      const facts = factsOf(context, order, cause);
      inventory.seats.release(change.hold);
      if (change.paidAt !== undefined) facts.returned(change.changeFee + change.upgradeFee, change.id);
      change.refusal = refusal;
      move(order, change, 'closed', cause);
      return true;
    },
  };

  function move(order: FlightOrder, change: Change, to: ChangeStatus, cause: string): void {
    factsOf(context, order, cause).change(change, to);
    store.changed(order);
    publishChange(context, order, change);
  }

  function offerLater(order: FlightOrder, change: Change): void {
    const { changeOfferSeconds, changeOfferByControl } = settings.settings();
    if (changeOfferByControl) return;
    runAt(clock, change.requestedAt + changeOfferSeconds * 1000, () => life.offer(order, change, 'platform'));
  }

  function expireLater(order: FlightOrder, change: Change): void {
    runAt(clock, change.payBy ?? 0, () => {
      if (change.status === 'awaitingPayment') life.close(order, change, 'platform', '超时未支付');
    });
  }

  function ticketLater(order: FlightOrder, change: Change): void {
    const { changeTicketingSeconds } = settings.settings();
    runAfter(clock, change.paidAt ?? 0, changeTicketingSeconds, () => life.ticket(order, change, 'platform'));
  }

  return life;
}
