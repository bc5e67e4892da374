import { id, integer, oneOf, required, text, time } from '../gateway/arguments.ts';
import { answer, sellerMethod } from '../gateway/method.ts';
import type { Method, MethodResult, SellerCall } from '../gateway/method.ts';
import { refused } from '../gateway/top-error.ts';
import { list } from '../gateway/value.ts';
import type { Ledger } from '../ledger.ts';
import type { Life } from './life.ts';
import type { OrderStatus, VacationOrder } from './order.ts';
import type { PlacedSubOrder, VacationStore } from './store.ts';
import { tripOrderResult } from './wire.ts';

const DELIVER = 'alitrip.travel.trade.deliver';
const CLOSE = 'alitrip.travel.trade.close';

/** `order_status` of alitrip.travel.trades.search (28558). States without a number are found only without the filter. */
const SEARCH_STATUS: Readonly<Record<number, OrderStatus>> = {
  1: 'WAIT_BUYER_PAY',
  2: 'WAIT_SELLER_SEND_GOODS',
  3: 'WAIT_BUYER_CONFIRM_GOODS',
  4: 'TRADE_CLOSED',
  6: 'TRADE_FINISHED',
  8: 'TRADE_CLOSED_BY_TAOBAO',
};

/** What the trade methods work on. */
export interface TradeContext {
  readonly store: VacationStore;
  readonly life: Life;
  readonly ledger: Ledger;
}

/** The vacation and ticket trade APIs. */
export function vacationMethods({ store, life, ledger }: TradeContext): Method[] {
  const search = sellerMethod({
    name: 'alitrip.travel.trades.search',
    arguments: {
      start_created_time: required(time),
      end_created_time: required(time),
      order_status: oneOf(...Object.keys(SEARCH_STATUS).map(Number)),
      current_page: integer(1, 1_000_000),
      page_size: integer(1, 100),
      category: integer(0, 100),
      item_id: id,
    },
    handle({ shop, values }) {
      const status = values.order_status === undefined ? undefined : SEARCH_STATUS[values.order_status];
      const size = values.page_size ?? 20;
      const start = ((values.current_page ?? 1) - 1) * size;
      const hits = store
        .created(shop.id, values.start_created_time, values.end_created_time)
        .filter((order) => status === undefined || order.status === status)
        .filter((order) => values.item_id === undefined || hasItem(order, values.item_id))
        .filter(() => values.category !== 1);
      const ids = hits.slice(start, start + size).map((order) => order.id);
      return answer({
        total_orders: hits.length,
        order_list: ids.length === 0 ? undefined : list('number', ids),
        order_string_list: ids.length === 0 ? undefined : list('string', ids.map(String)),
      });
    },
  });

  const query = sellerMethod({
    name: 'alitrip.travel.trade.query',
    arguments: { order_id: required(id) },
    handle({ shop, values }) {
      const order = store.order(values.order_id);
      if (!order) return refused('isv.invalid-parameter:ERROR', '订单不存在');
      if (order.shop !== shop.id) return refused('isv.rights-invalid:VIEW_NOT_PERMIT', '无权查看该订单');
      return answer({ first_result: tripOrderResult(order, shop) });
    },
  });

  const deliver = sellerMethod({
    name: DELIVER,
    arguments: { sub_order_id: required(id) },
    handle: (call) =>
      write(DELIVER, call, ({ order, sub }) => {
        if (sub.orderType === 3) return notForReservations();
        const step = sub.orderType === 2 ? 'confirm' : 'deliver';
        return life.subOrder(step, order, sub, `api:${DELIVER}`) ? undefined : wrongState(sub.status);
      }),
  });

  const close = sellerMethod({
    name: CLOSE,
    arguments: { sub_order_id: required(id), close_reason: required(text()), reason_desc: text() },
    handle: (call) =>
      write(CLOSE, call, ({ order, sub }) => {
        if (sub.orderType === 3) return notForReservations();
        if (sub.orderType === 1 && !call.shop.mayClosePaid) {
          return refused('isv.biz-error:CLOSE_NOT_PERMIT', '该店铺不支持卖家关闭已付款订单');
        }
        const step = sub.orderType === 2 ? 'refuse' : 'close';
        return life.subOrder(step, order, sub, `api:${CLOSE}`) ? undefined : wrongState(sub.status);
      }),
  });

  function write(
    method: string,
    call: SellerCall<{ readonly sub_order_id: bigint }>,
    act: (placed: PlacedSubOrder) => MethodResult | undefined,
  ): MethodResult {
    const placed = store.subOrder(call.values.sub_order_id);
    if (!placed || placed.order.shop !== call.shop.id) {
      return refused('isv.biz-error:INVALID_SUB_ORDER_ID', '子订单号不正确');
    }
    const row = {
      shop: call.shop.id,
      order: String(placed.order.id),
      subOrder: String(placed.sub.id),
      what: method,
      from: placed.sub.status,
      cause: `api:${method}`,
    };
    ledger.append({ ...row, kind: 'attempt', to: null });
    const refusal = act(placed);
    if (refusal) return refusal;
    ledger.append({ ...row, kind: 'effect', to: placed.sub.status });
    return answer({ first_result: true });
  }

  return [search, query, deliver, close];
}

function hasItem(order: VacationOrder, itemId: bigint): boolean {
  return order.subOrders.some((sub) => sub.item.itemId === itemId);
}

function notForReservations(): MethodResult {
  return refused('isv.biz-error:ORDER_TYPE_NOT_SUPPORT', '二次预约订单不支持该操作');
}

function wrongState(status: OrderStatus): MethodResult {
  return refused('isv.biz-error:ORDER_STATUS_NOT_ALLOW', `子订单当前状态 ${status} 不允许该操作`);
}
