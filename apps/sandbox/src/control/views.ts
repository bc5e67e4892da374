import { plainTree } from '../gateway/encode.ts';
import type { Session } from '../oauth/sessions.ts';
import type { Shop } from '../shops.ts';
import { possibleSteps } from '../vacation/advance.ts';
import type { StepName } from '../vacation/advance.ts';
import type { VacationOrder } from '../vacation/order.ts';
import { tripOrderResult } from '../vacation/wire.ts';

/** An order as the control API shows it. */
export interface OrderView {
  readonly id: string;
  readonly shop: string;
  readonly status: string;
  readonly subOrders: readonly {
    readonly id: string;
    readonly status: string;
    readonly orderType: number;
    readonly bizType: number;
    readonly instant: boolean;
    readonly confirmStatus: number | null;
    readonly refundStatus: string;
    /** ISO instant. */
    readonly expireTime: string | null;
    readonly possibleSteps: readonly StepName[];
  }[];
  /** The order as alitrip.travel.trade.query answers it under `simplify`; 64-bit ids are bigints. */
  readonly wire: unknown;
}

/** A shop as the control API shows it. */
export interface ShopView {
  readonly id: string;
  readonly channel: Shop['channel'];
  readonly sellerId: string;
  readonly nick: string;
  readonly appKey: string;
  readonly appSecret: string;
  readonly masked: boolean;
  readonly mayClosePaid: boolean;
  /** The newest live session key; null when the shop must authorise again. */
  readonly session: string | null;
  /** ISO instant. */
  readonly sessionExpiresAt: string | null;
}

/** The order for the control API. */
export function orderView(order: VacationOrder, shop: Shop): OrderView {
  return {
    id: String(order.id),
    shop: order.shop,
    status: order.status,
    subOrders: order.subOrders.map((sub) => ({
      id: String(sub.id),
      status: sub.status,
      orderType: sub.orderType,
      bizType: sub.bizType,
      instant: sub.instant,
      confirmStatus: sub.confirmStatus ?? null,
      refundStatus: sub.refund?.status ?? 'NO_REFUND',
      expireTime: sub.expireAt === undefined ? null : new Date(sub.expireAt).toISOString(),
      possibleSteps: possibleSteps(order, sub),
    })),
    wire: plainTree(tripOrderResult(order, shop)),
  };
}

/** The shop for the control API; `session` is its newest live one. */
export function shopView(shop: Shop, session: Session | undefined): ShopView {
  return {
    id: shop.id,
    channel: shop.channel,
    sellerId: String(shop.sellerId),
    nick: shop.nick,
    appKey: shop.app.key,
    appSecret: shop.app.secret,
    masked: shop.masked,
    mayClosePaid: shop.mayClosePaid,
    session: session?.accessToken ?? null,
    sessionExpiresAt: session ? new Date(session.expiresAt).toISOString() : null,
  };
}
