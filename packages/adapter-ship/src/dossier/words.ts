import { SHIP_WORDS } from '../wire.ts';
import type { ShipTicketStatus } from './ticket-state.ts';

/** What a ticket is for. */
export type TicketKind = keyof typeof SHIP_WORDS.ticketType;
/** What it is for, more closely. */
export type TicketSubKind = keyof typeof SHIP_WORDS.ticketSubType;

/** What kinds of tickets there are; the names of {@link SHIP_WORDS}. */
export const TICKET_KINDS = Object.keys(SHIP_WORDS.ticketType) as TicketKind[];
/** What sub-kinds there are. */
export const TICKET_SUB_KINDS = Object.keys(SHIP_WORDS.ticketSubType) as TicketSubKind[];

/** The sub-kinds that a kind may have: by the beginning of their numbers, 11 and 12 are of 1 (48055). */
export function subKindsOf(kind: TicketKind): TicketSubKind[] {
  return TICKET_SUB_KINDS.filter((sub) => SHIP_WORDS.ticketSubType[sub].startsWith(SHIP_WORDS.ticketType[kind]));
}

/** The kind that a word of the channel stands for; `OTHER` for one that no document lists. */
export function ticketKind(word: string): TicketKind {
  return TICKET_KINDS.find((kind) => SHIP_WORDS.ticketType[kind] === word) ?? 'OTHER';
}

/** The sub-kind that a word of the channel stands for, or the word. */
export function ticketSubKind(word: string): string {
  return TICKET_SUB_KINDS.find((kind) => SHIP_WORDS.ticketSubType[kind] === word) ?? word;
}

/** Where a ticket stands, in the channel's word (48055). */
export const TICKET_WORDS: Readonly<Record<ShipTicketStatus, string>> = {
  ISSUING: SHIP_WORDS.ticketStatus.issuing,
  ISSUED: SHIP_WORDS.ticketStatus.issued,
  NOT_ISSUED: SHIP_WORDS.ticketStatus.noTicket,
  REFUNDING: SHIP_WORDS.ticketStatus.refunding,
  REFUNDED: SHIP_WORDS.ticketStatus.refunded,
  REFUND_FAILED: SHIP_WORDS.ticketStatus.refundFailed,
};

/**
 * The number for a refund that failed (48054), of a code that may be a word: such a word has no number that a document
 * gives.
 */
export function returnFailureCode(code: string): number {
  return /^[1-9]\d{0,8}$/.test(code) ? Number(code) : SHIP_WORDS.returnCode.failed;
}

/** What a passenger is, or the channel's code. */
export function passengerType(word: string): string {
  return nameOf(SHIP_WORDS.passengerType, word) ?? codeOf(word);
}

/** The document that a word of the channel stands for, or its code. */
export function documentType(word: string): string {
  return nameOf(SHIP_WORDS.documentType, word) ?? codeOf(word);
}

/** What is no short code might be personal, and these words are kept in clear. */
function codeOf(word: string): string {
  return /^\w{1,8}$/.test(word) ? word : 'UNKNOWN';
}

function nameOf(table: Readonly<Record<string, string>>, word: string): string | undefined {
  return Object.keys(table).find((name) => table[name] === word);
}
