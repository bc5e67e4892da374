import type { Clock } from '../clock.ts';
import type { Method } from '../gateway/method.ts';
import type { Ledger } from '../ledger.ts';
import type { Random } from '../random.ts';
import { shopById } from '../shops.ts';
import type { Shop } from '../shops.ts';
import { noState } from '../state/state.ts';
import type { State } from '../state/state.ts';
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

/** The vacation channel as the run before left it: its orders go on at once. */
export function createVacationRoom(context: {
  clock: Clock;
  random: Random;
  ledger: Ledger;
  identities: Identities;
  shops: readonly Shop[];
  publish: Publisher;
  autoDeliveryMs: number;
  state?: State;
}): VacationRoom {
  const { clock, random, ledger, identities, shops, publish, autoDeliveryMs, state = noState() } = context;
  const store = createVacationStore(state.shelf('order'));
  const life = createLife({
    clock,
    ledger,
    identities,
    store,
    autoDeliveryMs,
    announce(order, step) {
      const shop = shopById(shops, order.shop);
      const content = orderChangedContent(order, shop, step);
      publish({ topic: ORDER_CHANGED, content, shop, order: String(order.id) });
    },
  });

  for (const order of store.all()) shopById(shops, order.shop);
  for (const order of store.all()) life.resume(order);

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
