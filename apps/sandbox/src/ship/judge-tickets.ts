import { SHIP_WORDS } from '@interline/adapter-ship/wire';
import type { ShipOrder, ShipPassenger, ShipTicket } from './order.ts';

/** A ticket as the merchant tells of it. */
export type ToldTicket = Omit<ShipTicket, 'status' | 'surcharge' | 'passengerId'> & {
  /** `ticket_status`; undefined where it is not told. */
  readonly told: string | undefined;
};

/** Tickets of one passenger, as the merchant names him. */
export interface ToldPassenger {
  readonly id: string | undefined;
  readonly name: string | undefined;
  readonly documentNumber: string | undefined;
  readonly tickets: readonly ToldTicket[];
}

/** The tickets of an order, or why they cannot be its tickets. */
export type JudgedTickets =
  | { readonly kind: 'tickets'; readonly tickets: readonly ShipTicket[] }
  | { readonly kind: 'refused'; readonly problem: string };

const TYPES: readonly string[] = Object.values(SHIP_WORDS.ticketType);
const SUB_TYPES: readonly string[] = Object.values(SHIP_WORDS.ticketSubType);

/** All tickets of an order or none: each is issued, of a passenger, has an id, and they cost what was paid. */
export function judgeTickets(order: ShipOrder, told: readonly ToldPassenger[]): JudgedTickets {
  const places = new Set<ShipPassenger>();
  const tickets: ShipTicket[] = [];
  for (const [index, each] of told.entries()) {
    const passenger = passengerOf(order, each);
    if (!passenger) return refused(`passenger ${index + 1} is none of the order's, or not told from another`);
    if (places.has(passenger)) return refused(`passenger ${index + 1} is there twice`);
    places.add(passenger);
    if (each.tickets.length === 0) return refused(`passenger ${index + 1} has no ticket`);
    for (const { told: status, ...ticket } of each.tickets) {
      const isIssued = status === undefined || status === SHIP_WORDS.ticketStatus.issued;
      if (!isIssued) return refused(`a ticket of passenger ${index + 1} is not issued`);
      if (!TYPES.includes(ticket.type)) return refused(`a ticket of passenger ${index + 1} has no known type`);
      if (ticket.subType !== undefined && !SUB_TYPES.includes(ticket.subType)) {
        return refused(`a ticket of passenger ${index + 1} has no known sub-type`);
      }
      if (!(ticket.price >= 0)) return refused(`a ticket of passenger ${index + 1} has no price in fen`);
      tickets.push({ ...ticket, passengerId: passenger.id, status: 'issued', surcharge: undefined });
    }
  }
  const sum = tickets.reduce((whole, { price }) => whole + price, 0);
  if (places.size < order.passengers.length) return refused('a passenger of the order has no ticket');
  if (new Set(tickets.map(({ id }) => id)).size < tickets.length) return refused('two tickets have one id');
  if (tickets.length !== order.ticketCount) {
    return refused(`there are ${tickets.length} tickets, ordered were ${order.ticketCount}`);
  }
  if (sum !== order.total) return refused(`the tickets cost ${sum} fen, paid were ${order.total}`);
  return { kind: 'tickets', tickets };
}

/** By id, else by document, else by a name that nobody else has. */
function passengerOf({ passengers }: ShipOrder, told: ToldPassenger): ShipPassenger | undefined {
  if (told.id !== undefined) {
    const passenger = passengers.find(({ id }) => id === told.id);
    return contradicts(passenger, told) ? undefined : passenger;
  }
  if (told.documentNumber !== undefined) {
    return passengers.find(({ documentNumber }) => documentNumber === told.documentNumber);
  }
  const named = passengers.filter(({ name }) => name === told.name);
  return named.length === 1 ? named[0] : undefined;
}

function contradicts(passenger: ShipPassenger | undefined, { name, documentNumber }: ToldPassenger): boolean {
  if (!passenger) return true;
  return (
    (name !== undefined && name !== passenger.name) ||
    (documentNumber !== undefined && documentNumber !== passenger.documentNumber)
  );
}

function refused(problem: string): JudgedTickets {
  return { kind: 'refused', problem };
}
