import type { ShipOrder, ShipReturn, ShipStatus, TicketStatus } from '../order.ts';

/** A ship order as the control API shows it. Money in fen, instants as ISO text. */
export interface ShipOrderView {
  /** `alitrip_order_id`. */
  readonly id: string;
  readonly shop: string;
  readonly status: ShipStatus;
  readonly agentOrderNumber: string | null;
  readonly refusal: { readonly code: string; readonly text: string } | null;
  readonly goodsId: string;
  readonly from: string;
  readonly to: string;
  readonly departure: string;
  readonly ticketCount: number;
  readonly total: number;
  /** What went back to the buyer. */
  readonly returned: number;
  readonly tradeNumber: string;
  readonly contact: ShipOrder['contact'];
  readonly passengers: ShipOrder['passengers'];
  readonly tickets: readonly {
    readonly id: string;
    readonly passengerId: string;
    readonly price: number;
    readonly type: string;
    readonly number: string | null;
    readonly seat: string | null;
    readonly status: TicketStatus;
    readonly surcharge: number | null;
  }[];
  readonly pickUp: ShipOrder['pickUp'] | null;
  readonly returns: readonly { readonly ticketIds: readonly string[]; readonly status: ShipReturn['status'] }[];
  /** Answers of the merchant that break the rules of the channel. */
  readonly problems: readonly string[];
}

/** The order for the control API, as it is now. */
export function shipOrderView(order: ShipOrder): ShipOrderView {
  const { sailing } = order;
  return {
    id: String(order.id),
    shop: order.shop,
    status: order.status,
    agentOrderNumber: order.agentOrderNumber ?? null,
    refusal: order.refusal ?? null,
    goodsId: sailing.goodsId,
    from: sailing.from.name,
    to: sailing.to.name,
    departure: new Date(order.departure).toISOString(),
    ticketCount: order.ticketCount,
    total: order.total,
    returned: order.returned,
    tradeNumber: order.tradeNumber,
    contact: order.contact,
    passengers: order.passengers,
    tickets: order.tickets.map((ticket) => ({
      id: ticket.id,
      passengerId: ticket.passengerId,
      price: ticket.price,
      type: ticket.type,
      number: ticket.number ?? null,
      seat: ticket.seat ?? null,
      status: ticket.status,
      surcharge: ticket.surcharge ?? null,
    })),
    pickUp: order.pickUp ? { ...order.pickUp } : null,
    returns: order.returns.map(({ ticketIds, status }) => ({ ticketIds, status })),
    problems: [...order.problems],
  };
}
