import type { Clock } from '../clock.ts';
import type { Method } from '../gateway/method.ts';
import type { Ledger } from '../ledger.ts';
import type { Random } from '../random.ts';
import type { Shop } from '../shops.ts';
import type { Publisher } from '../tmc/publisher.ts';
import { inventOrder } from './generator.ts';
import type { OrderWish } from './generator.ts';
import type { Identities } from './identities.ts';
import { createLife } from './life.ts';
import type { Life } from './life.ts';
import { ORDER_CHANGED, orderChangedContent } from './message.ts';
import { vacationMethods } from './methods.ts';
import type { VacationOrder } from './order.ts';
import { createVacationStore } from './store.ts';
import type { VacationStore } from './store.ts';

/** The vacation channel of the sandbox: its orders, their life and its methods. */
export interface VacationRoom {
  readonly store: VacationStore;
  readonly life: Life;
  readonly methods: readonly Method[];
  /** Invents an order of a shop and puts it on sale. The n-th order of a seed is always the same one. */
  place(shop: Shop, wish: OrderWish, options: { createdAt?: number | undefined; cause: string }): VacationOrder;
}

/** An empty vacation channel. */
export function createVacationRoom(context: {
  clock: Clock;
  random: Random;
  ledger: Ledger;
  identities: Identities;
  shops: readonly Shop[];
  publish: Publisher;
  autoDeliveryMs: number;
}): VacationRoom {
  const { clock, random, ledger, identities, shops, publish, autoDeliveryMs } = context;
  const store = createVacationStore();
  const life = createLife({
    clock,
    ledger,
    identities,
    store,
    autoDeliveryMs,
    announce(order, step) {
      const shop = shops.find(({ id }) => id === order.shop);
      if (!shop) throw new Error(`order ${order.id} belongs to no shop`);
      const content = orderChangedContent(order, shop, step);
      publish({ topic: ORDER_CHANGED, content, shop, order: String(order.id) });
    },
  });

  return {
    store,
    life,
    methods: vacationMethods({ store, life, ledger }),
    place(shop, wish, { createdAt, cause }) {
      const birth = {
        shop: shop.id,
        createdAt: createdAt ?? clock.now().getTime(),
        random: random.fork(`order ${store.size()}`),
        identities,
      };
      const order = inventOrder(birth, wish);
      life.place(order, cause);
      return order;
    },
  };
}
