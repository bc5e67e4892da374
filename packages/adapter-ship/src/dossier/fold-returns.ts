import type { Anomaly } from '@interline/core';

import { ENTRY } from '../entries.ts';
import type {
  RefundIntendedEntry,
  RefundReportedEntry,
  ReturnCollectedEntry,
  ReturnConfirmedEntry,
  ReturnDecisionEntry,
  ReturnRefusedEntry,
  ReturnTicketFacts,
} from '../entries.ts';
import type { ShipOrderState } from './fold-dossier.ts';
import { splitAmount } from './refund-state.ts';
import type { RefundLine, RefundState } from './refund-state.ts';
import type { ShipTicketStatus, TicketState } from './ticket-state.ts';
import { returnFailureCode } from './words.ts';

/** The channel asks for a refund: its tickets are being refunded, unless they are refunded already. */
export function askForReturn(
  state: ShipOrderState,
  reference: string,
  { tickets, decideWithinMs }: ReturnConfirmedEntry,
  requestedAt: Date,
): ShipOrderState {
  const lines = tickets.map((ticket) => newLine(state, ticket));
  const surcharges = new Map(tickets.map(({ ticketId, surcharge }) => [ticketId, surcharge]));
  const asked = changeTickets(state, new Set(surcharges.keys()), (ticket) =>
    ticket.status === 'REFUNDED'
      ? ticket
      : { ...ticket, status: 'REFUNDING', surcharge: surcharges.get(ticket.facts?.id ?? '') ?? ticket.surcharge },
  );
  return {
    ...asked,
    refunds: [
      ...state.refunds,
      {
        ...newRefund(reference, requestedAt, lines, ENTRY.returnConfirmed),
        asked: tickets,
        decideWithinMs: decideWithinMs ?? null,
      },
    ],
    anomalies: [...state.anomalies, ...tickets.filter(({ ticketId }) => !find(state, ticketId)).map(unknownTicket)],
  };
}

/** What was asked for was refused at once: tickets that are in no other refund have failed, the others stay as they are. */
export function refuseReturn(
  state: ShipOrderState,
  reference: string,
  { tickets, code, message }: ReturnRefusedEntry,
  refusedAt: Date,
): ShipOrderState {
  const lines = tickets.map((ticket): RefundLine => {
    return { ...newLine(state, ticket), status: 'REFUSED', reported: null };
  });
  const ids = new Set(tickets.map(({ ticketId }) => ticketId));
  const failed = changeTickets(state, ids, (ticket) =>
    ticket.status === 'ISSUED' ? { ...ticket, status: 'REFUND_FAILED' } : ticket,
  );
  const refund = newRefund(reference, refusedAt, lines, ENTRY.returnRefused);
  const told = { answer: 'REFUSED', asked: tickets, failedAt: refusedAt, code, message } as const;
  return { ...failed, refunds: [...state.refunds, { ...refund, ...told }] };
}

/** The merchant's answer to `return.confirm`: about all its tickets that are still being refunded. */
export function decideReturn(
  state: ShipOrderState,
  reference: string,
  decision: ReturnDecisionEntry,
  decidedAt: Date,
): ShipOrderState {
  const refund = state.refunds.find((candidate) => candidate.reference === reference);
  if (!refund || refund.answer !== null) return state;
  if (decision.accepted === null) {
    const awaitedAt = decision.by === 'callback' ? decidedAt : null;
    return withRefund(state, { ...refund, answer: 'PROCESSING', awaitedAt, lastWord: ENTRY.returnDecided });
  }
  const open = new Set(refund.lines.filter(({ status }) => status === 'REQUESTED').map(({ ticketId }) => ticketId));
  const status = decision.accepted ? 'SUCCEEDED' : 'REFUSED';
  const decided: RefundState = {
    ...refund,
    lines: refund.lines.map((line) => (line.status === 'REQUESTED' ? { ...line, status } : line)),
    answer: decision.accepted ? 'ACCEPTED' : 'REFUSED',
    failedAt: decision.accepted ? null : decidedAt,
    code: decision.accepted ? null : decision.code,
    message: decision.accepted ? null : decision.message,
    lastWord: ENTRY.returnDecided,
  };
  const outcome = decision.accepted ? 'REFUNDED' : 'REFUND_FAILED';
  const settled = changeTickets(state, open, (ticket) =>
    ticket.status === 'REFUNDING' ? { ...ticket, status: outcome } : ticket,
  );
  return withRefund(settled, decided);
}

/**
 * The merchant is about to report a refund. Who still waits for a decision about it is told that it is being processed,
 * so that the money does not go back by the decision as well.
 */
export function intendReport(state: ShipOrderState, intent: RefundIntendedEntry): ShipOrderState {
  const isMeant = ({ ticketId, status }: RefundLine): boolean => status === 'REQUESTED' && isAbout(intent, ticketId);
  // Another one about the same is over: the ledger of commands has one of them under way at most.
  const others = state.intents.filter(({ ticketId }) => ticketId !== intent.ticketId);
  return {
    ...state,
    intents: [...others, intent],
    refunds: state.refunds.map((refund) =>
      refund.answer === null && refund.lines.some(isMeant) ? { ...refund, answer: 'PROCESSING' } : refund,
    ),
  };
}

/** It is known what became of the report. */
export function endIntent(state: ShipOrderState, commandId: string): ShipOrderState {
  return { ...state, intents: state.intents.filter((intent) => intent.commandId !== commandId) };
}

/** Whether the report is about the ticket, alone or among all; null stands for the whole order. */
export function isAbout(intent: Pick<RefundIntendedEntry, 'ticketId'>, ticketId: string | null): boolean {
  return intent.ticketId === null || ticketId === null || intent.ticketId === ticketId;
}

/** What the reservation system decided after all; nothing has moved until it is reported. */
export function collectReturn(
  state: ShipOrderState,
  reference: string,
  collected: ReturnCollectedEntry,
): ShipOrderState {
  const refund = state.refunds.find((candidate) => candidate.reference === reference);
  return refund && refund.collected === null ? withRefund(state, { ...refund, collected }) : state;
}

/** What the merchant reported of a refund: for some tickets, or for all that are left. */
export function reportReturn(
  state: ShipOrderState,
  key: string,
  report: RefundReportedEntry,
  reportedAt: Date,
): ShipOrderState {
  const left = state.tickets.filter(({ facts, status }) => facts !== null && status !== 'REFUNDED');
  const ids = new Set(report.ticketIds ?? left.flatMap(({ facts }) => (facts ? [facts.id] : [])));
  const lined = new Set(
    state.refunds.flatMap(({ lines }) => lines.filter(isUnsettled).map(({ ticketId }) => ticketId)),
  );
  const isDone = (id: string): boolean => find(state, id)?.status === 'REFUNDED';
  const unlined = [...ids].filter((id) => !lined.has(id) && !isDone(id));
  const unasked = [...ids].filter((id) => unlined.includes(id) || find(state, id)?.status === 'ISSUED');
  const extra = unlined.length === 0 ? [] : [unaskedRefund(state, key, unlined, reportedAt)];
  const refunds = [...state.refunds, ...extra];
  const lines = latestLines(refunds, ids);
  const parts = splitAmount(BigInt(report.amount), lines);
  const amounts = new Map(lines.map((line, index) => [line, parts[index] ?? 0n]));
  return {
    ...setTickets(state, ids, report.success ? 'REFUNDED' : 'REFUND_FAILED'),
    refunds: refunds.map((refund) =>
      refund.lines.some((line) => amounts.has(line)) ? told(refund, report, amounts, reportedAt) : refund,
    ),
    anomalies: [...state.anomalies, ...unasked.map(unaskedTicket)],
  };
}

function told(
  refund: RefundState,
  { success, code, transactionId, mode }: RefundReportedEntry,
  amounts: ReadonlyMap<RefundLine, bigint>,
  reportedAt: Date,
): RefundState {
  return {
    ...refund,
    lines: refund.lines.map((line) => {
      const reported = amounts.get(line);
      return reported === undefined ? line : { ...line, status: success ? 'SUCCEEDED' : 'REFUSED', reported };
    }),
    ...reasonOf(refund, success, code),
    failedAt: success ? null : reportedAt,
    transactionId: transactionId ?? refund.transactionId,
    mode: mode ?? refund.mode,
    lastWord: ENTRY.refundReported,
  };
}

/** Where a report says what was collected, the reservation system's own words say more than the number of the report. */
function reasonOf(
  { collected }: RefundState,
  success: boolean,
  code: string | null,
): Pick<RefundState, 'code' | 'message'> {
  if (success) return { code: null, message: null };
  const isCollected = collected?.accepted === false && String(returnFailureCode(collected.code)) === code;
  return isCollected ? { code: collected.code, message: collected.message } : { code, message: null };
}

/**
 * A ticket may have been asked for several times; what is reported of it is about the latest time that is open, or else
 * that failed, and about one that was refused at once only where there is no other.
 */
function latestLines(refunds: readonly RefundState[], ids: ReadonlySet<string>): RefundLine[] {
  const refusedAtOnce = refunds.filter(({ lastWord }) => lastWord === ENTRY.returnRefused);
  const ordered = [...refusedAtOnce, ...refunds.filter((refund) => !refusedAtOnce.includes(refund))];
  const unsettled = ordered.flatMap(({ lines }) => lines.filter((line) => isUnsettled(line) && ids.has(line.ticketId)));
  const open = unsettled.filter(({ status }) => status === 'REQUESTED');
  return [...new Map([...unsettled, ...open].map((line) => [line.ticketId, line])).values()];
}

/** A refund that failed may be tried again. */
function isUnsettled({ status }: RefundLine): boolean {
  return status !== 'SUCCEEDED';
}

/** The ticket with the merchant's id. */
function find(state: ShipOrderState, ticketId: string): TicketState | undefined {
  return state.tickets.find(({ facts }) => facts?.id === ticketId);
}

function newLine(state: ShipOrderState, { ticketId, passengerId, surcharge }: ReturnTicketFacts): RefundLine {
  const ticket = find(state, ticketId);
  const passenger = state.passengers.find(({ reference }) => reference === passengerId);
  return {
    ticketId,
    itemReference: ticket?.itemReference ?? passenger?.reference ?? null,
    price: ticket?.facts ? BigInt(ticket.facts.price) : null,
    surcharge: surcharge === null ? null : BigInt(surcharge),
    // A ticket that is refunded stays so, whoever asks again.
    status: ticket?.status === 'REFUNDED' ? 'SUCCEEDED' : 'REQUESTED',
    reported: ticket?.status === 'REFUNDED' ? 0n : null,
  };
}

function newRefund(reference: string, requestedAt: Date, lines: readonly RefundLine[], lastWord: string): RefundState {
  const nothing = {
    answer: null,
    asked: [],
    decideWithinMs: null,
    awaitedAt: null,
    collected: null,
    failedAt: null,
    code: null,
    message: null,
    transactionId: null,
    mode: null,
  };
  return { reference, requestedAt, lines, lastWord, ...nothing };
}

function unaskedRefund(state: ShipOrderState, key: string, ids: readonly string[], at: Date): RefundState {
  const lines = ids.map((ticketId) => newLine(state, { ticketId, passengerId: null, surcharge: null }));
  return newRefund(key, at, lines, ENTRY.refundReported);
}

function setTickets(state: ShipOrderState, ids: ReadonlySet<string>, status: ShipTicketStatus): ShipOrderState {
  return changeTickets(state, ids, (ticket) => (ticket.status === 'REFUNDED' ? ticket : { ...ticket, status }));
}

function changeTickets(
  state: ShipOrderState,
  ids: ReadonlySet<string>,
  change: (ticket: TicketState) => TicketState,
): ShipOrderState {
  const tickets = state.tickets.map((ticket) => (ticket.facts && ids.has(ticket.facts.id) ? change(ticket) : ticket));
  return { ...state, tickets };
}

function withRefund(state: ShipOrderState, refund: RefundState): ShipOrderState {
  return { ...state, refunds: state.refunds.map((each) => (each.reference === refund.reference ? refund : each)) };
}

function unknownTicket({ ticketId }: ReturnTicketFacts): Anomaly {
  return { code: 'UNKNOWN_VALUE', path: `${ENTRY.returnConfirmed}.tickets`, value: ticketId.slice(0, 200) };
}

function unaskedTicket(ticketId: string): Anomaly {
  return { code: 'UNEXPECTED_TRANSITION', path: `${ENTRY.refundReported}.tickets`, value: ticketId.slice(0, 200) };
}
