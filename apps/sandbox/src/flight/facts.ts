import type { FlightContext } from './context.ts';
import { LEGAL_CHANGE, LEGAL_ORDER, LEGAL_REFUND, LEGAL_TICKET } from './legal.ts';
import type {
  Change,
  ChangeStatus,
  FlightOrder,
  OrderStatus,
  Refund,
  RefundStatus,
  Ticket,
  TicketStatus,
} from './order.ts';

/** The only hands that change statuses and money of an order: every change is legal and in the ledger. */
export interface Facts {
  /** Epoch milliseconds, whole seconds as the wire writes them. */
  readonly now: number;
  order(to: OrderStatus): void;
  ticket(ticket: Ticket, to: TicketStatus): void;
  /** `from` null: the refund is new. */
  refund(refund: Refund, to: RefundStatus): void;
  change(change: Change, to: ChangeStatus): void;
  /** Something new begins its life with its present status. */
  begun(what: 'order' | 'refund' | 'change', status: string, part?: bigint): void;
  /** Money from the merchant, in fen. */
  received(amount: number, part?: bigint): void;
  /** Money back to the merchant, in fen. Throws when more would go back than came. */
  returned(amount: number, part?: bigint): void;
}

/** The facts of one order, changed for one cause. */
export function factsOf({ clock, ledger }: FlightContext, order: FlightOrder, cause: string): Facts {
  const record = (what: string, part: bigint | undefined, from: string | null, to: string, amount?: number): void => {
    ledger.append({
      kind: 'change',
      shop: order.shop,
      order: String(order.id),
      subOrder: part === undefined ? null : String(part),
      what,
      from,
      to,
      cause,
      ...(amount === undefined ? {} : { amount: String(amount) }),
    });
  };
  const move = <Status extends string>(
    what: string,
    holder: { status: Status },
    to: Status,
    legal: Readonly<Record<Status, readonly Status[]>>,
    part?: bigint,
  ): void => {
    const from = holder.status;
    if (from === to) return;
    if (!legal[from].includes(to)) throw new Error(`${what} of order ${order.id} cannot go from ${from} to ${to}`);
    holder.status = to;
    record(what, part, from, to);
  };
  const pay = (what: string, key: 'received' | 'returned', amount: number, part?: bigint): void => {
    const from = order[key];
    order[key] += amount;
    if (order.returned > order.received) throw new Error(`order ${order.id} would give back more than it received`);
    record(what, part, String(from), String(order[key]), amount);
  };
  return {
    now: Math.floor(clock.now().getTime() / 1000) * 1000,
    order: (to) => move('order status', order, to, LEGAL_ORDER),
    ticket: (ticket, to) => move(`ticket ${ticket.number}`, ticket, to, LEGAL_TICKET),
    refund: (refund, to) => move('refund status', refund, to, LEGAL_REFUND, refund.id),
    change: (change, to) => move('change status', change, to, LEGAL_CHANGE, change.id),
    begun: (what, status, part) => record(`${what} status`, part, null, status),
    received: (amount, part) => pay('money received', 'received', amount, part),
    returned: (amount, part) => pay('money returned', 'returned', amount, part),
  };
}
