import { ENTRY } from '../src/entries.ts';
import { SHIP_NAMES } from '../src/wire.ts';
import type { ShipOrderView } from './sandbox.ts';
import type { ShipHub } from './ship-hub.ts';

const { orderNotify: TICKETS, returnNotify: REFUND } = SHIP_NAMES.method;

/** A command of the shop, as it stands. */
export interface KeptWish {
  readonly name: string;
  readonly state: string;
  readonly attempts: number;
  readonly result: { readonly issued?: boolean; readonly refunded?: boolean } | null;
}

/** An order as the hub shows it. */
export interface ShownOrder {
  readonly reference: string;
  readonly status: string;
  /** Tickets by the merchant's id, with their statuses. */
  readonly tickets: readonly (readonly [string | null, string])[];
  /** Fen that went back to the buyer. */
  readonly refunded: string;
}

/** What the hub believes. */
export const believed = {
  /** Each order, in one statement, so that order and tickets are of one moment. */
  orders: ({ hub }: ShipHub): Promise<ShownOrder[]> =>
    hub.database.query<ShownOrder>({
      name: 'test.shown_orders',
      text: `select orders.reference, orders.status, coalesce(orders.detail ->> 'refundedAmount', '0') as refunded,
                    coalesce((select jsonb_agg(jsonb_build_array(ticket.detail ->> 'ticketId', ticket.status)
                                               order by ticket.position)
                                from interline.ticket where ticket.order_id = orders.id), '[]') as tickets
               from interline.orders order by orders.reference`,
    }),
  /** What it has reported, in the words of {@link truly}. */
  async reports({ ship, dossiers }: ShipHub): Promise<string[]> {
    const entries = await Promise.all(
      ship.orders().map(async ({ id }) => (await dossiers.read(id)).map((entry) => ({ ...entry, id }))),
    );
    return entries.flat().flatMap(({ id, kind, content }) => {
      if (kind === ENTRY.ticketsReported) return content['via'] === 'report' ? [`tickets of ${id}`] : [];
      if (kind !== ENTRY.refundReported || content['success'] !== true) return [];
      return [`refund of ${id}, ${String(content['ticketIds'] ?? 'whole')}: ${String(content['amount'])}`];
    });
  },
  wishes: ({ hub }: ShipHub): Promise<KeptWish[]> =>
    hub.database.query<KeptWish>({
      name: 'test.kept_wishes',
      text: 'select name, state, attempts, result from interline.command order by created_at, id',
    }),
};

/**
 * Orders without a difference that is none: a refund that cannot be is refused and not kept, so that for the platform it
 * has failed, and for the hub it never began. Either way the ticket is good.
 */
export function alike(orders: readonly ShownOrder[]): ShownOrder[] {
  return orders.map(({ tickets, ...order }) => ({
    ...order,
    tickets: tickets.map(([id, status]) => [id, status === 'REFUND_FAILED' ? 'ISSUED' : status] as const),
  }));
}

/** What is true at the platform. */
export const truly = {
  orders: ({ ship }: ShipHub): ShownOrder[] =>
    ship
      .orders()
      .map((order) => ({
        reference: order.id,
        status: STATUS[order.status] ?? statusOf(order),
        tickets:
          order.tickets.length > 0
            ? order.tickets.map(({ id, status }) => [id, TICKET_STATUS[status]] as const)
            : Array.from({ length: UNISSUED[order.status] ? order.ticketCount : 0 }, () => {
                return [null, UNISSUED[order.status] ?? ''] as const;
              }),
        // The money of an order that was refused was never the merchant's.
        refunded: order.status === 'refused' ? '0' : String(order.returned),
      }))
      .toSorted((one, other) => (one.reference < other.reference ? -1 : 1)),
  reports(desk: ShipHub): string[] {
    return [
      ...desk.effects(TICKETS).flatMap(({ order, to }) => (to === 'issued' ? [`tickets of ${order}`] : [])),
      ...desk
        .effects(REFUND)
        .flatMap(({ order, subOrder, amount }) =>
          amount === undefined ? [] : [`refund of ${order}, ${subOrder ?? 'whole'}: ${amount}`],
        ),
    ];
  },
};

const STATUS: { readonly [Status in ShipOrderView['status']]?: string } = {
  placed: 'AWAITING_CONFIRMATION',
  locked: 'AWAITING_CONFIRMATION',
  refused: 'REFUNDED',
  issuing: 'AWAITING_FULFILMENT',
  failed: 'AWAITING_FULFILMENT',
};

const UNISSUED: { readonly [Status in ShipOrderView['status']]?: string } = {
  issuing: 'ISSUING',
  failed: 'NOT_ISSUED',
};

const TICKET_STATUS = {
  issued: 'ISSUED',
  refunding: 'REFUNDING',
  refunded: 'REFUNDED',
  refundFailed: 'REFUND_FAILED',
} as const;

function statusOf({ tickets }: ShipOrderView): string {
  return tickets.every(({ status }) => status === 'refunded') ? 'REFUNDED' : 'FULFILLED';
}

/** In which orders issued tickets stand beside tickets that are not: none, if the hub is right. */
export function disagreements(orders: readonly Pick<ShownOrder, 'reference' | 'status' | 'tickets'>[]): string[] {
  return orders.flatMap(({ reference, status, tickets }) => {
    const statuses = [...new Set(tickets.map(([, each]) => each))];
    return agree(status, statuses) ? [] : [`${reference} is ${status}, its tickets ${statuses.join(', ') || 'none'}`];
  });
}

function agree(status: string, tickets: readonly string[]): boolean {
  const open = tickets.filter((each) => each === 'ISSUING' || each === 'NOT_ISSUED');
  switch (status) {
    case 'AWAITING_CONFIRMATION':
      return tickets.length === 0;
    case 'AWAITING_FULFILMENT':
      return tickets.length === 1 && open.length === 1;
    case 'FULFILLED':
      return tickets.length > 0 && open.length === 0;
    case 'REFUNDED':
      return tickets.every((each) => each === 'REFUNDED');
    default:
      return false;
  }
}

/** The same after each transaction, as the events tell it. */
export async function disagreementsOfEvents({ hub }: ShipHub): Promise<string[]> {
  const events = await hub.database.query<{
    readonly reference: string;
    readonly tx: string;
    readonly type: string;
    readonly ticket: string | null;
    readonly to: string;
  }>({
    name: 'test.ticket_events',
    text: `select orders.reference, event.tx::text, event.type, event.data ->> 'ticket' as ticket, event.to_value as "to"
             from interline.order_event as event join interline.orders on orders.id = event.order_id
            where event.type in ('ORDER_CREATED', 'STATUS_CHANGED', 'TICKET_CHANGED')
            order by event.tx, event.seq`,
  });
  const standing = new Map<string, { status: string; tickets: Map<string, string> }>();
  return [...Map.groupBy(events, ({ tx, reference }) => `${tx} ${reference}`).values()].flatMap((together) => {
    const reference = together[0]?.reference ?? '';
    const order = standing.get(reference) ?? { status: '', tickets: new Map<string, string>() };
    standing.set(reference, order);
    for (const { type, ticket, to } of together) {
      if (type === 'TICKET_CHANGED') order.tickets.set(ticket ?? '', to);
      else order.status = to;
    }
    return disagreements([{ reference, status: order.status, tickets: [...order.tickets] }]);
  });
}
