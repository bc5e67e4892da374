import type { ShipContext } from './context.ts';
import type { PickUp, ShipOrder, ShipReturn, ShipStatus, ShipTicket, TicketStatus } from './order.ts';

/** What can become of an order at the platform. Each is kept and told to the ledger; none asks whether it may be. */
export interface ShipLife {
  place(order: ShipOrder, cause: string): void;
  lock(order: ShipOrder, agentOrderNumber: string, cause: string): void;
  /** The merchant has no seats: the buyer has the money back. */
  refuse(order: ShipOrder, refusal: NonNullable<ShipOrder['refusal']>, cause: string): void;
  /** The merchant was asked for the tickets. */
  await(order: ShipOrder, cause: string): void;
  fail(order: ShipOrder, refusal: NonNullable<ShipOrder['refusal']>, cause: string): void;
  issue(order: ShipOrder, tickets: readonly ShipTicket[], pickUp: PickUp, cause: string): void;
  /** The buyer gives tickets back. */
  askReturn(order: ShipOrder, asked: ShipReturn, cause: string): void;
  processReturn(order: ShipOrder, asked: ShipReturn, cause: string): void;
  /** Refunds tickets of an order: so many fen go back to the buyer. */
  refund(order: ShipOrder, ticketIds: readonly string[], amount: number, cause: string): void;
  /** The merchant refunds tickets of an order not. */
  refuseRefund(order: ShipOrder, ticketIds: readonly string[], cause: string): void;
  /** The merchant broke a rule of the channel. */
  note(order: ShipOrder, problem: string): void;
}

/** The life of the orders of a room. */
export function createShipLife({ ledger, store }: ShipContext): ShipLife {
  const row = (order: ShipOrder, cause: string) => {
    return { kind: 'change', shop: order.shop, order: String(order.id), subOrder: null, cause } as const;
  };
  const turn = (order: ShipOrder, to: ShipStatus, cause: string, amount?: number): void => {
    const from = order.status;
    order.status = to;
    store.changed(order);
    if (from === to) return;
    ledger.append({ ...row(order, cause), what: 'status', from, to, ...amountOf(amount) });
  };
  const turnTickets = (order: ShipOrder, ticketIds: readonly string[], to: TicketStatus, cause: string): void => {
    for (const ticket of order.tickets.filter(({ id }) => ticketIds.includes(id))) {
      const from = ticket.status;
      ticket.status = to;
      if (from !== to) ledger.append({ ...row(order, cause), subOrder: ticket.id, what: 'ticket_status', from, to });
    }
    for (const asked of order.returns) turnReturn(order, asked);
    store.changed(order);
  };

  return {
    place(order, cause) {
      store.add(order);
      ledger.append({ ...row(order, cause), what: 'status', from: null, to: 'placed', amount: String(order.total) });
    },
    lock(order, agentOrderNumber, cause) {
      order.agentOrderNumber = agentOrderNumber;
      turn(order, 'locked', cause);
    },
    refuse(order, refusal, cause) {
      order.refusal = refusal;
      order.returned = order.total;
      turn(order, 'refused', cause, order.total);
    },
    await: (order, cause) => turn(order, 'issuing', cause),
    fail(order, refusal, cause) {
      order.refusal = refusal;
      turn(order, 'failed', cause);
    },
    issue(order, tickets, pickUp, cause) {
      order.tickets.push(...tickets);
      order.pickUp = pickUp;
      order.refusal = undefined;
      turn(order, 'issued', cause);
    },
    askReturn(order, asked, cause) {
      order.returns.push(asked);
      for (const ticket of order.tickets) {
        if (asked.ticketIds.includes(ticket.id)) ticket.surcharge = asked.surcharges?.[ticket.id];
      }
      turnTickets(order, asked.ticketIds, 'refunding', cause);
    },
    processReturn(order, asked, cause) {
      const from = asked.status;
      asked.status = 'processing';
      store.changed(order);
      if (from !== 'processing') {
        ledger.append({ ...row(order, cause), what: 'refund', from, to: 'processing' });
      }
    },
    refund(order, ticketIds, amount, cause) {
      order.returned += amount;
      ledger.append({
        ...row(order, cause),
        what: 'refund',
        from: null,
        to: 'refunded',
        amount: String(amount),
      });
      turnTickets(order, ticketIds, 'refunded', cause);
    },
    refuseRefund: (order, ticketIds, cause) => turnTickets(order, ticketIds, 'refundFailed', cause),
    note(order, problem) {
      order.problems.push(problem);
      store.changed(order);
    },
  };
}

/** A refund is what its tickets are; one that was asked for again goes on in the later one. */
function turnReturn({ tickets, returns }: ShipOrder, asked: ShipReturn): void {
  const later = returns.slice(returns.indexOf(asked) + 1);
  if (later.some(({ ticketIds }) => ticketIds.some((id) => asked.ticketIds.includes(id)))) return;
  const own = tickets.filter(({ id }) => asked.ticketIds.includes(id));
  if (own.some(({ status }) => status === 'refunding')) return;
  asked.status = own.every(({ status }) => status === 'refunded') ? 'refunded' : 'refused';
}

function amountOf(amount: number | undefined): { amount?: string } {
  return amount === undefined ? {} : { amount: String(amount) };
}
