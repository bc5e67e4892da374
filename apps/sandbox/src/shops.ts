import type { Shelf } from './state/shelf.ts';

/** An application registered at the platform. */
export interface App {
  readonly key: string;
  readonly secret: string;
}

/** An account of the sandbox: a seller's, or one that buys. */
export interface Shop {
  /** Name used in the control API. */
  readonly id: string;
  /** What it trades: a shop sells vacations or ship tickets; flights are bought by an account that is not a shop's. */
  readonly channel: 'vacation' | 'flight' | 'ship';
  /** Numeric seller id (`seller_id`, `user_id`, `taobao_user_id`). */
  readonly sellerId: number;
  readonly nick: string;
  readonly title: string;
  /** The application that the seller has authorised. */
  readonly app: App;
  /** True when the platform masks personal fields because the shop lacks the security conditions. */
  masked: boolean;
  /** True when the seller may close ordinary paid orders himself: individual credit sellers (vacation flow, refuse case). */
  mayClosePaid: boolean;
}

/** The demo application that every example and known-answer vector uses. */
export const DEMO_APP: App = { key: '12345678', secret: 'helloworld' };

/** Somebody else's application: its sessions, orders and messages are not for the demo application. */
export const FOREIGN_APP: App = { key: '87654321', secret: 'goodbyeworld' };

/**
 * The accounts of a new sandbox. The first seller is where the order flow plays unless told otherwise; the last ones
 * buy flights and sell ship tickets: a shipping line, and an agency at the harbour.
 */
export const DEMO_SHOPS: readonly Shop[] = [
  {
    id: 'west-lake',
    channel: 'vacation',
    sellerId: 3607242345,
    nick: '西湖旅行专营店',
    title: '西湖旅行',
    app: DEMO_APP,
    masked: false,
    mayClosePaid: false,
  },
  {
    id: 'masked',
    channel: 'vacation',
    sellerId: 3607242346,
    nick: '云栖假期旗舰店',
    title: '云栖假期',
    app: DEMO_APP,
    masked: true,
    mayClosePaid: true,
  },
  {
    id: 'foreign',
    channel: 'vacation',
    sellerId: 2200011122,
    nick: '远方的店',
    title: '远方',
    app: FOREIGN_APP,
    masked: false,
    mayClosePaid: false,
  },
  {
    id: 'travel-desk',
    channel: 'flight',
    sellerId: 2211350077,
    nick: '行知商旅采购',
    title: '行知商旅',
    app: DEMO_APP,
    masked: false,
    mayClosePaid: false,
  },
  {
    id: 'ferry-line',
    channel: 'ship',
    sellerId: 2208867031,
    nick: '蓝湾船票旗舰店',
    title: '蓝湾轮渡',
    app: DEMO_APP,
    masked: false,
    mayClosePaid: false,
  },
  {
    id: 'harbour-agency',
    channel: 'ship',
    sellerId: 2208867032,
    nick: '海港票务专营店',
    title: '海港票务',
    app: DEMO_APP,
    masked: false,
    mayClosePaid: false,
  },
];

/** What the platform allows a shop, on its shelf; the shop's id is the key. */
export type KeptShop = Pick<Shop, 'masked' | 'mayClosePaid'>;

/** Keeps what the platform allows a shop. */
export function keepShop({ id, masked, mayClosePaid }: Shop, shelf: Shelf<KeptShop>): void {
  shelf.put(id, { masked, mayClosePaid });
}

/** Own copies of the shops, as the run before left them, and those of them that it did not know. */
export function openShops(given: readonly Shop[], shelf: Shelf<KeptShop>): { shops: Shop[]; newShops: Shop[] } {
  const left = new Map(shelf.left());
  const shops = given.map((shop) => ({ ...shop, ...left.get(shop.id) }));
  const newShops = shops.filter(({ id }) => !left.has(id));
  for (const shop of newShops) keepShop(shop, shelf);
  return { shops, newShops };
}

/** The shop with this id. Throws when there is none: something kept belongs to a shop that this sandbox was not given. */
export function shopById(shops: readonly Shop[], id: string): Shop {
  const shop = shops.find((candidate) => candidate.id === id);
  if (shop) return shop;
  throw new Error(`the state holds something of shop ${id}, which this sandbox does not have: give it that shop too`);
}
