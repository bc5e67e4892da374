import { z } from 'zod';

import { compactTime, fen, flag, id, jsonText, list, pairs, text, time, whole } from './values.ts';

// Field names and meanings: API document alitrip.travel.trade.query (28564). WIRE.md has them in prose.

/** `TravellerInfo`: a traveller, or the contact of an item. Any value may arrive masked. */
const travellerInfo = z.object({
  name: text,
  name_pinyin: text,
  surname_pinyin: text,
  given_name_pinyin: text,
  /** 0 male, 1 female. */
  sex: whole,
  /** `yyyy-mm-dd`. */
  birthday: text,
  phone: text,
  email: text,
  credential_type: whole,
  credential_no: text,
  valid_date: text,
  nationality: text,
  issue_country: text,
  issue_place: text,
  post_province: text,
  post_city: text,
  post_area: text,
  post_address: text,
  extend_attributes: pairs,
  extend_attributes_json: jsonText,
});

/** `BuyItemInfo`: what was bought. */
const buyItemInfo = z.object({
  item_id: id,
  item_title: text,
  category_id: id,
  sku_id: id,
  sku_properties: pairs,
  out_product_id: text,
  out_sku_id: text,
  num: whole,
  /** Fen; the document gives no unit (assumed). */
  price: fen,
  trip_start_date: time,
  trip_end_date: time,
  category_ext_infos: pairs,
  category_ext_infos_json: jsonText,
  item_image: text,
  fs_start_time: text,
  fs_end_time: text,
});

/** `SubOrderInfo`. Money in fen. */
const subOrderInfo = z.object({
  sub_order_id: id,
  sub_order_id_string: id,
  status: text,
  order_type: whole,
  confirm_status: whole,
  biz_type: whole,
  payment: fen,
  total_fee: fen,
  discount_fee: fen,
  adjust_fee: fen,
  refund_id: id,
  refund_status: text,
  expire_time: time,
  end_time: time,
  process_time: compactTime,
  extend_attributes: pairs,
  buy_item_info: buyItemInfo.optional(),
  contactor: travellerInfo.optional(),
  travellers: list(travellerInfo),
});

/** `PayInfo`. Money in fen; the document writes "fen, two decimals", and its sample is `111.00`. */
const payInfo = z.object({
  alipay_no: text,
  pay_time: time,
  discount_fee: fen,
  received_payment: fen,
  step_paid_fee: fen,
  step_trade_status: text,
});

const sellerInfo = z.object({
  seller_can_rate: flag,
  seller_rate: flag,
  seller_email: text,
  seller_name: text,
  seller_nick: text,
  seller_phone: text,
  seller_shop: text,
  seller_memo: text,
  seller_flag: whole,
});

const buyerInfo = z.object({
  buyer_email: text,
  buyer_message: text,
  buyer_nick: text,
  buyer_phone: text,
  buyer_rate: flag,
});

const promotionDetail = z.object({
  id,
  promotion_id: text,
  promotion_name: text,
  promotion_desc: text,
  /** Declared as text; empty for free postage and time-limited discounts. */
  discount_fee: fen,
});

const scoreDetail = z.object({ content: text, score: text, dimension_name: text });

/** `TopTripOrderResult`: an order, as `first_result` holds it. */
export const tradeResult = z.object({
  order_id: id,
  order_id_string: id,
  created_time: time,
  modified_time: time,
  end_time: time,
  status: text,
  type: text,
  pay_info: payInfo.optional(),
  seller_info: sellerInfo.optional(),
  buyer_info: buyerInfo.optional(),
  promotion_details: list(promotionDetail),
  sub_orders: list(subOrderInfo),
  order_with_depo: flag,
  post_fee: fen,
  cancel_reason: text,
  score_details: list(scoreDetail),
  rate_content: text,
});

/** Paths below which a value may identify a person, so that no report may quote it. */
export const PERSONAL_PATH = /(^|\.)(buyer_info|seller_info|contactor|travellers)\b/;
