import type { SHIP_WORDS } from '@interline/adapter-ship/wire';
import type { Sailing } from './sailings.ts';

/** Where an order stands for the platform. */
export type ShipStatus =
  /** Paid; the merchant has not said yet whether it has the seats. */
  | 'placed'
  /** The merchant holds the seats. */
  | 'locked'
  /** The merchant has no seats; the money is back. */
  | 'refused'
  /** The merchant was asked for the tickets. */
  | 'issuing'
  /** The merchant said that it cannot issue the tickets; it may still report them. */
  | 'failed'
  /** Every ticket is issued. Where each stands then, the tickets say. */
  | 'issued';

/** Where an issued ticket stands. */
export type TicketStatus = 'issued' | 'refunding' | 'refunded' | 'refundFailed';

/** Somebody who is to sail. */
export interface ShipPassenger {
  /** The platform's id; the place from 1 where the order has none. */
  readonly id: string;
  readonly name: string;
  readonly documentType: string;
  readonly documentNumber: string;
  readonly type: keyof typeof SHIP_WORDS.passengerType;
  /** Fen, all tickets of the passenger together. */
  readonly price: number;
}

/** A ticket as the merchant issued it. */
export interface ShipTicket {
  readonly id: string;
  readonly passengerId: string;
  /** Fen. */
  readonly price: number;
  /** `ticket_type` and `ticket_sub_type` of the wire. */
  readonly type: string;
  readonly subType: string | undefined;
  readonly number: string | undefined;
  readonly electronicNumber: string | undefined;
  readonly secret: string | undefined;
  readonly seat: string | undefined;
  status: TicketStatus;
  /** What the merchant said that it keeps of the price, in fen. */
  surcharge: number | undefined;
}

/** A refund that the buyer asked for, of tickets that are refunded together. */
export interface ShipReturn {
  readonly ticketIds: readonly string[];
  /** Fen that the merchant keeps, by ticket; undefined where it did not say. */
  readonly surcharges: Readonly<Record<string, number>> | undefined;
  /** `asked`: not answered yet. `processing`: the merchant reports it later. */
  status: 'asked' | 'processing' | 'refunded' | 'refused';
}

/** What the platform answers to a report. */
export interface ReportResult {
  readonly success: boolean;
  readonly code: string;
  readonly text: string;
}

/** A result of a refund that the merchant reported and that the platform took. */
export interface ReturnReport {
  /** What it is about, in its own words: a repeat says the same. */
  readonly about: string;
  readonly success: boolean;
  readonly transactionId: string | undefined;
  /** Answered again to every repeat. */
  readonly result: ReportResult;
}

/** How the tickets are picked up. */
export interface PickUp {
  readonly place: string | undefined;
  readonly number: string | undefined;
  readonly secret: string | undefined;
  readonly gate: string | undefined;
  readonly message: string | undefined;
}

/** An order that a buyer has placed and paid at the platform. */
export interface ShipOrder {
  /** `alitrip_order_id`. */
  readonly id: bigint;
  /** The shop that sails. */
  readonly shop: string;
  /** Epoch milliseconds. */
  readonly placedAt: number;
  readonly sailing: Sailing;
  /** Epoch milliseconds. */
  readonly departure: number;
  readonly contact: Pick<ShipPassenger, 'name' | 'documentType' | 'documentNumber'> & { readonly mobile: string };
  readonly passengers: readonly ShipPassenger[];
  /** False where the merchant is not told the ids of the passengers. */
  readonly hasPassengerIds: boolean;
  readonly ticketCount: number;
  /** Fen. */
  readonly total: number;
  /** `alipay_trade_no`. */
  readonly tradeNumber: string;
  /** True when a buyer of the sandbox plays on with it. */
  readonly played: boolean;
  status: ShipStatus;
  /** The merchant's number. */
  agentOrderNumber: string | undefined;
  /** Why the merchant refused the order or could not issue the tickets. */
  refusal: { readonly code: string; readonly text: string } | undefined;
  pickUp: PickUp | undefined;
  readonly tickets: ShipTicket[];
  readonly returns: ShipReturn[];
  /** Fen that went back to the buyer. */
  returned: number;
  /** The answer to the first report of tickets that succeeded; every later one is answered with it. */
  firstReport: ReportResult | undefined;
  readonly returnReports: ReturnReport[];
  /** Answers of the merchant that break the rules of the channel. */
  readonly problems: string[];
}
