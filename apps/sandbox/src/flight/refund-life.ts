import type { FlightContext } from './context.ts';
import { factsOf } from './facts.ts';
import { runAfter } from './later.ts';
import { publishRefund } from './messages.ts';
import type { FlightOrder, Refund } from './order.ts';
import { tradeNumber } from './order-life.ts';
import { holdsOfCoupon } from './tickets.ts';
import type { HeldCoupon } from './tickets.ts';

/** Moves refund orders from the application to the money. Steps give false when the status does not allow them. */
export interface RefundLife {
  resume(order: FlightOrder): void;
  /** Puts a new refund into its order; its tickets wait. */
  place(order: FlightOrder, refund: Refund, cause: string): void;
  approve(order: FlightOrder, refund: Refund, cause: string): boolean;
  /** Pays the money back. */
  settle(order: FlightOrder, refund: Refund, cause: string): boolean;
  /** Refuses it: the tickets are good again. */
  close(order: FlightOrder, refund: Refund, cause: string): boolean;
  /** Pays more money back for a refund that was paid; at most what the order has left. */
  supplement(order: FlightOrder, refund: Refund, amount: number, cause: string): boolean;
}

/** The life of the refunds of one room. */
export function createRefundLife(context: FlightContext): RefundLife {
  const { clock, random, settings, store, inventory } = context;

  const life: RefundLife = {
    resume(order) {
      for (const refund of order.refunds) {
        if (refund.status === 'requested') reviewLater(order, refund);
        if (refund.status === 'approved') settleLater(order, refund);
        if (refund.status === 'refunded') supplementLater(order, refund);
      }
    },
    place(order, refund, cause) {
      const facts = factsOf(context, order, cause);
      order.refunds.push(refund);
      facts.begun('refund', refund.status, refund.id);
      for (const { coupon } of couponsOfRefund(order, refund)) {
        if (coupon.ticket) facts.ticket(coupon.ticket, 'refunding');
      }
      store.changed(order);
      publishRefund(context, order, refund, 'created');
      reviewLater(order, refund);
    },
    approve(order, refund, cause) {
      if (refund.status !== 'requested') return false;
      const facts = factsOf(context, order, cause);
      facts.refund(refund, 'approved');
      refund.fee = refund.trueFee;
      refund.approvedAt = facts.now;
      store.changed(order);
      settleLater(order, refund);
      return true;
    },
    settle(order, refund, cause) {
      if (refund.status === 'requested') life.approve(order, refund, cause);
      if (refund.status !== 'approved') return false;
      const facts = factsOf(context, order, cause);
      for (const held of couponsOfRefund(order, refund)) {
        inventory.seats.release(holdsOfCoupon(order, held));
        if (held.coupon.ticket) facts.ticket(held.coupon.ticket, 'refunded');
      }
      facts.refund(refund, 'refunded');
      payBack(order, refund, refund.amount, cause, false);
      const left = order.passengers.flatMap(({ coupons }) => coupons);
      if (left.every(({ ticket }) => ticket?.status === 'refunded')) facts.order('refunded');
      store.changed(order);
      publishRefund(context, order, refund, 'succeeded');
      supplementLater(order, refund);
      return true;
    },
    close(order, refund, cause) {
      if (refund.status !== 'requested') return false;
      const facts = factsOf(context, order, cause);
      for (const { coupon } of couponsOfRefund(order, refund)) {
        if (coupon.ticket) facts.ticket(coupon.ticket, 'issued');
      }
      refund.refusal = '不符合航司退票规定，申请材料未通过审核';
      facts.refund(refund, 'closed');
      store.changed(order);
      publishRefund(context, order, refund, 'closed');
      return true;
    },
    supplement(order, refund, amount, cause) {
      if (refund.status !== 'refunded' || amount > order.received - order.returned) return false;
      payBack(order, refund, amount, cause, true);
      store.changed(order);
      publishRefund(context, order, refund, 'succeeded', true);
      return true;
    },
  };

  function payBack(order: FlightOrder, refund: Refund, amount: number, cause: string, supplementary: boolean): void {
    const facts = factsOf(context, order, cause);
    facts.returned(amount, refund.id);
    refund.payments.push({ tradeNumber: tradeNumber(context), amount, at: facts.now, supplementary });
  }

  function reviewLater(order: FlightOrder, refund: Refund): void {
    const { reviewSeconds, reviewRefusals } = settings.settings();
    const refuses = random.fork(`review ${refund.id}`).chance(reviewRefusals);
    runAfter(clock, refund.requestedAt, reviewSeconds, () => {
      if (refuses) life.close(order, refund, 'platform');
      else life.approve(order, refund, 'platform');
    });
  }

  function settleLater(order: FlightOrder, refund: Refund): void {
    const { refundSeconds } = settings.settings();
    runAfter(clock, refund.approvedAt ?? 0, refundSeconds, () => life.settle(order, refund, 'platform'));
  }

  /** Once at most: a refund that has a second payment gets no third by itself. */
  function supplementLater(order: FlightOrder, refund: Refund): void {
    const { supplements, refundSeconds } = settings.settings();
    const half = Math.floor((refund.fee ?? 0) / 2);
    const [first, second] = refund.payments;
    const happens = random.fork(`supplement ${refund.id}`).chance(supplements);
    if (!happens || half === 0 || !first || second) return;
    runAfter(clock, first.at, refundSeconds, () => life.supplement(order, refund, half, 'platform'));
  }

  return life;
}

/** The coupons that a refund is about. */
export function couponsOfRefund(order: FlightOrder, refund: Refund): HeldCoupon[] {
  return refund.coupons.flatMap(({ passengerId, segmentId }) => {
    const passenger = order.passengers.find(({ id }) => id === passengerId);
    const coupon = passenger?.coupons.find((candidate) => candidate.segmentId === segmentId);
    return passenger && coupon ? [{ passenger, coupon }] : [];
  });
}
