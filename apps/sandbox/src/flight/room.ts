import type { FlightNames } from '@interline/adapter-flight/wire';
import type { Method } from '../gateway/method.ts';
import { shopById } from '../shops.ts';
import type { State } from '../state/state.ts';
import { createChangeLife } from './change-life.ts';
import type { ChangeLife } from './change-life.ts';
import type { FlightContext } from './context.ts';
import { createInventory } from './inventory/inventory.ts';
import { changeMethods } from './methods/change-methods.ts';
import { flightChangeQueryMethod } from './methods/flight-change-query.ts';
import { orderMethods } from './methods/order-methods.ts';
import { refundMethods } from './methods/refund-methods.ts';
import { searchMethod } from './methods/search.ts';
import { uploadMethod } from './methods/upload.ts';
import { createOrderLife } from './order-life.ts';
import type { OrderLife } from './order-life.ts';
import { createRefundLife } from './refund-life.ts';
import type { RefundLife } from './refund-life.ts';
import { createSettings } from './settings.ts';
import type { FlightSettingsInput } from './settings.ts';
import { playSchedule } from './play-schedule.ts';
import { createFlightStore } from './store.ts';

/** The flight channel of the sandbox: its inventory, its orders and what becomes of them, and its methods. */
export interface FlightRoom {
  readonly context: FlightContext;
  readonly orders: OrderLife;
  readonly refunds: RefundLife;
  readonly changes: ChangeLife;
  readonly methods: readonly Method[];
}

/** The flight channel as the run before left it: its orders go on at once. */
export function createFlightRoom({
  state,
  settings: given,
  ...parts
}: Pick<FlightContext, 'clock' | 'random' | 'ledger' | 'identities' | 'shops' | 'publish'> & {
  names: FlightNames;
  settings: FlightSettingsInput;
  state: State;
}): FlightRoom {
  const { clock, random, shops } = parts;
  const settings = createSettings(given, state.shelf('flight-settings'));
  const context: FlightContext = {
    ...parts,
    settings,
    inventory: createInventory({
      clock,
      random: random.fork('inventory'),
      settings,
      seats: state.shelf('flight-seats'),
      cancelled: state.shelf('flight-cancelled'),
    }),
    store: createFlightStore(state.shelf('flight-order'), state.shelf('flight-file')),
  };
  const orders = createOrderLife(context);
  const refunds = createRefundLife(context);
  const changes = createChangeLife(context);

  for (const order of context.store.all()) shopById(shops, order.shop);
  for (const order of context.store.all()) {
    orders.resume(order);
    refunds.resume(order);
    changes.resume(order);
  }

  playSchedule(context);

  const methods = [
    searchMethod(context),
    ...orderMethods(context, orders),
    uploadMethod(context),
    ...refundMethods(context, refunds),
    ...changeMethods(context, changes),
    flightChangeQueryMethod(context),
  ];
  return { context, orders, refunds, changes, methods };
}
