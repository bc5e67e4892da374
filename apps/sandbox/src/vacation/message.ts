import { formatTopTime, stringifyTopJson } from '@interline/top-client/codec';
import type { Shop } from '../shops.ts';
import type { OrderStatus, VacationOrder } from './order.ts';

/** Topic of every change of a vacation order (message document 1042). */
export const ORDER_CHANGED = 'alitrip_travel_OrderChanged';

/** `order_status` of the message for each status of the order; the message knows no partial delivery. */
const MESSAGE_STATUS: Readonly<Record<OrderStatus, number>> = {
  TRADE_NO_CREATE_PAY: 1,
  WAIT_BUYER_PAY: 1,
  PAY_PENDING: 1,
  WAIT_SELLER_SEND_GOODS: 2,
  SELLER_CONSIGNED_PART: 4,
  WAIT_BUYER_CONFIRM_GOODS: 4,
  TRADE_FINISHED: 5,
  TRADE_CLOSED: 3,
  TRADE_CLOSED_BY_TAOBAO: 3,
};

const VISAS: ReadonlySet<number> = new Set([2, 18, 19]);

/** The content of an `alitrip_travel_OrderChanged` message about the order as it is now. */
export function orderChangedContent(order: VacationOrder, shop: Shop, step: string): string {
  return stringifyTopJson({
    order_id: order.id,
    order_status: messageStatus(order, step),
    biz_type: order.subOrders[0]?.bizType,
    item_infos: order.subOrders
      .map(({ item }) => [item.categoryId, item.itemId, item.outProductId, item.outSkuId].join(':'))
      .join(','),
    buyer_nick: order.buyer.nick,
    seller_nick: shop.nick,
    seller_id: shop.sellerId,
    gmt_created: formatTopTime(new Date(order.createdAt)),
    gmt_modified: formatTopTime(new Date(order.modifiedAt)),
  });
}

function messageStatus(order: VacationOrder, step: string): number {
  if (step === 'submit-material') return 8;
  if (order.status === 'WAIT_BUYER_PAY' && order.staged?.status === 'FRONT_PAID_FINAL_NOPAID') return 6;
  if (order.status === 'TRADE_FINISHED' && isPartOfVisas(order)) return 7;
  return MESSAGE_STATUS[order.status];
}

function isPartOfVisas(order: VacationOrder): boolean {
  return order.subOrders.some((sub) => VISAS.has(sub.bizType) && sub.status === 'TRADE_CLOSED');
}
