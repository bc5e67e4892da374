/** Main and sub-order status of `alitrip.travel.trade.query` (28564), field `status`. */
export type OrderStatus =
  | 'TRADE_NO_CREATE_PAY'
  | 'WAIT_BUYER_PAY'
  | 'PAY_PENDING'
  | 'WAIT_SELLER_SEND_GOODS'
  | 'SELLER_CONSIGNED_PART'
  | 'WAIT_BUYER_CONFIRM_GOODS'
  | 'TRADE_FINISHED'
  | 'TRADE_CLOSED'
  | 'TRADE_CLOSED_BY_TAOBAO';

/** Field `refund_status` of a sub-order. */
export type RefundStatus =
  | 'NO_REFUND'
  | 'WAIT_SELLER_AGREE'
  | 'WAIT_BUYER_RETURN_GOODS'
  | 'WAIT_SELLER_CONFIRM_GOODS'
  | 'SELLER_REFUSE_BUYER'
  | 'CLOSED'
  | 'SUCCESS';

/** Field `step_trade_status` of a staged payment: FRONT is the deposit, FINAL the rest. */
export type StepStatus = 'FRONT_NOPAID_FINAL_NOPAID' | 'FRONT_PAID_FINAL_NOPAID' | 'FRONT_PAID_FINAL_PAID';

/** Field `order_type`: 1 ordinary, 2 second-time confirmation, 3 second-time reservation. */
export type OrderType = 1 | 2 | 3;

/** Field `confirm_status`: 1 waiting for the merchant, 2 refused, 3 confirmed, 4 expired, 5 refunded to the buyer. */
export type ConfirmStatus = 1 | 2 | 3 | 4 | 5;

/** A traveller or contact; every field is the wire field of the same name in snake_case. */
export interface Person {
  readonly name: string;
  readonly surnamePinyin: string;
  readonly givenNamePinyin: string;
  /** 0 male, 1 female. */
  readonly sex: 0 | 1;
  /** `yyyy-mm-dd`. */
  readonly birthday: string;
  readonly phone: string;
  readonly email: string;
  /** 0 ID card, 1 passport, 2 student card... */
  readonly credentialType: number;
  readonly credentialNo: string;
  /** `yyyy-mm-dd`. */
  readonly validDate: string;
  readonly nationality: string;
  readonly issueCountry: string;
  readonly issuePlace: string;
  /** Delivery address, for goods that are picked up or mailed. */
  readonly address?: {
    readonly province: string;
    readonly city: string;
    readonly area: string;
    readonly street: string;
  };
  readonly extendAttributes?: Readonly<Record<string, string>>;
}

/** What was bought. Money in fen. */
export interface Item {
  readonly itemId: bigint;
  readonly title: string;
  readonly categoryId: number;
  readonly skuId: bigint;
  readonly skuProperties: Readonly<Record<string, string>>;
  readonly outProductId: string;
  readonly outSkuId: string;
  readonly count: number;
  readonly price: number;
  /** Epoch milliseconds. */
  readonly tripStart: number;
  /** Epoch milliseconds; undefined when the trip has no end date. */
  readonly tripEnd: number | undefined;
  readonly categoryExtInfos: Readonly<Record<string, string>>;
  readonly image: string;
  /** A booked session of a ticket or local activity, epoch milliseconds. */
  readonly session: { readonly start: number; readonly end: number } | undefined;
}

/** One sub-order. Money in fen, times in epoch milliseconds. */
export interface SubOrder {
  readonly id: bigint;
  readonly orderType: OrderType;
  readonly bizType: number;
  /** True when the platform delivers by itself after payment (instant confirmation). */
  readonly instant: boolean;
  readonly item: Item;
  readonly contact: Person;
  /** Empty for categories without a traveller template (Wi-Fi, phone cards). */
  readonly travellers: readonly Person[];
  readonly payment: number;
  readonly totalFee: number;
  readonly discountFee: number;
  readonly adjustFee: number;
  readonly extendAttributes: Readonly<Record<string, string>>;
  status: OrderStatus;
  /** Only for second-time confirmation. */
  confirmStatus: ConfirmStatus | undefined;
  refund: { readonly id: bigint; status: RefundStatus } | undefined;
  /** When the platform closes it because the seller did not deliver; set at payment. */
  expireAt: number | undefined;
  /** When the merchant confirmed, delivered or refused it. */
  processedAt: number | undefined;
  endedAt: number | undefined;
}

/** A promotion on the order or on one sub-order. */
export interface Promotion {
  /** Main or sub-order id that it applies to. */
  readonly on: bigint;
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Fen; undefined for free postage and time-limited discounts. */
  readonly discountFee: number | undefined;
}

/** What the buyer says once the order has succeeded. */
export interface Review {
  /** 1 to 5. */
  readonly score: number;
  readonly content: string;
}

/** A deposit followed by the rest. Fen. */
export interface StagedPayment {
  readonly deposit: number;
  status: StepStatus;
}

/** A vacation order as the platform holds it. Times in epoch milliseconds, money in fen. */
export interface VacationOrder {
  readonly id: bigint;
  readonly shop: string;
  readonly type: 'fixed' | 'step' | 'eticket' | 'auto_delivery';
  readonly createdAt: number;
  readonly buyer: { readonly nick: string; readonly phone: string; readonly email: string; readonly message: string };
  readonly promotions: readonly Promotion[];
  readonly staged: StagedPayment | undefined;
  readonly subOrders: readonly SubOrder[];
  readonly postFee: number;
  /** True when a refundable deposit (for a rented device) is paid together with the order. */
  readonly withDeposit: boolean;
  /** What the buyer will say; shown when the order has succeeded. */
  readonly review: Review | undefined;
  /** How long after payment the seller may take to deliver, in milliseconds. */
  readonly sellerTime: number;
  status: OrderStatus;
  /** Whole seconds only: the platform's times have no smaller unit. */
  modifiedAt: number;
  paidAt: number | undefined;
  endedAt: number | undefined;
  alipayNo: string | undefined;
  cancelReason: string | undefined;
  /** True once the buyer of an online visa has submitted his documents. */
  materialSubmitted: boolean;
}

/** What the buyer pays for the whole order, in fen. */
export function orderPayment(order: VacationOrder): number {
  return order.subOrders.reduce((sum, sub) => sum + sub.payment, 0);
}
