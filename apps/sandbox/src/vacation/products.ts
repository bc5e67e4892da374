import type { OrderType } from './order.ts';

/** How one kind of product is sold. */
export interface ProductKind {
  readonly bizType: number;
  readonly categoryId: number;
  readonly titles: readonly string[];
  readonly packages: readonly string[];
  /** Ways it is sold: `instant` is an ordinary order that the platform delivers by itself after payment. */
  readonly confirmations: readonly Confirmation[];
  /** `travellers`, or `contact` for categories without a traveller template. */
  readonly people: 'travellers' | 'contact';
  /** Whether a session of the day is booked (tickets, local activities). */
  readonly hasSession: boolean;
  /** Whether travellers leave an address to which their documents are mailed back (visas on paper, endorsements). */
  readonly mailsDocuments: boolean;
  /** Unit price in fen, from and to. */
  readonly price: readonly [number, number];
  /** Days from trip start to trip end; 0 when the trip has no end date. */
  readonly days: number;
  readonly extInfos: Readonly<Record<string, string>>;
}

/** How an item is confirmed: by itself, by the merchant's delivery, by a second-time confirmation or reservation. */
export type Confirmation = 'instant' | 'manual' | 'second-confirmation' | 'second-reservation';

/** `order_type` of the wire for each way of confirming. */
export const ORDER_TYPE_OF: Readonly<Record<Confirmation, OrderType>> = {
  instant: 1,
  manual: 1,
  'second-confirmation': 2,
  'second-reservation': 3,
};

const TOUR: Confirmation[] = ['instant', 'second-confirmation', 'second-reservation'];

/**
 * Every `biz_type` of alitrip.travel.trade.query (28564), old and new numbering: both 13 and 17 are data top-up, and
 * 1000 is one that no table lists but samples show. The names of the `category_ext_infos` keys are assumed.
 */
export const PRODUCT_KINDS: readonly ProductKind[] = [
  kind(1, 50258004, '三亚 5 天 4 晚自由行,日本关西 6 日跟团游', '成人套餐,双人套餐', TOUR, [159_900, 899_900], 5),
  kind(
    2,
    50015001,
    '日本单次旅游签证,泰国旅游签证',
    '单次签,三年多次',
    ['manual', 'second-confirmation'],
    [29_900, 99_900],
    0,
  ),
  kind(
    3,
    50012910,
    '西湖游船门票,上海野生动物园门票',
    '成人票,儿童票,家庭票',
    ['instant', 'manual'],
    [4_500, 39_900],
    0,
  ),
  kind(4, 50019780, '日本随身 Wi-Fi 租赁', '4G 无限流量,4G 每日 1GB', ['manual'], [1_500, 9_900], 6, 'contact'),
  kind(7, 50258012, '曼谷湄南河夜游,普吉岛浮潜一日游', '含接送,不含接送', TOUR, [9_900, 59_900], 0),
  kind(9, 50258007, '地中海 7 晚邮轮,上海至冲绳 4 晚邮轮', '内舱房,海景房,阳台房', TOUR, [299_900, 1_299_900], 7),
  kind(
    10,
    50258009,
    '清迈包车一日,冲绳自驾租车',
    '5 座经济型,7 座商务型',
    ['instant', 'second-confirmation'],
    [29_900, 129_900],
    1,
  ),
  kind(12, 50019781, '泰国 8 天电话卡,欧洲 30 天电话卡', '自取,快递', ['manual'], [2_900, 19_900], 8, 'contact'),
  kind(13, 50019782, '日本流量充值 3GB', '3GB,10GB', ['instant', 'manual'], [1_900, 9_900], 7, 'contact'),
  kind(17, 50019783, '欧洲多国流量充值', '5GB,20GB', ['instant', 'manual'], [2_900, 15_900], 15, 'contact'),
  kind(18, 50015002, '港澳通行证签注代办', '香港一次,澳门一次', ['manual', 'second-confirmation'], [1_500, 9_900], 0),
  kind(19, 50015003, '澳大利亚电子签证', '电子签', ['manual'], [49_900, 149_900], 0),
  kind(20, 50258020, '冲锋衣租赁,滑雪服租赁', '3 天,7 天', ['instant', 'manual'], [9_900, 29_900], 3, 'contact'),
  kind(0, 50258099, '旅行服务', '标准', ['instant', 'manual'], [9_900, 29_900], 0),
  kind(1000, 50258100, '度假预约商品', '标准', ['second-reservation', 'manual'], [99_900, 299_900], 3),
];

/** How often each `biz_type` is bought when nobody says otherwise. */
export const DEFAULT_MIX: Readonly<Record<string, number>> = {
  1: 28, 2: 6, 3: 20, 4: 8, 7: 12, 9: 3, 10: 5, 12: 6, 13: 2, 17: 3, 18: 2, 19: 2, 20: 1, 0: 1, 1000: 1,
}; // prettier-ignore

/** The kind of product behind a `biz_type`; one that no table lists is sold like `biz_type` 1000. */
export function productKind(bizType: number): ProductKind {
  const known = PRODUCT_KINDS.find((product) => product.bizType === bizType);
  if (known) return known;
  return kind(bizType, 50258100, '未知类目商品', '标准', ['manual', 'second-confirmation'], [9_900, 99_900], 0);
}

function kind(
  bizType: number,
  categoryId: number,
  titles: string,
  packages: string,
  confirmations: readonly Confirmation[],
  price: readonly [number, number],
  days: number,
  people: ProductKind['people'] = 'travellers',
): ProductKind {
  const extInfos = people === 'contact' ? { pickUpType: 'selfPickUp' } : { departCity: '杭州' };
  return {
    bizType,
    categoryId,
    titles: titles.split(','),
    packages: packages.split(','),
    confirmations,
    people,
    hasSession: bizType === 3 || bizType === 7,
    mailsDocuments: bizType === 2 || bizType === 18,
    price,
    days,
    extInfos,
  };
}
