import { ControlError } from '../../control/control-error.ts';
import type { Shop } from '../../shops.ts';
import type { ShipOrder, ShipReturn } from '../order.ts';
import { sameSet } from '../platform.ts';
import { feesOf } from '../play.ts';
import type { MadeCall } from '../qimen/caller.ts';
import type { Reservation } from '../reservations/reservation.ts';
import type { ShipRoom } from '../room.ts';
import { sailingOf, SAILINGS } from '../sailings.ts';
import type { Sailing } from '../sailings.ts';
import type { ShipSettings, ShipSettingsInput } from '../settings.ts';
import { ShipCallsQuery, ShipOrderInput, ShipRefundInput } from './inputs.ts';
import { shipOrderView } from './views.ts';
import type { ShipOrderView } from './views.ts';

/**
 * What a test or a demo may do to the ship channel besides playing the merchant. What calls the merchant resolves when
 * the answer was acted on, or when no more is waited for.
 */
export interface ShipControl {
  /** A buyer orders and pays; the merchant is asked for the seats. Throws {@link ControlError} when nobody is to be called. */
  placeOrder(input?: ShipOrderInput): Promise<ShipOrderView>;
  /** Asks for the seats again. */
  create(id: string): Promise<ShipOrderView>;
  /** Asks for the tickets. */
  confirm(id: string): Promise<ShipOrderView>;
  /** Asks where the order stands. */
  query(id: string): Promise<ShipOrderView>;
  /** Asks what the merchant keeps of each ticket. The fees in fen; null when it does not say. */
  quoteRefund(id: string): Promise<Readonly<Record<string, number>> | null>;
  /** The buyer gives tickets back; the merchant is asked for the refund. */
  refund(id: string, input?: ShipRefundInput): Promise<ShipOrderView>;
  order(id: string): ShipOrderView;
  /** All ship orders, oldest first. */
  orders(): ShipOrderView[];
  /** Calls that were made in this run, with their answers, oldest first. */
  calls(query?: ShipCallsQuery): MadeCall[];
  sailings(): readonly Sailing[];
  /** An order as the reservation system knows it; null when it was not asked about it. */
  reservation(id: string): Reservation | null;
  policy(): ShipSettings;
  setPolicy(input: ShipSettingsInput): ShipSettings;
}

/** The operations over the ship room. */
export function createShipControl(room: ShipRoom, shops: readonly Shop[]): ShipControl {
  const { context, platform, caller, reservations } = room;
  const { settings, store } = context;
  const quotes = new Map<string, ReadonlyMap<string, number>>();
  const view = (order: ShipOrder): ShipOrderView => shipOrderView(order);

  return {
    async placeOrder(input = {}) {
      const { shop, goodsId, ...wish } = ShipOrderInput.parse(input);
      checkTarget();
      const order = room.place(seller(shops, shop), { ...wish, sailing: knownSailing(goodsId) }, 'control');
      await platform.create(order);
      return view(order);
    },
    async create(id) {
      const order = callable(id, ['placed', 'locked', 'issuing', 'failed', 'issued', 'refused']);
      await platform.create(order);
      return view(order);
    },
    async confirm(id) {
      const order = callable(id, ['locked', 'issuing', 'failed', 'issued']);
      await platform.confirm(order);
      return view(order);
    },
    async query(id) {
      const order = callable(id, ['placed', 'locked', 'issuing', 'failed', 'issued', 'refused']);
      await platform.query(order);
      return view(order);
    },
    async quoteRefund(id) {
      const order = callable(id, ['issued']);
      const fees = await platform.quoteRefund(order);
      if (fees) quotes.set(id, fees);
      return fees ? Object.fromEntries(fees) : null;
    },
    async refund(id, input = {}) {
      const order = callable(id, ['issued']);
      const { tickets, surcharges } = ShipRefundInput.parse(input);
      const ticketIds = tickets ?? order.tickets.filter(({ status }) => mayGoBack(status)).map((ticket) => ticket.id);
      checkTickets(order, ticketIds);
      const fees = quotes.get(id);
      await platform.refund(order, { ticketIds, surcharges: surcharges ?? (fees && feesOf(fees, ticketIds)) });
      return view(order);
    },
    order: (id) => view(findOrder(id)),
    orders: () => store.all().map(view),
    calls(query = {}) {
      const { after, order } = ShipCallsQuery.parse(query);
      return caller.calls().filter((call) => call.number > after && (order === undefined || call.order === order));
    },
    sailings: () => SAILINGS,
    reservation: (id) => reservations.reservation(id) ?? null,
    policy: () => settings.settings(),
    setPolicy: (input) => settings.set(input),
  };

  function checkTarget(): void {
    if (settings.settings().target !== null) return;
    throw new ControlError(
      409,
      'nobody is to be called: PUT /sandbox/ship/policy {"target": "http://…"} first',
      'target',
    );
  }

  function callable(id: string, statuses: readonly ShipOrder['status'][]): ShipOrder {
    checkTarget();
    const order = findOrder(id);
    if (statuses.includes(order.status)) return order;
    throw new ControlError(
      409,
      `ship order ${id} is ${order.status}; possible when it is ${statuses.join(', ')}`,
      'id',
    );
  }

  function findOrder(id: string): ShipOrder {
    const order = /^\d{1,19}$/.test(id) ? store.order(BigInt(id)) : undefined;
    if (order) return order;
    throw new ControlError(404, `ship order ${id} does not exist; GET /sandbox/ship/orders lists what there is`, 'id');
  }
}

/** A refund that is under way may be asked for again, as it was asked for. */
function checkTickets(order: ShipOrder, ticketIds: readonly string[]): void {
  const isUnderWay = ({ ticketIds: asked, status }: ShipReturn): boolean =>
    (status === 'asked' || status === 'processing') && sameSet(asked, ticketIds);
  if (order.returns.some(isUnderWay)) return;
  const wrong = ticketIds.filter((id) => !mayGoBack(order.tickets.find((ticket) => ticket.id === id)?.status));
  if (wrong.length === 0 && ticketIds.length > 0) return;
  const known = order.tickets.map(({ id, status }) => `${id} (${status})`).join(', ');
  throw new ControlError(409, `${wrong.join(', ') || 'nothing'} cannot be given back; tickets: ${known}`, 'tickets');
}

function mayGoBack(status: string | undefined): boolean {
  return status === 'issued' || status === 'refundFailed';
}

function knownSailing(goodsId: string | undefined): Sailing | undefined {
  const sailing = goodsId === undefined ? undefined : sailingOf(goodsId);
  if (goodsId === undefined || sailing) return sailing;
  const known = SAILINGS.map((each) => each.goodsId).join(', ');
  throw new ControlError(404, `sailing ${goodsId} is not sold here; sailings: ${known}`, 'goodsId');
}

function seller(shops: readonly Shop[], id: string | undefined): Shop {
  const sellers = shops.filter(({ channel }) => channel === 'ship');
  const shop = id === undefined ? sellers[0] : sellers.find((candidate) => candidate.id === id);
  if (shop) return shop;
  const known = sellers.map((candidate) => candidate.id).join(', ') || 'none';
  throw new ControlError(404, `shop ${id ?? ''} does not sell ship tickets; shops that do: ${known}`, 'shop');
}
