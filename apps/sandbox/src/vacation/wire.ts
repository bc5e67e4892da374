import { formatTopTime } from '@interline/top-client/codec';
import { decimal, list } from '../gateway/value.ts';
import type { AnswerObject } from '../gateway/value.ts';
import type { Shop } from '../shops.ts';
import { maskedPerson, maskEmail, maskPhone } from './mask.ts';
import { orderPayment } from './order.ts';
import type { Item, Person, Promotion, Review, StagedPayment, SubOrder, VacationOrder } from './order.ts';

/** `TopTripOrderResult`: the order as alitrip.travel.trade.query (28564) answers it, field for field. */
export function tripOrderResult(order: VacationOrder, shop: Shop): AnswerObject {
  const review = order.status === 'TRADE_FINISHED' ? order.review : undefined;
  return {
    order_id: order.id,
    order_id_string: String(order.id),
    created_time: date(order.createdAt),
    modified_time: date(order.modifiedAt),
    end_time: date(order.endedAt),
    status: order.status,
    type: order.type,
    cancel_reason: order.cancelReason,
    ...(review ? reviewFields(review) : {}),
    pay_info: payInfo(order),
    seller_info: sellerInfo(shop),
    buyer_info: buyerInfo(order, shop.masked),
    promotion_details:
      order.promotions.length === 0 ? undefined : list('promotion_detail', order.promotions.map(promotionDetail)),
    sub_orders: list(
      'sub_order_info',
      order.subOrders.map((sub) => subOrderInfo(sub, shop.masked)),
    ),
    order_with_depo: order.withDeposit,
    post_fee: order.postFee,
  };
}

function reviewFields({ content, score }: Review): AnswerObject {
  const detail = { content, score: String(score), dimension_name: '总体评价' };
  return { score_details: list('score_detail', [detail]), rate_content: content };
}

function payInfo(order: VacationOrder): AnswerObject {
  const finished = order.subOrders.filter((sub) => sub.status === 'TRADE_FINISHED');
  return {
    alipay_no: order.alipayNo,
    pay_time: date(order.paidAt),
    discount_fee: decimal(order.subOrders.reduce((sum, sub) => sum + sub.discountFee, 0)),
    received_payment: decimal(finished.reduce((sum, sub) => sum + sub.payment, 0)),
    step_paid_fee: order.staged && decimal(stagePaid(order, order.staged)),
    step_trade_status: order.staged?.status,
  };
}

/** What a staged order has received so far. */
function stagePaid(order: VacationOrder, { status, deposit }: StagedPayment): number {
  if (status === 'FRONT_NOPAID_FINAL_NOPAID') return 0;
  return status === 'FRONT_PAID_FINAL_NOPAID' ? deposit : orderPayment(order);
}

function sellerInfo(shop: Shop): AnswerObject {
  return {
    seller_can_rate: false,
    seller_rate: false,
    seller_email: `service@${shop.id}.example.com`,
    seller_flag: 1,
    seller_memo: '',
    seller_name: shop.title,
    seller_nick: shop.nick,
    seller_phone: '0571-88155188',
    seller_shop: shop.title,
  };
}

function buyerInfo({ buyer, status, review }: VacationOrder, masked: boolean): AnswerObject {
  return {
    buyer_email: masked ? maskEmail(buyer.email) : buyer.email,
    buyer_message: buyer.message,
    buyer_nick: buyer.nick,
    buyer_phone: masked ? maskPhone(buyer.phone) : buyer.phone,
    buyer_rate: status === 'TRADE_FINISHED' && review !== undefined,
  };
}

function promotionDetail(promotion: Promotion): AnswerObject {
  return {
    id: promotion.on,
    promotion_id: promotion.id,
    promotion_name: promotion.name,
    promotion_desc: promotion.description,
    discount_fee: promotion.discountFee === undefined ? '' : String(promotion.discountFee),
  };
}

function subOrderInfo(sub: SubOrder, masked: boolean): AnswerObject {
  return {
    sub_order_id: sub.id,
    sub_order_id_string: String(sub.id),
    status: sub.status,
    order_type: sub.orderType,
    confirm_status: sub.confirmStatus,
    biz_type: sub.bizType,
    payment: sub.payment,
    total_fee: sub.totalFee,
    discount_fee: sub.discountFee,
    adjust_fee: sub.adjustFee,
    refund_id: sub.refund?.id,
    refund_status: sub.refund?.status ?? 'NO_REFUND',
    expire_time: date(sub.expireAt),
    end_time: date(sub.endedAt),
    process_time: sub.processedAt === undefined ? undefined : date(sub.processedAt)?.replaceAll(/\D/g, ''),
    extend_attributes: pairs(sub.extendAttributes),
    buy_item_info: buyItemInfo(sub.item),
    contactor: travellerInfo(sub.contact, masked),
    travellers:
      sub.travellers.length === 0
        ? undefined
        : list(
            'traveller_info',
            sub.travellers.map((person) => travellerInfo(person, masked)),
          ),
  };
}

function buyItemInfo(item: Item): AnswerObject {
  return {
    item_id: item.itemId,
    item_title: item.title,
    category_id: item.categoryId,
    sku_id: item.skuId,
    sku_properties: pairs(item.skuProperties),
    out_product_id: item.outProductId,
    out_sku_id: item.outSkuId,
    num: item.count,
    price: item.price,
    trip_start_date: date(item.tripStart),
    trip_end_date: date(item.tripEnd),
    category_ext_infos: pairs(item.categoryExtInfos),
    category_ext_infos_json: JSON.stringify(item.categoryExtInfos),
    item_image: item.image,
    fs_start_time: date(item.session?.start),
    fs_end_time: date(item.session?.end),
  };
}

function travellerInfo(clear: Person, masked: boolean): AnswerObject {
  const person = masked ? maskedPerson(clear) : clear;
  return {
    name: person.name,
    name_pinyin: person.surnamePinyin + person.givenNamePinyin,
    surname_pinyin: person.surnamePinyin,
    given_name_pinyin: person.givenNamePinyin,
    sex: person.sex,
    birthday: person.birthday,
    phone: person.phone,
    email: person.email,
    credential_type: person.credentialType,
    credential_no: person.credentialNo,
    valid_date: person.validDate,
    nationality: person.nationality,
    issue_country: person.issueCountry,
    issue_place: person.issuePlace,
    post_province: person.address?.province,
    post_city: person.address?.city,
    post_area: person.address?.area,
    post_address: person.address?.street,
    extend_attributes: person.extendAttributes && pairs(person.extendAttributes),
    extend_attributes_json: person.extendAttributes && JSON.stringify(person.extendAttributes),
  };
}

/** `k1:v1;k2:v2`, or undefined when there is nothing to say. */
function pairs(values: Readonly<Record<string, string>>): string | undefined {
  const entries = Object.entries(values);
  return entries.length === 0 ? undefined : entries.map(([key, value]) => `${key}:${value}`).join(';');
}

function date(instant: number | undefined): string | undefined {
  return instant === undefined ? undefined : formatTopTime(new Date(instant));
}
