import type { ShipNames } from '@interline/adapter-ship/wire';
import type { Method } from '../gateway/method.ts';
import { shopById } from '../shops.ts';
import type { Shop } from '../shops.ts';
import type { State } from '../state/state.ts';
import type { ShipContext } from './context.ts';
import { inventShipOrder } from './invent-order.ts';
import type { ShipWish } from './invent-order.ts';
import { createShipLife } from './life.ts';
import { orderNotifyMethod } from './methods/order-notify.ts';
import { returnNotifyMethod } from './methods/return-notify.ts';
import type { ShipOrder } from './order.ts';
import { createShipPlatform } from './platform.ts';
import type { ShipPlatform } from './platform.ts';
import { playShips } from './play.ts';
import { createQimenCaller } from './qimen/caller.ts';
import type { QimenCaller } from './qimen/caller.ts';
import { createReservationsHttp } from './reservations/http.ts';
import type { ReservationsHttp } from './reservations/http.ts';
import { createReservationSystem } from './reservations/system.ts';
import type { ReservationSystem } from './reservations/system.ts';
import { createShipSettings } from './settings.ts';
import type { ShipSettingsInput } from './settings.ts';
import { createShipStore } from './store.ts';

/** The ship channel of the sandbox: its orders, the platform that calls merchants, and a merchant's reservation system. */
export interface ShipRoom {
  readonly context: ShipContext;
  readonly platform: ShipPlatform;
  readonly caller: QimenCaller;
  readonly reservations: ReservationSystem;
  readonly methods: readonly Method[];
  readonly reservationsHttp: ReservationsHttp;
  /** Puts an order of a buyer into the store, paid. */
  place(shop: Shop, wish: ShipWish, cause: string): ShipOrder;
  /** Lets buyers play; not before the sandbox is served, since a merchant may report at once. */
  play(): void;
  /** Cuts what is under way. */
  close(): Promise<void>;
}

/** The ship channel as the run before left it. */
export function createShipRoom({
  state,
  settings: given,
  reservationSecret,
  ...parts
}: Pick<ShipContext, 'clock' | 'random' | 'ledger' | 'identities' | 'shops' | 'faults'> & {
  names: ShipNames;
  settings: ShipSettingsInput;
  reservationSecret: string;
  state: State;
}): ShipRoom {
  const { clock, random, shops } = parts;
  const settings = createShipSettings(given, state.shelf('ship-settings'));
  const context: ShipContext = { ...parts, settings, store: createShipStore(state.shelf('ship-order')) };
  for (const order of context.store.all()) shopById(shops, order.shop);
  const life = createShipLife(context);
  const caller = createQimenCaller(context);
  const platform = createShipPlatform(context, life, caller);
  const reservations = createReservationSystem({
    clock,
    random: random.fork('reservations'),
    settings: settings.settings,
    shelf: state.shelf('ship-reservation'),
  });
  const closing = new AbortController();

  const room: ShipRoom = {
    context,
    platform,
    caller,
    reservations,
    methods: [orderNotifyMethod(context, life), returnNotifyMethod(context, life)],
    reservationsHttp: createReservationsHttp({
      system: reservations,
      secret: reservationSecret,
      settings: settings.settings,
      clock,
      random: random.fork('slow answers'),
    }),
    place(shop, wish, cause) {
      const order = inventShipOrder(context, shop.id, wish);
      life.place(order, cause);
      return order;
    },
    play() {
      const sellers = shops.filter(({ channel }) => channel === 'ship');
      const own = random.fork('buyers');
      const placeOne = (): ShipOrder | undefined =>
        sellers.length === 0 ? undefined : room.place(own.pick(sellers), { played: true }, 'buyer');
      playShips(context, platform, placeOne, closing.signal);
    },
    close() {
      closing.abort();
      return caller.close();
    },
  };
  return room;
}
