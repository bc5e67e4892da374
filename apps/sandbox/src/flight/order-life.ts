import type { FlightContext } from './context.ts';
import { factsOf } from './facts.ts';
import { dayOf } from './inventory/flights.ts';
import { runAfter, runAt } from './later.ts';
import { publishPayment, publishTrade } from './messages.ts';
import type { FlightOrder } from './order.ts';
import { holdsOf, issueTicket } from './tickets.ts';

/** Moves orders from booking to their tickets. Steps give false, and change nothing, when the status does not allow them. */
export interface OrderLife {
  /** Waits on for what becomes of an order of the run before; what is overdue is done at once. */
  resume(order: FlightOrder): void;
  /** Puts a new order into the store and takes its seats. */
  place(order: FlightOrder, cause: string): void;
  pay(order: FlightOrder, cause: string): boolean;
  /** Takes the price once more: what a platform does that does not look whether it was paid. */
  payAgain(order: FlightOrder, cause: string): void;
  /** Closes an order that nobody paid and gives its seats back. */
  close(order: FlightOrder, cause: string): boolean;
  startTicketing(order: FlightOrder, cause: string): boolean;
  ticket(order: FlightOrder, cause: string): boolean;
  /** Closes a paid order without tickets: seats and money go back. */
  failTicketing(order: FlightOrder, cause: string): boolean;
}

/** The life of the orders of one room. */
export function createOrderLife(context: FlightContext): OrderLife {
  const { clock, random, identities, inventory, store, settings } = context;

  const end = (order: FlightOrder, now: number): void => {
    inventory.seats.release(holdsOf(order));
    order.closedAt = now;
    store.changed(order);
    publishTrade(context, order, 'closed');
  };

  const life: OrderLife = {
    resume(order) {
      if (order.status === 'booked') runAt(clock, order.payBy, () => life.close(order, 'platform'));
      if (isPaid(order)) ticketLater(order);
    },
    place(order, cause) {
      inventory.seats.take(holdsOf(order));
      store.add(order);
      factsOf(context, order, cause).begun('order', order.status);
      life.resume(order);
    },
    pay(order, cause) {
      if (order.status !== 'booked') return false;
      const facts = factsOf(context, order, cause);
      facts.order('paying');
      order.tradeNumber = tradeNumber(context);
      order.paidAt = facts.now;
      facts.received(order.total);
      facts.order('paid');
      store.changed(order);
      publishTrade(context, order, 'paid');
      if (settings.settings().payNotification) publishPayment(context, order);
      ticketLater(order);
      return true;
    },
    payAgain(order, cause) {
      factsOf(context, order, cause).received(order.total);
      store.changed(order);
    },
    close(order, cause) {
      if (order.status !== 'booked') return false;
      const facts = factsOf(context, order, cause);
      facts.order('closed');
      end(order, facts.now);
      return true;
    },
    startTicketing(order, cause) {
      if (order.status !== 'paid') return false;
      factsOf(context, order, cause).order('ticketing');
      store.changed(order);
      return true;
    },
    ticket(order, cause) {
      if (!isPaid(order)) return false;
      life.startTicketing(order, cause);
      const facts = factsOf(context, order, cause);
      for (const passenger of order.passengers) {
        for (const coupon of passenger.coupons) coupon.ticket = issueTicket(identities, coupon.segmentId);
      }
      order.ticketedAt = facts.now;
      facts.order('ticketed');
      store.changed(order);
      publishTrade(context, order, 'ticketed');
      return true;
    },
    failTicketing(order, cause) {
      if (!isPaid(order)) return false;
      const facts = factsOf(context, order, cause);
      facts.order('ticketingFailed');
      facts.returned(order.received - order.returned);
      end(order, facts.now);
      return true;
    },
  };

  function ticketLater(order: FlightOrder): void {
    const { ticketingSeconds, ticketingFailures } = settings.settings();
    const fails = random.fork(`ticketing ${order.id}`).chance(ticketingFailures);
    runAfter(clock, order.paidAt ?? 0, ticketingSeconds / 2, () => life.startTicketing(order, 'platform'));
    runAfter(clock, order.paidAt ?? 0, ticketingSeconds, () => {
      if (fails) life.failTicketing(order, 'platform');
      else life.ticket(order, 'platform');
    });
  }

  return life;
}

function isPaid({ status }: FlightOrder): boolean {
  return status === 'paid' || status === 'ticketing';
}

/** An Alipay trade number: the day, then digits of its own. */
export function tradeNumber({ clock, identities }: FlightContext): string {
  const day = dayOf(clock.now().getTime()).replaceAll('-', '');
  return `${day}22001${String(identities.nextRefund())}`;
}
