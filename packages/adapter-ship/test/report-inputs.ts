import { ORDER_ID } from './dossier-entries.ts';

/** A ticket as a report gives it. */
export interface TicketGiven {
  readonly ticketId: string;
  readonly price: unknown;
  readonly kind: string;
  readonly subKind?: string | null;
  readonly password?: string;
}

/** Tickets as a report gives them. */
export interface IssuedGiven {
  readonly ticketCount: number;
  readonly totalPrice: unknown;
  readonly passengers: readonly { readonly itemReference: string; readonly tickets: readonly TicketGiven[] }[];
}

/** The ticket of the first passenger. */
export const T1: TicketGiven = { ticketId: 'T1', price: '12000', kind: 'SHIP', subKind: 'OUTWARD', password: 'pwd-1' };
/** The ticket of the second. */
export const T2: TicketGiven = { ticketId: 'T2', price: '11000', kind: 'SHIP' };

/** Both tickets of the order. */
export const ISSUED: IssuedGiven = {
  ticketCount: 2,
  totalPrice: '23000',
  passengers: [
    { itemReference: '301', tickets: [T1] },
    { itemReference: '302', tickets: [T2] },
  ],
};

/** A report that the tickets are issued. */
export function issuedReport(changes: object = {}): object {
  return { orderReference: ORDER_ID, issued: { ...ISSUED, ...changes } };
}

/** A report that there are none. */
export function failureReport(code = 'E1'): object {
  return { orderReference: ORDER_ID, failed: { code } };
}

/** The same tickets, except the second passenger's. */
export function withSecond(...tickets: readonly TicketGiven[]): object {
  return { passengers: [ISSUED.passengers[0], { itemReference: '302', tickets }] };
}
