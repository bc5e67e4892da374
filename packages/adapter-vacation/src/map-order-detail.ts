import type { Anomalies } from './anomalies.ts';
import { compact } from './compact.ts';
import type { WirePromotion, WireTrade } from './wire-trade.ts';
import { MEMO_FLAGS, STAGED_PAYMENTS, TRADE_TYPES } from './words.ts';

/** Facts of a vacation order beyond the shared ones. Money is fen as text. */
export type OrderDetail = {
  /** A word of {@link TRADE_TYPES}; `OTHER` for one that no document lists. */
  readonly tradeType?: string;
  /** The word sent as `type`. */
  readonly tradeTypeWord?: string;
  readonly depositIncluded?: boolean;
  readonly postage?: string;
  readonly cancelReason?: string;
  readonly payment?: PaymentDetail;
  readonly seller?: SellerDetail;
  readonly buyerHasRated?: boolean;
  readonly promotions?: readonly PromotionDetail[];
  readonly scores?: readonly ScoreDetail[];
  readonly reviewText?: string;
};

/** How an order is paid. Money is fen as text. */
export type PaymentDetail = {
  readonly alipayTradeNumber?: string;
  /** Discounts of the platform on the order. */
  readonly platformDiscount?: string;
  /** What has reached the seller; grows as items are confirmed. */
  readonly receivedBySeller?: string;
  /** A word of {@link STAGED_PAYMENTS}; the word sent where no document lists it. */
  readonly staged?: string;
  /** What is paid of a staged payment. */
  readonly stagedPaid?: string;
};

/** The merchant as the order shows it. */
export type SellerDetail = {
  readonly nick?: string;
  readonly shop?: string;
  readonly memoFlag?: string;
  readonly canRate?: boolean;
  readonly hasRated?: boolean;
};

/** A discount on the order or on one of its items. Money is fen as text. */
export type PromotionDetail = {
  /** The order or sub-order that it applies to. */
  readonly appliesTo?: string;
  /** `toolId-activityId_detailId`. */
  readonly promotionId?: string;
  readonly name?: string;
  readonly description?: string;
  /** Absent for free postage and time-limited discounts. */
  readonly discount?: string;
};

/** The buyer's score in one respect, as sent. */
export type ScoreDetail = {
  readonly dimension?: string;
  readonly score?: string;
  readonly content?: string;
};

/** What has no column of its own. */
export function mapOrderDetail(trade: WireTrade, anomalies: Anomalies): OrderDetail {
  const { payInfo, sellerInfo } = trade;
  return compact({
    tradeType: trade.type === undefined ? undefined : anomalies.lookUp(TRADE_TYPES, 'type', trade.type, 'OTHER'),
    tradeTypeWord: trade.type,
    depositIncluded: trade.orderWithDepo,
    postage: trade.postFee?.toString(),
    cancelReason: trade.cancelReason,
    payment:
      payInfo &&
      compact({
        alipayTradeNumber: payInfo.alipayNo,
        platformDiscount: payInfo.discountFee?.toString(),
        receivedBySeller: payInfo.receivedPayment?.toString(),
        staged: mapStaged(payInfo.stepTradeStatus, anomalies),
        stagedPaid: payInfo.stepPaidFee?.toString(),
      }),
    seller:
      sellerInfo &&
      compact({
        nick: sellerInfo.sellerNick,
        shop: sellerInfo.sellerShop,
        memoFlag: mapMemoFlag(sellerInfo.sellerFlag, anomalies),
        canRate: sellerInfo.sellerCanRate,
        hasRated: sellerInfo.sellerRate,
      }),
    buyerHasRated: trade.buyerInfo?.buyerRate,
    promotions: trade.promotionDetails?.map(mapPromotion),
    scores: trade.scoreDetails?.map(({ content, score, dimensionName: dimension }) =>
      compact({ dimension, score, content }),
    ),
    reviewText: trade.rateContent,
  });
}

function mapStaged(word: string | undefined, anomalies: Anomalies): string | undefined {
  return word === undefined ? undefined : anomalies.lookUp(STAGED_PAYMENTS, 'pay_info.step_trade_status', word, word);
}

function mapMemoFlag(flag: number | undefined, anomalies: Anomalies): string | undefined {
  return flag === undefined ? undefined : anomalies.lookUp(MEMO_FLAGS, 'seller_info.seller_flag', flag, String(flag));
}

function mapPromotion(promotion: WirePromotion): PromotionDetail {
  return compact({
    appliesTo: promotion.id,
    promotionId: promotion.promotionId,
    name: promotion.promotionName,
    description: promotion.promotionDesc,
    discount: promotion.discountFee?.toString(),
  });
}
