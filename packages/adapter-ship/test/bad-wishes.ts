import {
  accepted,
  answered,
  asked,
  confirmed,
  created,
  issued,
  ORDER_ID,
  refused,
  refundReported,
} from './dossier-entries.ts';
import type { Told as Entry } from './dossier-entries.ts';
import { failureReport, ISSUED, issuedReport, T1, T2, withSecond } from './report-inputs.ts';
import type { Wish } from './ship-client.ts';

/** An order: nobody has decided. */
export const NEW = [created()];
const ACCEPTED = [created(), accepted()];
/** An order: its tickets are asked for. */
export const WANTED = [created(), accepted(), confirmed()];
const SOLD = [...WANTED, issued()];
/** An order: its tickets are issued, and Fliggy asks for a refund of T1. */
export const ASKED = [...SOLD, asked('a', 'T1')];
const CLOSED = [created(), refused('callback')];
const LATE = [created(), refused('time')];
const BACK = [...SOLD, asked('a', 'T1', 'T2'), refundReported('c1')];

/** A wish. */
export const refund = (ticketId: string | null, changes: object = {}): object => ({
  orderReference: ORDER_ID,
  ticketId,
  refunded: { amount: '11000', ...changes },
});
/** A wish. */
export const decide = (changes: object = {}): object => ({
  orderReference: ORDER_ID,
  accept: true,
  agentOrderNumber: 'A-1',
  ...changes,
});
/** A wish. */
export const decideRefund = (changes: object = {}): object => ({
  orderReference: ORDER_ID,
  refundReference: 'a',
  accept: true,
  ...changes,
});

/** What is wrong; the wish and the order that it is about; the field of `InvalidInput` that is named, and what to do. */
type Invalid = readonly [what: string, name: Wish, told: readonly Entry[], input: object, path: string, says: RegExp];

const price = 'issued.passengers[1].tickets[0].price';
const tickets = (what: string, changes: object, path: string, says: RegExp): Invalid => {
  return [what, 'reportShipTickets', WANTED, issuedReport(changes), path, says];
};

/** Wishes that are wrong in a field. */
export const INVALID: readonly Invalid[] = [
  tickets(
    'tickets for an unknown passenger',
    { passengers: [ISSUED.passengers[0], { itemReference: '999', tickets: [T2] }] },
    'issued.passengers[1].itemReference',
    /999 is no passenger of order .*; its passengers are 301, 302/,
  ),
  tickets(
    'no ticket for a passenger',
    { passengers: [{ itemReference: '301', tickets: [T1, T2] }] },
    'issued.passengers',
    /no ticket for passenger 302: all tickets .* together/,
  ),
  tickets('an empty list of passengers', { passengers: [] }, 'issued.passengers', /1/),
  tickets('a passenger without tickets', withSecond(), 'issued.passengers[1].tickets', /1/),
  tickets(
    'a duplicate ticket id of one passenger',
    { ...withSecond(T2, { ...T2, price: '0' }), ticketCount: 3 },
    'issued.passengers[1].tickets[1].ticketId',
    /T2 is the id of passengers\[1\]\.tickets\[0\] already/,
  ),
  tickets(
    'a duplicate ticket id across passengers',
    withSecond({ ...T2, ticketId: 'T1' }),
    'issued.passengers[1].tickets[0].ticketId',
    /T1 is the id of passengers\[0\]\.tickets\[0\] already/,
  ),
  tickets('a sum that does not match', { totalPrice: '23001' }, 'issued.totalPrice', /add up to 23000 fen/),
  tickets(
    'a sum that the buyer did not pay',
    { ...withSecond({ ...T2, price: '10000' }), totalPrice: '22000' },
    'issued.totalPrice',
    /the buyer of order .* paid 23000 fen/,
  ),
  tickets('another count', { ticketCount: 3 }, 'issued.ticketCount', /says 3, but 2 tickets/),
  tickets('negative fen', withSecond({ ...T2, price: '-11000' }), price, /must be whole fen, 0 or more/),
  tickets('a number beyond range', withSecond({ ...T2, price: '9'.repeat(16) }), price, /must be whole fen/),
  tickets('NUL', { gate: 'a\0' }, 'issued.gate', /must not have control characters/),
  tickets('half a character', { gate: 'a\uD800' }, 'issued.gate', /halves of characters/),
  tickets('a text without end', { gate: 'a'.repeat(1e6) }, 'issued.gate', /at most 100 characters/),
  tickets('an extension that is no JSON', { extension: '{' }, 'issued.extension', /JSON object/),
  ['no outcome', 'reportShipTickets', WANTED, { orderReference: ORDER_ID }, 'issued', /must be given, or failed/],
  ['both outcomes', 'reportShipTickets', WANTED, { ...issuedReport(), ...failureReport() }, 'failed', /leave one/],
  ['no code of failure', 'reportShipTickets', WANTED, failureReport(' '), 'failed.code', /must not be empty/],
  [
    'an order id of a million characters',
    'reportShipTickets',
    WANTED,
    { ...issuedReport(), orderReference: '1'.repeat(1e6) },
    'orderReference',
    /must be an id of the channel: 1 to 64/,
  ],
  ['a refund of an unknown ticket', 'reportShipRefund', ASKED, refund('T9'), 'ticketId', /its tickets are T1, T2/],
  [
    'a refund beyond the price',
    'reportShipRefund',
    ASKED,
    refund('T1', { amount: '12001' }),
    'refunded.amount',
    /12000 fen/,
  ],
  [
    'a refund of negative fen',
    'reportShipRefund',
    ASKED,
    refund('T1', { amount: '-1' }),
    'refunded.amount',
    /whole fen/,
  ],
  ['a refund without outcome', 'reportShipRefund', ASKED, { orderReference: ORDER_ID }, 'refunded', /or failed/],
  ['a refund with both', 'reportShipRefund', ASKED, { ...refund('T1'), failed: { code: 1 } }, 'failed', /leave one/],
  [
    'a code of failure below 1',
    'reportShipRefund',
    ASKED,
    { orderReference: ORDER_ID, failed: { code: 0 } },
    'failed.code',
    /1/,
  ],
  [
    'an acceptance without number',
    'decideShipOrder',
    NEW,
    decide({ agentOrderNumber: null }),
    'agentOrderNumber',
    /must be given/,
  ],
  [
    'a refusal without code',
    'decideShipOrder',
    NEW,
    decide({ accept: false, agentOrderNumber: null }),
    'code',
    /must be given to refuse/,
  ],
  ['an acceptance with a code', 'decideShipOrder', NEW, decide({ code: 'X' }), 'code', /only then/],
  [
    'a refusal of a refund without code',
    'decideShipRefund',
    ASKED,
    decideRefund({ accept: false }),
    'code',
    /must be given to refuse/,
  ],
  [
    'an unknown refund',
    'decideShipRefund',
    ASKED,
    decideRefund({ refundReference: 'z' }),
    'refundReference',
    /its refunds are a/,
  ],
];

/** What is asked of an order in the wrong state; the code of `NotAllowed`, and what to do. */
type NotAllowed = readonly [
  what: string,
  name: Wish,
  told: readonly Entry[],
  input: object,
  code: string,
  says: RegExp,
];

/** Wishes that are not for the order as it stands. */
export const NOT_ALLOWED: readonly NotAllowed[] = [
  ['tickets for a closed order', 'reportShipTickets', CLOSED, issuedReport(), 'ORDER_CLOSED', /nothing needs to be/],
  ['tickets for a refunded order', 'reportShipTickets', BACK, issuedReport(), 'ORDER_CLOSED', /nothing needs to be/],
  ['tickets before a decision', 'reportShipTickets', NEW, issuedReport(), 'NOT_DECIDED', /decide it first/],
  [
    'tickets that nobody wants',
    'reportShipTickets',
    ACCEPTED,
    issuedReport(),
    'NOT_ASKED_FOR',
    /wait for order\.confirm/,
  ],
  [
    'tickets after an answer',
    'reportShipTickets',
    [...WANTED, issued({ via: 'answer' })],
    issuedReport(),
    'ALREADY_ISSUED',
    /give them back/,
  ],
  ['tickets after a report', 'reportShipTickets', SOLD, issuedReport(), 'ALREADY_ISSUED', /give them back/],
  ['a refund that nobody wants', 'reportShipRefund', SOLD, refund('T1'), 'NOT_ASKED_FOR', /wait for return\.confirm/],
  ['a refund of another ticket', 'reportShipRefund', ASKED, refund('T2'), 'NOT_ASKED_FOR', /wait for return\.confirm/],
  ['a refund of a part as a whole', 'reportShipRefund', ASKED, refund(null), 'NOT_ASKED_FOR', /one by one/],
  ['a refund of a closed order', 'reportShipRefund', CLOSED, refund('T1'), 'NOT_ASKED_FOR', /wait for return\.confirm/],
  ['a refund of what is refunded', 'reportShipRefund', BACK, refund('T1'), 'ALREADY_REFUNDED', /nothing needs to be/],
  [
    'a decision that is made',
    'decideShipOrder',
    CLOSED,
    decide(),
    'ALREADY_DECIDED',
    /told that it is refused \(NO_SEATS\)/,
  ],
  ['a decision that is late', 'decideShipOrder', LATE, decide(), 'DECISION_LATE', /Nobody decided in time/],
  [
    'a decision that nobody waits for',
    'decideShipRefund',
    SOLD,
    decideRefund(),
    'NOT_WAITING',
    /waits for no decision/,
  ],
  [
    'a decision that is late',
    'decideShipRefund',
    [...ASKED, answered('a', { accepted: null, by: 'time' })],
    decideRefund(),
    'DECISION_LATE',
    /report what becomes of it/,
  ],
];

/** What does not fit the schema itself: an error of the request that names the place. */
export const UNFIT: readonly (readonly [what: string, name: Wish, input: object, says: RegExp])[] = [
  [
    'an unknown enum',
    'reportShipTickets',
    issuedReport(withSecond({ ...T2, kind: 'TRAIN' })),
    /kind".*"TRAIN".*"ShipTicketKind"/,
  ],
  [
    'an unknown enum of a refund',
    'reportShipRefund',
    refund('T1', { mode: 'CASH' }),
    /mode".*"CASH".*"ShipRefundMode"/,
  ],
  [
    'fractional fen',
    'reportShipTickets',
    issuedReport(withSecond({ ...T2, price: '0.5' })),
    /price".*BigInt must be decimal text.*0\.5/,
  ],
  ['0.1 + 0.2 fen', 'reportShipRefund', refund('T1', { amount: 0.1 + 0.2 }), /amount".*BigInt must be decimal text/],
  ['1e3 fen', 'reportShipRefund', refund('T1', { amount: '1e3' }), /amount".*BigInt must be decimal text/],
  [
    'a number for an amount',
    'reportShipRefund',
    refund('T1', { amount: 11_000 }),
    /amount".*BigInt must be decimal text/,
  ],
  [
    'a day that is not',
    'reportShipRefund',
    refund('T1', { refundedAt: '2026-02-30T00:00:00Z' }),
    /refundedAt".*RFC 3339/,
  ],
  ['a field that is not', 'decideShipOrder', decide({ agent: 'x' }), /"agent" is not defined/],
  [
    'a name of every object',
    'decideShipOrder',
    JSON.parse('{"orderReference":"1","accept":true,"__proto__":{}}'),
    /"__proto__" is not defined/,
  ],
  ['no order', 'decideShipOrder', { accept: true }, /"orderReference".*was not provided/],
];
