import type { Method } from '../../gateway/method.ts';
import type { Shop } from '../../shops.ts';
import type { FlightContext } from '../context.ts';
import { judgeBooking } from '../judge-booking.ts';
import { makeOrder } from '../make-order.ts';
import type { FlightOrder } from '../order.ts';
import type { OrderLife } from '../order-life.ts';
import { mandatory } from '../request.ts';
import { listed, orderFields, orderSummary, time, yuan } from '../wire.ts';
import { done, flightMethod, recorded, refused, unknownOrder } from './method.ts';
import { readBooking } from './read-booking.ts';

const LARGEST_PAGE = 100;

/** Booking, payment, closing, and the two that tell about orders. */
export function orderMethods(context: FlightContext, life: OrderLife): Method[] {
  const { names, store, inventory, clock, settings } = context;
  const { method } = names;

  const book = flightMethod(context, {
    name: method.book,
    root: names.bookRequest.root,
    read: (request) => readBooking(request, names),
    // A repeated number books again: no document promises that it does not.
    handle: (booking, shop) =>
      recorded(context, method.book, shop, { ownNumber: booking.outOrderNumber, amount: String(booking.total) }, () => {
        const judged = judgeBooking(booking, inventory, clock.now().getTime());
        if (judged.kind === 'refused') return { outcome: judged };
        const order = makeOrder(context, shop.id, booking, judged);
        life.place(order, `api:${method.book}`);
        const { bookAnswer } = names;
        const fields = {
          [bookAnswer.orderId]: order.id,
          [bookAnswer.outOrderNumber]: order.outOrderNumber,
          [bookAnswer.total]: yuan(order.total),
          [bookAnswer.payBy]: time(order.payBy),
        };
        return { outcome: done(fields), order: order.id };
      }),
  });

  const pay = flightMethod(context, {
    name: method.pay,
    root: names.payRequest.root,
    read: (request) => ({
      orderId: mandatory(request.id(names.payRequest.orderId), names.payRequest.orderId),
      total: mandatory(request.fen(names.payRequest.total), names.payRequest.total),
    }),
    handle: ({ orderId, total }, shop) =>
      recorded(context, method.pay, shop, { order: orderId, amount: String(total), ...ownNumberOf(orderId) }, () => {
        const order = owned(context, orderId, shop);
        if (!order) return { outcome: unknownOrder() };
        const isPaid = order.paidAt !== undefined;
        if (isPaid && !settings.settings().acceptsSecondPayment) {
          return { outcome: refused('alreadyPaid', '订单已支付，请勿重复支付') };
        }
        if (!isPaid && order.status !== 'booked') return { outcome: refused('wrongStatus', '订单已关闭，不能支付') };
        if (total !== order.total) return { outcome: refused('priceChanged', '支付金额与订单金额不一致') };
        if (isPaid) life.payAgain(order, `api:${method.pay}`);
        else life.pay(order, `api:${method.pay}`);
        const { payAnswer } = names;
        return {
          outcome: done({
            [payAnswer.orderId]: order.id,
            [payAnswer.tradeNumber]: order.tradeNumber,
            [payAnswer.paid]: yuan(order.total),
          }),
        };
      }),
  });

  const close = flightMethod(context, {
    name: method.close,
    root: names.closeRequest.root,
    read: (request) => ({
      orderId: mandatory(request.id(names.closeRequest.orderId), names.closeRequest.orderId),
    }),
    handle: ({ orderId }, shop) =>
      recorded(context, method.close, shop, { order: orderId, ...ownNumberOf(orderId) }, () => {
        const order = owned(context, orderId, shop);
        if (!order) return { outcome: unknownOrder() };
        const closed = life.close(order, `api:${method.close}`);
        return { outcome: closed ? done() : refused('wrongStatus', '只能关闭未支付的订单') };
      }),
  });

  const detail = flightMethod(context, {
    name: method.orderDetail,
    root: names.orderDetailRequest.root,
    read: (request) => ({
      orderId: request.id(names.orderDetailRequest.orderId),
      outOrderNumber: request.text(names.orderDetailRequest.outOrderNumber),
    }),
    handle({ orderId, outOrderNumber }, shop) {
      const byNumber = outOrderNumber === undefined ? undefined : store.byOutNumber(shop.id, outOrderNumber)[0];
      const order = orderId === undefined ? byNumber : owned(context, orderId, shop);
      return order ? done(orderFields(order, names)) : unknownOrder();
    },
  });

  const list = flightMethod(context, {
    name: method.orderList,
    root: names.orderListRequest.root,
    read: (request) => ({
      from: mandatory(request.instant(names.orderListRequest.from), names.orderListRequest.from),
      to: mandatory(request.instant(names.orderListRequest.to), names.orderListRequest.to),
      page: Math.max(1, request.integer(names.orderListRequest.page) ?? 1),
      pageSize: Math.min(LARGEST_PAGE, Math.max(1, request.integer(names.orderListRequest.pageSize) ?? 20)),
    }),
    handle({ from, to, page, pageSize }, shop) {
      const hits = store
        .all()
        .filter((order) => order.shop === shop.id && order.bookedAt >= from && order.bookedAt <= to)
        .toReversed();
      const start = (page - 1) * pageSize;
      const shown = hits.slice(start, start + pageSize).map((order) => orderSummary(order, names));
      const { orderListAnswer } = names;
      return done({
        [orderListAnswer.orders]: listed(orderListAnswer.order, shown),
        [orderListAnswer.total]: hits.length,
      });
    },
  });

  /** The merchant's own number of a known order, for the ledger. */
  function ownNumberOf(orderId: bigint): { ownNumber?: string } {
    const order = store.order(orderId);
    return order ? { ownNumber: order.outOrderNumber } : {};
  }

  return [book, pay, close, detail, list];
}

/** The order, when it is the caller's. */
export function owned({ store }: FlightContext, orderId: bigint, shop: Shop): FlightOrder | undefined {
  const order = store.order(orderId);
  return order?.shop === shop.id ? order : undefined;
}
