import type { Clock } from '../clock.ts';
import type { Random } from '../random.ts';
import type { Shop } from '../shops.ts';
import { noShelf } from '../state/shelf.ts';
import type { Shelf } from '../state/shelf.ts';
import { possibleSteps } from './advance.ts';
import type { StepName } from './advance.ts';
import { isFinal } from './legal.ts';
import type { SubOrder, VacationOrder } from './order.ts';
import { DEFAULT_MIX } from './products.ts';
import type { VacationRoom } from './room.ts';
import { ORDER_STEPS } from './steps.ts';
import type { OrderStepName, SubOrderStepName } from './steps.ts';

/** How far behind its rate the flow may fall and still make up for it. */
const CATCH_UP_MS = 5000;

/** How buyers play. */
export interface FlowSettings {
  readonly running: boolean;
  /** New orders a minute. */
  readonly rate: number;
  /** Weights by `biz_type`. */
  readonly mix: Readonly<Record<string, number>>;
  /** Ids of the shops where they buy. */
  readonly shops: readonly string[];
  /** Mean seconds between two steps of an order. */
  readonly pace: number;
  /** Share of orders whose seller delivers at Fliggy itself instead of through the API. */
  readonly sellerConsole: number;
  /** Seconds that a seller has to deliver after payment. */
  readonly sellerSeconds: number;
}

/** An order whose buyer plays on, on its shelf; the main order id is the key. */
export interface KeptPlay {
  /** True when the seller delivers at Fliggy itself. */
  readonly sellerPlays: boolean;
}

/** The flow of new orders and what becomes of them. */
export interface Flow {
  settings(): FlowSettings;
  set(change: Partial<FlowSettings>): FlowSettings;
}

/** What the flow does before anybody says otherwise. */
export const DEFAULT_FLOW: Omit<FlowSettings, 'running' | 'shops'> = {
  rate: 12,
  mix: DEFAULT_MIX,
  pace: 8,
  sellerConsole: 0.4,
  sellerSeconds: 600,
};

/**
 * How likely each step is against the others that are possible at that moment. Confirming, delivering, refusing and
 * closing are the seller's: they happen here only to orders that the seller handles at Fliggy itself.
 */
const WEIGHTS: Readonly<Partial<Record<StepName, number>>> = {
  'create-payment': 20,
  'pay-deposit': 10,
  pay: 20,
  'pend-payment': 1,
  'fail-payment': 0.2,
  'close-unpaid': 2,
  'submit-material': 1,
  finish: 6,
  'apply-refund': 1,
  'agree-return': 1,
  'return-goods': 3,
  'agree-refund': 3,
  'refuse-refund': 2,
  'withdraw-refund': 1,
};
const SELLER_WEIGHTS: Readonly<Partial<Record<StepName, number>>> = { confirm: 10, deliver: 10, refuse: 1 };

/** A flow over one vacation channel. Buyers of the run before play on. */
export function createFlow(context: {
  clock: Clock;
  random: Random;
  room: VacationRoom;
  shops: readonly Shop[];
  initial: FlowSettings;
  shelf?: Shelf<KeptPlay>;
}): Flow {
  const { clock, random, room, shops, shelf = noShelf() } = context;
  let settings = context.initial;
  let stopNext: (() => void) | undefined;
  let placed = 0;

  const start = (): void => {
    stopNext?.();
    if (!settings.running || settings.rate <= 0) return;
    const wait = placed === 0 ? 0 : 60_000 / settings.rate;
    placeAt(clock.now().getTime() + wait);
  };

  /** Places an order at the instant and goes on from there, so that late timers do not slow the rate down; after a
   * sleep of the machine it catches up a few seconds at most. */
  const placeAt = (due: number): void => {
    stopNext = clock.schedule(due - clock.now().getTime(), () => {
      placeOne();
      placeAt(Math.max(due + 60_000 / settings.rate, clock.now().getTime() - CATCH_UP_MS));
    });
  };

  const placeOne = (): void => {
    placed += 1;
    const own = random.fork(`buyer ${placed}`);
    const shopId = own.pick(settings.shops);
    const shop = shops.find(({ id }) => id === shopId);
    if (!shop) return;
    const wish = { mix: settings.mix, sellerTime: settings.sellerSeconds * 1000 };
    const order = room.place(shop, wish, { cause: 'buyer' });
    const sellerPlays = own.chance(settings.sellerConsole);
    shelf.put(String(order.id), { sellerPlays });
    continueLife(order, own, sellerPlays);
  };

  const continueLife = (order: VacationOrder, own: Random, sellerPlays: boolean): void => {
    if (isFinal(order.status)) return shelf.remove(String(order.id));
    clock.schedule(settings.pace * 1000 * (0.3 + 1.4 * own.next()), () => {
      if (settings.running) takeOne(order, own, sellerPlays);
      continueLife(order, own, sellerPlays);
    });
  };

  const takeOne = (order: VacationOrder, own: Random, sellerPlays: boolean): void => {
    const sub = own.pick(order.subOrders);
    const weights = weightsNow(order, sub, sellerPlays);
    if (Object.keys(weights).length === 0) return;
    const step = own.weighted<StepName>(weights);
    if (step in ORDER_STEPS) room.life.order(step as OrderStepName, order, actorOf(step));
    else room.life.subOrder(step as SubOrderStepName, order, sub, actorOf(step));
  };

  for (const [id, { sellerPlays }] of shelf.left()) {
    const order = room.store.order(BigInt(id));
    if (order) continueLife(order, random.fork(`buyer of ${id}`), sellerPlays);
  }
  start();
  return {
    settings: () => settings,
    set(change) {
      settings = { ...settings, ...change };
      start();
      return settings;
    },
  };
}

function weightsNow(order: VacationOrder, sub: SubOrder, sellerPlays: boolean): Partial<Record<StepName, number>> {
  const weights = sellerPlays || sub.orderType === 3 ? { ...WEIGHTS, ...SELLER_WEIGHTS } : WEIGHTS;
  const entries = possibleSteps(order, sub).flatMap((step) => {
    const weight = weights[step];
    return weight === undefined ? [] : [[step, weight] as const];
  });
  return Object.fromEntries(entries);
}

function actorOf(step: StepName): string {
  const sellers: readonly StepName[] = [
    'confirm',
    'deliver',
    'refuse',
    'agree-return',
    'agree-refund',
    'refuse-refund',
  ];
  return sellers.includes(step) ? 'seller' : 'buyer';
}
