import type { Confirmation, OrderStatus, RefundStatus } from '@interline/core';

/** One upstream status on the three scales that Fliggy has for it. */
export interface TradeStatus {
  /** `status` of alitrip.travel.trade.query (28564). */
  readonly word: string;
  /** `order_status` of alitrip.travel.trades.search (28558); null where the search has no number. */
  readonly search: number | null;
  /** `order_status` values of message alitrip_travel_OrderChanged (1042). */
  readonly message: readonly number[];
  /**
   * The unified status. A paid order or item that waits for the seller's confirmation becomes
   * `AWAITING_CONFIRMATION` instead of `AWAITING_FULFILMENT`; see {@link unifiedStatus}.
   */
  readonly status: OrderStatus;
}

/** The three status scales of Fliggy, reconciled. The numbers are matched by their meaning, which no document spells out. */
export const TRADE_STATUSES: readonly TradeStatus[] = [
  { word: 'TRADE_NO_CREATE_PAY', search: null, message: [1], status: 'AWAITING_PAYMENT' },
  { word: 'WAIT_BUYER_PAY', search: 1, message: [1, 6], status: 'AWAITING_PAYMENT' },
  { word: 'PAY_PENDING', search: null, message: [1], status: 'PAYMENT_PENDING' },
  { word: 'WAIT_SELLER_SEND_GOODS', search: 2, message: [2, 8], status: 'AWAITING_FULFILMENT' },
  { word: 'SELLER_CONSIGNED_PART', search: null, message: [4], status: 'PARTLY_FULFILLED' },
  { word: 'WAIT_BUYER_CONFIRM_GOODS', search: 3, message: [4], status: 'FULFILLED' },
  { word: 'TRADE_FINISHED', search: 6, message: [5, 7], status: 'COMPLETED' },
  { word: 'TRADE_CLOSED', search: 4, message: [3], status: 'REFUNDED' },
  { word: 'TRADE_CLOSED_BY_TAOBAO', search: 8, message: [3], status: 'CANCELLED' },
];

const BY_WORD = new Map(TRADE_STATUSES.map(({ word, status }) => [word, status]));

/** The unified status of an upstream word; undefined for a word that no document lists. */
export function unifiedStatus(word: string, awaitsConfirmation: boolean): OrderStatus | undefined {
  const status = BY_WORD.get(word);
  return status === 'AWAITING_FULFILMENT' && awaitsConfirmation ? 'AWAITING_CONFIRMATION' : status;
}

/** Statuses of an order or item that is not paid, or never was. */
export const UNPAID: readonly OrderStatus[] = ['AWAITING_PAYMENT', 'PAYMENT_PENDING', 'CANCELLED'];

/** Statuses of an item that waits for the seller; only then can its seller deadline still run out. */
export const WAITS_FOR_SELLER: readonly OrderStatus[] = [
  'AWAITING_CONFIRMATION',
  'AWAITING_FULFILMENT',
  'PARTLY_FULFILLED',
];

/** `order_type`: how an item is confirmed. */
export const ORDER_TYPES = {
  1: 'ORDINARY',
  2: 'SECOND_TIME_CONFIRMATION',
  3: 'SECOND_TIME_RESERVATION',
} as const satisfies Readonly<Record<number, string>>;
/** How an item is confirmed; `UNKNOWN` for a number that no document lists. */
export type OrderType = (typeof ORDER_TYPES)[keyof typeof ORDER_TYPES] | 'UNKNOWN';

/** `confirm_status` of second-time confirmation. */
export const CONFIRM_STATUSES: Readonly<Record<number, Confirmation>> = {
  1: 'AWAITING',
  2: 'REFUSED',
  3: 'CONFIRMED',
  4: 'EXPIRED',
  5: 'REFUNDED',
  6: 'VERIFYING',
};

/** `refund_status`. */
export const REFUND_WORDS: Readonly<Record<string, RefundStatus>> = {
  NO_REFUND: 'NONE',
  WAIT_SELLER_AGREE: 'REQUESTED',
  WAIT_BUYER_RETURN_GOODS: 'AWAITING_RETURN',
  WAIT_SELLER_CONFIRM_GOODS: 'RETURNED',
  SELLER_REFUSE_BUYER: 'REFUSED',
  CLOSED: 'CLOSED',
  SUCCESS: 'SUCCEEDED',
};

/** `biz_type`: the kind of product. Data top-up has two numbers, 13 in the older document and 17 in the newer. */
export const PRODUCT_KINDS: Readonly<Record<number, string>> = {
  0: 'OTHER',
  1: 'TOUR',
  2: 'VISA',
  3: 'ADMISSION',
  4: 'WIFI',
  7: 'ACTIVITY',
  9: 'CRUISE',
  10: 'CAR',
  12: 'PHONE_CARD',
  13: 'DATA_TOP_UP',
  17: 'DATA_TOP_UP',
  18: 'HONG_KONG_MACAU_ENDORSEMENT',
  19: 'ONLINE_VISA',
  20: 'RENTAL',
};

/** `credential_type`: the kind of document. */
export const DOCUMENT_TYPES: Readonly<Record<number, string>> = {
  0: 'ID_CARD',
  1: 'PASSPORT',
  2: 'STUDENT_CARD',
  3: 'OFFICER_CARD',
  4: 'HOME_RETURN_PERMIT',
  5: 'TAIWAN_COMPATRIOT_PERMIT',
  6: 'HONG_KONG_MACAU_PERMIT',
  10: 'POLICE_CARD',
  11: 'SOLDIER_CARD',
  12: 'TAIWAN_PERMIT',
};

/** `sex`. */
export const SEXES: Readonly<Record<number, string>> = { 0: 'MALE', 1: 'FEMALE' };

/** `step_trade_status`: how far a staged payment (a deposit, then the rest) has got. */
export const STAGED_PAYMENTS: Readonly<Record<string, string>> = {
  FRONT_NOPAID_FINAL_NOPAID: 'NOTHING_PAID',
  FRONT_PAID_FINAL_NOPAID: 'DEPOSIT_PAID',
  FRONT_PAID_FINAL_PAID: 'ALL_PAID',
};

/** `type` of an order. */
export const TRADE_TYPES: Readonly<Record<string, string>> = {
  fixed: 'FIXED_PRICE',
  auction: 'AUCTION',
  guarantee_trade: 'GUARANTEED',
  auto_delivery: 'AUTOMATIC_DELIVERY',
  cod: 'CASH_ON_DELIVERY',
  external_trade: 'EXTERNAL',
  instant_trade: 'INSTANT',
  b2c_cod: 'MERCHANT_CASH_ON_DELIVERY',
  nopaid: 'INSTANT_TRANSFER',
  eticket: 'E_TICKET',
  step: 'STAGED_PAYMENT',
};

/** `seller_flag`: the colour of the seller's memo. 0 and the name of 5 come from the memo APIs (25972). */
export const MEMO_FLAGS: Readonly<Record<number, string>> = {
  0: 'GREY',
  1: 'RED',
  2: 'YELLOW',
  3: 'GREEN',
  4: 'BLUE',
  5: 'PURPLE',
};
