import type { Clock, ManualClock } from '../clock.ts';
import type { Faults } from '../faults/faults.ts';
import type { FaultSettings, FaultSettingsInput } from '../faults/settings.ts';
import type { FlightControl } from '../flight/control/control.ts';
import type { Ledger, LedgerEntry, LedgerKind } from '../ledger.ts';
import type { SessionStore } from '../oauth/sessions.ts';
import type { ShipControl } from '../ship/control/control.ts';
import type { Shop } from '../shops.ts';
import type { PushServer } from '../tmc/push.ts';
import { advance } from '../vacation/advance.ts';
import type { StepName } from '../vacation/advance.ts';
import type { Flow, FlowSettings } from '../vacation/flow.ts';
import type { SubOrder, VacationOrder } from '../vacation/order.ts';
import type { VacationRoom } from '../vacation/room.ts';
import { ControlError } from './control-error.ts';
import { FlowInput } from './inputs.ts';
import type { AdvanceInput, ClockInput, OrderInput, ShopInput } from './inputs.ts';
import { orderView, shopView } from './views.ts';
import type { OrderView, ShopView } from './views.ts';

/** Everything that a test or a demo may do to the sandbox besides playing the merchant. */
export interface Control {
  /** The same for the flight channel. */
  readonly flight: FlightControl;
  /** The same for ship tickets. */
  readonly ship: ShipControl;
  shops(): ShopView[];
  /** Puts orders on sale. */
  createOrders(input?: OrderInput): OrderView[];
  /** Puts one order on sale. */
  createOrder(input?: Omit<OrderInput, 'count'>): OrderView;
  /** Takes a step, after those that must come before it. Throws {@link ControlError} when the order does not allow it. */
  advanceOrder(id: string, input: AdvanceInput): OrderView;
  order(id: string): OrderView;
  /** Ids of all orders, oldest first. */
  orderIds(): string[];
  faults(): FaultSettings;
  setFaults(input: FaultSettingsInput): FaultSettings;
  clearFaults(): FaultSettings;
  flow(): FlowSettings;
  setFlow(input: FlowInput): FlowSettings;
  /** Changes what the platform allows a shop. */
  setShop(shop: string, input: ShopInput): ShopView;
  /** Ends every session of a shop: calls answer code 27 from now on. */
  expireSession(shop: string): ShopView;
  /** Gives a shop a new session, as if the seller had authorised again. */
  renewSession(shop: string): ShopView;
  /** Cuts every message socket. Returns how many there were. */
  cutSockets(): number;
  ledger(query?: { after?: number; limit?: number; kind?: LedgerKind }): { last: number; entries: LedgerEntry[] };
  /** Resolves with the first ledger row above `after` that fits, at once or when it happens. */
  until(fits: (entry: LedgerEntry) => boolean, after?: number): Promise<LedgerEntry>;
  /** Moves a manual clock. Throws {@link ControlError} when the sandbox runs on the machine's clock. */
  advanceClock(input: ClockInput): { now: string };
}

/** The operations over the parts of one sandbox. */
export function createControl(context: {
  clock: Clock;
  manual: ManualClock | undefined;
  shops: readonly Shop[];
  sessions: SessionStore;
  room: VacationRoom;
  faults: Faults;
  flow: Flow;
  flight: FlightControl;
  ship: ShipControl;
  ledger: Ledger;
  push: PushServer;
  /** Names of the gateway's methods. */
  methods: readonly string[];
  /** Names of the methods that the platform calls at merchants. */
  calledMethods: readonly string[];
  keepShop: (shop: Shop) => void;
}): Control {
  const {
    clock,
    manual,
    shops,
    sessions,
    room,
    faults,
    flow,
    flight,
    ship,
    ledger,
    push,
    methods,
    calledMethods,
    keepShop,
  } = context;

  const control: Control = {
    flight,
    ship,
    shops: () => shops.map((shop) => shopView(shop, sessions.current(shop))),
    createOrders({ shop, count = 1, sellerSeconds, createdAt, advance: to, ...wish } = {}) {
      const at = createdAt === undefined ? undefined : pastInstant(createdAt, clock);
      const owner = findSeller(shops, shop);
      const sellerTime = sellerSeconds === undefined ? undefined : sellerSeconds * 1000;
      return Array.from({ length: count }, () => {
        const order = room.place(owner, { ...wish, sellerTime }, { createdAt: at, cause: 'control' });
        if (to) step(order, to);
        return orderView(order, owner);
      });
    },
    createOrder(input) {
      const [order] = control.createOrders({ ...input, count: 1 });
      if (!order) throw new Error('no order was created');
      return order;
    },
    advanceOrder(id, { to, subOrder }) {
      const order = findOrder(room, id);
      const sub = subOrder === undefined ? undefined : findSubOrder(order, subOrder);
      step(order, to, sub);
      return control.order(id);
    },
    order(id) {
      const order = findOrder(room, id);
      return orderView(order, findShop(shops, order.shop));
    },
    orderIds: () => [...room.store.all()].map((order) => String(order.id)),
    faults: () => faults.settings(),
    setFaults(input) {
      for (const { method } of input.calls ?? []) checkMethod(method, methods);
      for (const { method } of input.qimen ?? []) checkMethod(method, calledMethods);
      return faults.set(input);
    },
    clearFaults: () => faults.clear(),
    flow: () => flow.settings(),
    setFlow(change) {
      const input = FlowInput.parse(change);
      for (const shop of input.shops ?? []) findSeller(shops, shop);
      const given = Object.entries(input).filter(([, value]) => value !== undefined);
      return flow.set(Object.fromEntries(given) as Partial<FlowSettings>);
    },
    setShop(id, { masked, mayClosePaid }) {
      const shop = findShop(shops, id);
      shop.masked = masked ?? shop.masked;
      shop.mayClosePaid = mayClosePaid ?? shop.mayClosePaid;
      keepShop(shop);
      return shopView(shop, sessions.current(shop));
    },
    expireSession(id) {
      const shop = findShop(shops, id);
      sessions.expire(shop);
      return shopView(shop, undefined);
    },
    renewSession(id) {
      const shop = findShop(shops, id);
      return shopView(shop, sessions.issue(shop));
    },
    cutSockets: () => push.cut(),
    ledger({ after = 0, limit = 10_000, kind } = {}) {
      const entries = ledger.after(after).filter((entry) => kind === undefined || entry.kind === kind);
      return { last: ledger.last(), entries: entries.slice(0, limit) };
    },
    until: (fits, after) => ledger.until(fits, after),
    advanceClock({ seconds }) {
      if (!manual) {
        throw new ControlError(
          409,
          'this sandbox runs on the machine’s clock: start it with a manual clock to move time',
        );
      }
      manual.advance(seconds * 1000);
      return { now: clock.now().toISOString() };
    },
  };

  function step(order: VacationOrder, to: StepName, sub?: SubOrder): void {
    const outcome = advance(room.life, order, to, 'control', sub);
    if (outcome.kind === 'advanced') return;
    const possible = outcome.possible.join(', ') || 'nothing more';
    throw new ControlError(
      409,
      `order ${order.id} is ${order.status} and does not allow ${to}; possible now: ${possible}`,
      'to',
    );
  }

  return control;
}

function checkMethod(method: string | undefined, known: readonly string[]): void {
  if (method === undefined || method === '*' || known.includes(method)) return;
  throw new ControlError(404, `method ${method} is not played here; methods: *, ${known.join(', ')}`, 'method');
}

function findShop(shops: readonly Shop[], id: string | undefined): Shop {
  const shop = id === undefined ? shops[0] : shops.find((candidate) => candidate.id === id);
  if (shop) return shop;
  const known = shops.map((candidate) => candidate.id).join(', ');
  throw new ControlError(404, `shop ${id} does not exist; shops: ${known}`, 'shop');
}

/** A shop that sells vacations. */
function findSeller(shops: readonly Shop[], id: string | undefined): Shop {
  const shop = findShop(shops, id);
  if (shop.channel === 'vacation') return shop;
  const sellers = shops.filter(({ channel }) => channel === 'vacation').map((candidate) => candidate.id);
  throw new ControlError(409, `shop ${shop.id} sells no vacations; shops that do: ${sellers.join(', ')}`, 'shop');
}

function findOrder(room: VacationRoom, id: string): VacationOrder {
  const order = /^\d{1,19}$/.test(id) ? room.store.order(BigInt(id)) : undefined;
  if (order) return order;
  throw new ControlError(
    404,
    `order ${id} does not exist; give the main order id as POST /sandbox/orders answered it`,
    'id',
  );
}

function findSubOrder(order: VacationOrder, id: string): SubOrder {
  const sub = order.subOrders.find((candidate) => String(candidate.id) === id);
  if (sub) return sub;
  const known = order.subOrders.map((candidate) => candidate.id).join(', ');
  throw new ControlError(404, `sub-order ${id} is not of order ${order.id}; its sub-orders: ${known}`, 'subOrder');
}

function pastInstant(text: string, clock: Clock): number {
  const instant = Date.parse(text);
  if (instant <= clock.now().getTime()) return instant;
  throw new ControlError(400, `createdAt ${text} lies in the future; give an instant up to now`, 'createdAt');
}
