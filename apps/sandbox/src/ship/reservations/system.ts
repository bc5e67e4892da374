import { SHIP_WORDS } from '@interline/adapter-ship/wire';
import type { Clock } from '../../clock.ts';
import type { Random } from '../../random.ts';
import type { Shelf } from '../../state/shelf.ts';
import { priceFor, sailingOf } from '../sailings.ts';
import type { ShipSettings } from '../settings.ts';
import type { DataOf, Question } from './questions.ts';
import type { ConfirmReply, CreateReply, Refusal, RefundReply, Reservation, ReservedTicket } from './reservation.ts';

/** The reservation system of a merchant who sails, unattended. */
export interface ReservationSystem {
  answer(question: Question): object;
  /** What it knows of an order. */
  reservation(orderId: string): Reservation | undefined;
}

/** A reservation system as the run before left it. */
export function createReservationSystem({
  clock,
  random,
  settings,
  shelf,
}: {
  clock: Clock;
  random: Random;
  settings: () => ShipSettings;
  shelf: Shelf<Reservation>;
}): ReservationSystem {
  const reservations = new Map(shelf.left());
  const keep = (reservation: Reservation): void => {
    reservations.set(reservation.orderId, reservation);
    shelf.put(reservation.orderId, reservation);
  };
  /** Drawn by what it is about, so that the same question has the same answer in whatever order they come. */
  const strikes = (about: string, rate: number): boolean => random.fork(about).chance(rate);

  const create = ({ orderId, order }: DataOf<'ship.order.create'>): CreateReply => {
    const known = reservations.get(orderId);
    if (known) return known.created;
    const ship = `${order.goodsId} ${order.date} ${order.time}`;
    const seats = order.passengers.length;
    const refusal =
      refusalOf(order, ship, seats) ?? (strikes(`create ${orderId}`, settings().orderRefusals) ? SOLD : undefined);
    const created = refusal ?? { accepted: true, agentOrderNumber: `FL${orderId.slice(-10)}` };
    keep({ orderId, ship, seats, created, confirmedAt: undefined, confirmed: undefined, refunds: {} });
    return created;
  };

  const refusalOf = (order: DataOf<'ship.order.create'>['order'], ship: string, seats: number): Refusal | undefined => {
    const sailing = sailingOf(order.goodsId);
    if (sailing?.time !== order.time) return refused('SAILING_UNKNOWN', '该航班不存在');
    const price = order.passengers.reduce(
      (sum, { type }) => sum + sailing.fares.reduce((own, fare) => own + priceFor(fare, typeOf(type)), 0),
      0,
    );
    if (price !== order.total) return refused('PRICE_CHANGED', '票价已变更');
    const taken = [...reservations.values()]
      .filter((other) => other.ship === ship && other.created.accepted)
      .reduce((sum, other) => sum + other.seats, 0);
    return taken + seats > settings().seats ? SOLD : undefined;
  };

  const confirm = ({ orderId, order }: DataOf<'ship.order.confirm'>): ConfirmReply => {
    const known = reservations.get(orderId);
    if (!known?.created.accepted) return { failed: true, code: 'ORDER_UNKNOWN', message: '订单不存在' };
    if (known.confirmed) return known.confirmed;
    const now = clock.now().getTime();
    known.confirmedAt ??= now;
    const { ticketingSeconds, ticketingFailures } = settings();
    const isPending = now < known.confirmedAt + ticketingSeconds * 1000;
    if (!isPending) {
      known.confirmed = strikes(`confirm ${orderId}`, ticketingFailures)
        ? { failed: true, code: 'TICKETING_FAILED', message: '出票失败' }
        : ticketsOf(known.created.agentOrderNumber, order, random.fork(`tickets ${orderId}`));
    }
    keep(known);
    return known.confirmed ?? { pending: true };
  };

  const refund = ({ orderId, tickets }: DataOf<'ship.refund.confirm'>): RefundReply => {
    const known = reservations.get(orderId);
    const issued = known?.confirmed && 'tickets' in known.confirmed ? known.confirmed.tickets : [];
    const ids = tickets.map(({ ticketId }) => ticketId).toSorted();
    if (!known || !ids.every((id) => issued.some(({ ticketId }) => ticketId === id))) {
      return refused('TICKET_UNKNOWN', '票不存在');
    }
    const about = ids.join(' ');
    const now = clock.now().getTime();
    const asked = (known.refunds[about] ??= { askedAt: now, reply: undefined });
    const { refundSeconds, refundRefusals } = settings();
    if (!asked.reply && now >= asked.askedAt + refundSeconds * 1000) {
      const isRefused = strikes(`refund ${orderId} ${about}`, refundRefusals);
      asked.reply = isRefused ? refused('REFUND_NOT_ALLOWED', '已检票，不可退票') : { accepted: true };
    }
    keep(known);
    return asked.reply ?? { pending: true };
  };

  return {
    answer({ type, data }) {
      switch (type) {
        case 'ship.order.create':
          return create(data);
        case 'ship.order.confirm':
          return confirm(data);
        case 'ship.refund.quote':
          return {
            fees: data.tickets.map(({ ticketId, price }) => {
              return { ticketId, surcharge: String(Math.floor((price * settings().feePercent) / 100)) };
            }),
          };
        case 'ship.refund.confirm':
          return refund(data);
      }
    },
    reservation: (orderId) => reservations.get(orderId),
  };
}

const SOLD = refused('SOLD_OUT', '余票不足');

function ticketsOf(
  agentOrderNumber: string,
  { goodsId, passengers }: DataOf<'ship.order.confirm'>['order'],
  random: Random,
): Exclude<ConfirmReply, { pending: true }> {
  const sailing = sailingOf(goodsId);
  if (!sailing) return { failed: true, code: 'SAILING_UNKNOWN', message: '该航班不存在' };
  const row = random.integer(1, 30);
  const tickets = passengers.flatMap(({ passengerId, type }, place) =>
    sailing.fares.map((fare, index): ReservedTicket => ({
      passengerId,
      ticketId: `${agentOrderNumber}-${place + 1}-${index + 1}`,
      price: String(priceFor(fare, typeOf(type))),
      kind: fare.type,
      subKind: fare.subType,
      number: `${random.digits(4)}${random.digits(8)}`,
      seat: fare.type === 'SHIP' ? `${row + Math.floor(place / 6)}${'ABCDEF'.charAt(place % 6)}` : null,
      title: fare.title,
    })),
  );
  return {
    tickets,
    pickUp: { place: `${sailing.from.name}自助取票机`, number: random.digits(8), password: random.digits(6) },
    gate: `${random.integer(1, 6)}号检票口`,
    shipNumber: sailing.ship,
    message: `您预订的${sailing.from.name}至${sailing.to.name}船票已出票，请提前40分钟凭身份证件检票登船。`,
  };
}

function typeOf(word: string): keyof typeof SHIP_WORDS.passengerType {
  return word === SHIP_WORDS.passengerType.CHILD ? 'CHILD' : 'ADULT';
}

function refused(code: string, message: string): Refusal {
  return { accepted: false, code, message };
}
