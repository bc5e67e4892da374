import type { z } from 'zod';
import { ControlError } from '../../control/control-error.ts';
import type { Shop } from '../../shops.ts';
import { inventFlightOrder } from '../invent-order.ts';
import { dayOf } from '../inventory/flights.ts';
import { moveSchedule } from '../move-schedule.ts';
import type { FlightOrder } from '../order.ts';
import type { FlightRoom } from '../room.ts';
import type { FlightSettings, FlightSettingsInput } from '../settings.ts';
import { applyForChange, applyForRefund } from './apply-for.ts';
import { ChangeApplicationInput, FlightOrderInput, RefundApplicationInput, ScheduleInput } from './inputs.ts';
import type {
  ChangeAdvanceInput,
  FlightAdvanceInput,
  MoveInput,
  RefundAdvanceInput,
  SupplementInput,
} from './inputs.ts';
import { flightOrderView } from './views.ts';
import type { FlightOrderView } from './views.ts';

/** What a test or a demo may do to the flight channel besides playing the merchant. */
export interface FlightControl {
  /** Books an order as if the merchant had, at the cheapest price for everybody. */
  createOrder(input?: FlightOrderInput): FlightOrderView;
  /** Takes an order on, through the steps that must come before. Throws {@link ControlError} when it cannot get there. */
  advanceOrder(id: string, input: FlightAdvanceInput): FlightOrderView;
  order(id: string): FlightOrderView;
  /** All orders, oldest first. */
  orders(): FlightOrderView[];
  /** Applies for a refund as the merchant may on the platform's own pages. */
  applyForRefund(order: string, input?: z.input<typeof RefundApplicationInput>): FlightOrderView;
  advanceRefund(id: string, input: RefundAdvanceInput): FlightOrderView;
  /** Pays back more for a refund that was paid, with a message that says so. */
  supplementRefund(id: string, input: SupplementInput): FlightOrderView;
  /** Applies for a change as the merchant may on the platform's own pages. */
  applyForChange(order: string, input?: z.input<typeof ChangeApplicationInput>): FlightOrderView;
  advanceChange(id: string, input: ChangeAdvanceInput): FlightOrderView;
  /** Moves or cancels a flight for every order on it. */
  moveSchedule(input: ScheduleInput): FlightOrderView[];
  /** Makes every adult fare dearer or cheaper. */
  movePrices(input: MoveInput): { readonly by: number };
  /** Makes every voluntary refund dearer or cheaper, per ticket. */
  refundFeeMoves(input: MoveInput): { readonly by: number };
  policy(): FlightSettings;
  setPolicy(input: FlightSettingsInput): FlightSettings;
}

/** The operations over one flight room. */
export function createFlightControl(room: FlightRoom, shops: readonly Shop[]): FlightControl {
  const { context, orders, refunds, changes } = room;
  const { store, settings, names, random, inventory } = context;
  const view = (order: FlightOrder): FlightOrderView => flightOrderView(order, names);

  const control: FlightControl = {
    createOrder(given = {}) {
      const input = FlightOrderInput.parse(given);
      const shop = buyer(shops, input.shop);
      const place = store.all().length;
      const wish = {
        from: input.from,
        to: input.to,
        date: input.date,
        returnDate: input.returnDate,
        party: { ADULT: input.adults, CHILD: input.children, INFANT: input.infants },
        outOrderNumber: input.outOrderNumber ?? `CONTROL${place + 1}`,
      };
      const order = inventFlightOrder(context, shop.id, wish, random.fork(`order ${place}`));
      if (!order) {
        throw new ControlError(
          409,
          'nothing is on sale for this party: use city codes, a day ahead, an adult an infant',
        );
      }
      orders.place(order, 'control');
      return input.advance ? control.advanceOrder(String(order.id), { to: input.advance }) : view(order);
    },
    advanceOrder(id, { to }) {
      const order = findOrder(id);
      if (order.status === to) return view(order);
      const paid = to !== 'closed' && orders.pay(order, 'control');
      const took = {
        paid: () => paid,
        ticketing: () => orders.startTicketing(order, 'control'),
        ticketed: () => orders.ticket(order, 'control'),
        ticketingFailed: () => orders.failTicketing(order, 'control'),
        closed: () => orders.close(order, 'control'),
      }[to]();
      return took ? view(order) : refuse(`order ${id} is ${order.status} and cannot become ${to}`);
    },
    order: (id) => view(findOrder(id)),
    orders: () => store.all().map(view),
    applyForRefund(id, given = {}) {
      const order = findOrder(id);
      applyForRefund(room, order, RefundApplicationInput.parse(given));
      return view(order);
    },
    advanceRefund(id, { to }) {
      const { order, refund } = find(store.refund(idOf(id)), `refund ${id}`);
      const step = { approved: refunds.approve, refunded: refunds.settle, closed: refunds.close }[to];
      return step(order, refund, 'control')
        ? view(order)
        : refuse(`refund ${id} is ${refund.status} and cannot become ${to}`);
    },
    supplementRefund(id, { amount }) {
      const { order, refund } = find(store.refund(idOf(id)), `refund ${id}`);
      if (refunds.supplement(order, refund, Math.round(amount * 100), 'control')) return view(order);
      const left = (order.received - order.returned) / 100;
      return refuse(
        `refund ${id} is ${refund.status} and its order has ${left} yuan left: refund it first, or give less`,
      );
    },
    applyForChange(id, given = {}) {
      const order = findOrder(id);
      applyForChange(room, order, ChangeApplicationInput.parse(given));
      return view(order);
    },
    advanceChange(id, { to }) {
      const { order, change } = find(store.change(idOf(id)), `change ${id}`);
      if (to !== 'closed') changes.offer(order, change, 'control');
      if (to === 'awaitingTicketing' || to === 'ticketed') changes.pay(order, change, 'control');
      if (to === 'ticketed') changes.ticket(order, change, 'control');
      if (to === 'closed') changes.close(order, change, 'control', '航司拒绝改签');
      return change.status === to ? view(order) : refuse(`change ${id} is ${change.status} and cannot become ${to}`);
    },
    moveSchedule(given) {
      const { order, flightNumber, date, newFlightNumber, ...rest } = ScheduleInput.parse(given);
      const [segment] = order === undefined ? [] : findOrder(order).journeys.flat();
      const meant = segment
        ? { flightNumber: segment.flightNumber, date: dayOf(segment.departure) }
        : { flightNumber: flightNumber ?? '', date: date ?? '' };
      if (!inventory.timetable.flight(meant.flightNumber)) {
        throw new ControlError(404, `flight ${meant.flightNumber} is not flown here; a search shows those that are`);
      }
      return moveSchedule(context, { ...meant, newFlightNumber, ...rest }).map(view);
    },
    movePrices: ({ by }) => ({ by: settings.movePrices(Math.round(by * 100)).price / 100 }),
    refundFeeMoves: ({ by }) => ({ by: settings.moveRefundFees(Math.round(by * 100)).refundFee / 100 }),
    policy: () => settings.settings(),
    setPolicy: (input) => settings.set(input),
  };

  function findOrder(id: string): FlightOrder {
    return find(store.order(idOf(id)), `flight order ${id}`);
  }

  return control;
}

function buyer(shops: readonly Shop[], id: string | undefined): Shop {
  const buyers = shops.filter(({ channel }) => channel === 'flight');
  const shop = id === undefined ? buyers[0] : buyers.find((candidate) => candidate.id === id);
  if (shop) return shop;
  const known = buyers.map((candidate) => candidate.id).join(', ') || 'none';
  throw new ControlError(404, `shop ${id ?? ''} does not buy flights; shops that do: ${known}`, 'shop');
}

function find<Value>(value: Value | undefined, what: string): Value {
  if (value !== undefined) return value;
  throw new ControlError(404, `${what} does not exist; GET /sandbox/flight/orders lists what there is`, 'id');
}

function refuse(message: string): never {
  throw new ControlError(409, message, 'to');
}

function idOf(text: string): bigint {
  return /^\d{1,19}$/.test(text) ? BigInt(text) : 0n;
}
