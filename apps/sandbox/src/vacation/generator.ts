import type { Random } from '../random.ts';
import type { Identities } from './identities.ts';
import type { Item, Promotion, StagedPayment, SubOrder, VacationOrder } from './order.ts';
import { inventPerson } from './people.ts';
import type { Confirmation, ProductKind } from './products.ts';
import { DEFAULT_MIX, ORDER_TYPE_OF, productKind } from './products.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const REVIEWS = ['非常满意', '导游很专业', '行程安排合理', '一般般'];

/** What an order shall be like; everything left out is drawn. */
export interface OrderWish {
  readonly bizType?: number | undefined;
  /** Weights by `biz_type`, used when `bizType` is left out. */
  readonly mix?: Readonly<Record<string, number>> | undefined;
  readonly confirmation?: Confirmation | undefined;
  /** Number of sub-orders, 1 to 5. */
  readonly subOrders?: number | undefined;
  readonly staged?: boolean | undefined;
  /** True to begin before the payment exists (`TRADE_NO_CREATE_PAY`). */
  readonly withoutPayment?: boolean | undefined;
  /** Milliseconds after payment until the platform closes what the seller has not delivered. */
  readonly sellerTime?: number | undefined;
}

/** Where an order is born: its shop, its moment, its own random stream and the source of ids. */
export interface OrderBirth {
  readonly shop: string;
  /** Epoch milliseconds; the order keeps whole seconds. */
  readonly createdAt: number;
  readonly random: Random;
  readonly identities: Identities;
}

/** Invents one order. The same birth and wish give the same order. */
export function inventOrder(birth: OrderBirth, wish: OrderWish = {}): VacationOrder {
  const { random, identities } = birth;
  const createdAt = wholeSeconds(birth.createdAt);
  const bizType = wish.bizType ?? Number(random.weighted(wish.mix ?? DEFAULT_MIX));
  const product = productKind(bizType);
  const buyer = inventPerson(random, createdAt);
  const id = identities.nextOrder();
  const count = wish.subOrders ?? (random.chance(0.65) ? 1 : random.integer(2, 5));
  const subOrders = Array.from({ length: count }, () => inventSubOrder(birth, createdAt, product, wish.confirmation));
  const status = (wish.withoutPayment ?? random.chance(0.1)) ? 'TRADE_NO_CREATE_PAY' : 'WAIT_BUYER_PAY';
  for (const sub of subOrders) sub.status = status;
  const total = subOrders.reduce((sum, sub) => sum + sub.payment, 0);
  const staged = (wish.staged ?? random.chance(0.05)) ? depositOf(total) : undefined;
  return {
    id,
    shop: birth.shop,
    type: staged ? 'step' : subOrders.every((sub) => sub.instant) ? 'auto_delivery' : 'fixed',
    createdAt,
    buyer: {
      nick: `tb${buyer.surnamePinyin}_${random.digits(4)}`,
      phone: buyer.phone,
      email: buyer.email,
      message: random.chance(0.2) ? '请安排靠窗座位，谢谢' : '',
    },
    promotions: inventPromotions(random, id, subOrders),
    staged,
    subOrders,
    postFee: product.people === 'contact' && random.chance(0.3) ? 1000 : 0,
    withDeposit: product.bizType === 4,
    review: random.chance(0.3) ? { score: random.integer(1, 5), content: random.pick(REVIEWS) } : undefined,
    sellerTime: wish.sellerTime ?? 3 * DAY,
    status,
    modifiedAt: createdAt,
    paidAt: undefined,
    endedAt: undefined,
    alipayNo: undefined,
    cancelReason: undefined,
    materialSubmitted: false,
  };
}

/** Cuts an instant to the whole second below, as the platform's times are. */
export function wholeSeconds(instant: number): number {
  return Math.floor(instant / 1000) * 1000;
}

function inventSubOrder(
  { random, identities }: OrderBirth,
  createdAt: number,
  product: ProductKind,
  wished: Confirmation | undefined,
): SubOrder {
  const confirmation = wished ?? random.pick(product.confirmations);
  const item = inventItem(random, createdAt, product);
  const discountFee = random.chance(0.3) ? random.integer(1, 20) * 100 : 0;
  const adjustFee = random.chance(0.1) ? -random.integer(1, 5) * 100 : 0;
  const totalFee = item.price * item.count + adjustFee - discountFee;
  const coupon = random.chance(0.15) ? Math.min(1000, Math.floor(totalFee / 2)) : 0;
  const contact = inventPerson(random, createdAt, { withAddress: product.people === 'contact' });
  return {
    id: identities.nextOrder(),
    orderType: ORDER_TYPE_OF[confirmation],
    bizType: product.bizType,
    instant: confirmation === 'instant',
    item,
    contact,
    travellers:
      product.people === 'contact'
        ? []
        : Array.from({ length: item.count }, () =>
            inventPerson(random, createdAt, { withAddress: product.mailsDocuments }),
          ),
    payment: totalFee - coupon,
    totalFee,
    discountFee,
    adjustFee,
    extendAttributes: random.chance(0.2) ? { source: 'app' } : {},
    status: 'WAIT_BUYER_PAY',
    confirmStatus: undefined,
    refund: undefined,
    expireAt: undefined,
    processedAt: undefined,
    endedAt: undefined,
  };
}

function inventItem(random: Random, createdAt: number, product: ProductKind): Item {
  const tripStart = Math.floor(createdAt / DAY) * DAY + random.integer(2, 60) * DAY - 8 * HOUR;
  const packageName = random.pick(product.packages);
  const itemNumber = random.digits(11);
  return {
    itemId: BigInt(`5${itemNumber}`),
    title: random.pick(product.titles),
    categoryId: product.categoryId,
    skuId: BigInt(`4${random.digits(12)}`),
    skuProperties: { 套餐类型: packageName, 出行人群: random.pick(['成人', '儿童', '家庭']) },
    outProductId: `P-${itemNumber.slice(0, 6)}`,
    outSkuId: `S-${random.digits(6)}`,
    count: random.integer(1, 3),
    price: random.integer(product.price[0] / 100, product.price[1] / 100) * 100,
    tripStart,
    tripEnd: product.days === 0 ? undefined : tripStart + product.days * DAY,
    categoryExtInfos: product.extInfos,
    session: product.hasSession
      ? { start: tripStart + 10 * HOUR, end: tripStart + (10 + random.integer(1, 6)) * HOUR }
      : undefined,
    image: `https://img.example.com/i/${itemNumber}.jpg`,
  };
}

function inventPromotions(random: Random, orderId: bigint, subOrders: readonly SubOrder[]): Promotion[] {
  const promotions: Promotion[] = subOrders
    .filter((sub) => sub.discountFee > 0)
    .map((sub) => promotion(random, sub.id, '满减', sub.discountFee));
  if (random.chance(0.1)) promotions.push(promotion(random, orderId, '限时打折', undefined));
  return promotions;
}

function promotion(random: Random, on: bigint, name: string, discountFee: number | undefined): Promotion {
  return { on, id: `mjs-${random.digits(6)}_${random.digits(6)}`, name, description: `${name}优惠活动`, discountFee };
}

function depositOf(total: number): StagedPayment {
  return { deposit: Math.round(total / 500) * 100, status: 'FRONT_NOPAID_FINAL_NOPAID' };
}
