import type { Anomaly, DossierEntry } from '@interline/core';

import { ENTRY, ENTRY_KEY } from '../entries.ts';
import type {
  CreateDecisionEntry,
  CreatedEntry,
  RefundIntendedEntry,
  TicketsCollectedEntry,
  TicketsFailedEntry,
  TicketsReportedEntry,
} from '../entries.ts';
import {
  askForReturn,
  collectReturn,
  decideReturn,
  endIntent,
  intendReport,
  refuseReturn,
  reportReturn,
} from './fold-returns.ts';
import { passengersOf } from './passengers.ts';
import type { OrderPassenger } from './passengers.ts';
import { readEntry } from './read-entry.ts';
import type { ShipEntry } from './read-entry.ts';
import type { RefundState } from './refund-state.ts';
import { issuedTickets, ticketsToIssue } from './ticket-state.ts';
import type { TicketState } from './ticket-state.ts';

/** What an order's dossier comes to. */
export interface ShipOrderState {
  /** Null when the dossier does not begin with a readable `order.create`. */
  readonly created: CreatedEntry | null;
  readonly createdAt: Date;
  readonly passengers: readonly OrderPassenger[];
  /** What the merchant, or somebody for him, said to `order.create`; null while nobody has. */
  readonly decision: CreateDecisionEntry | null;
  /** When the channel asked for the tickets; null before. */
  readonly confirmedAt: Date | null;
  /** Whether a reservation system was to be asked for them while the channel waited. */
  readonly asksSystem: boolean;
  /** Since when the channel waits for tickets that the reservation system did not have; null when it was never told to. */
  readonly awaitedAt: Date | null;
  /** What the reservation system had ready after that; null while it has not. */
  readonly collected: TicketsCollectedEntry | null;
  /** The command whose report of tickets may have been sent, and of which it is not known what became; null when there is none. */
  readonly reporting: string | null;
  readonly issued: TicketsReportedEntry | null;
  readonly issuedAt: Date | null;
  /** That they could not be issued; null once they are after all. */
  readonly failure: (TicketsFailedEntry & { readonly at: Date }) | null;
  readonly tickets: readonly TicketState[];
  readonly refunds: readonly RefundState[];
  /** Reports of refunds that may have been sent, and of which it is not known what became. */
  readonly intents: readonly RefundIntendedEntry[];
  /** Kind of the latest entry that changed something. */
  readonly lastWord: string;
  readonly lastAt: Date;
  readonly anomalies: readonly Anomaly[];
}

/** Folds a dossier into the state of its order, entry by entry. Pure and total. */
export function foldDossier(entries: readonly DossierEntry[]): ShipOrderState {
  return entries.reduce(
    (state, entry) => {
      const read = readEntry(entry);
      if ('entry' in read)
        return { ...state, lastAt: entry.recordedAt, anomalies: [...state.anomalies, unread(entry)] };
      const next = apply(state, read);
      return { ...next, lastAt: read.recordedAt, lastWord: SILENT.has(read.kind) ? state.lastWord : read.kind };
    },
    empty(entries[0]?.recordedAt ?? new Date(0)),
  );
}

/** Kinds that change nothing of an order as the channel knows it. */
const SILENT: ReadonlySet<string> = new Set([
  ENTRY.contradicted,
  ENTRY.returnContradicted,
  ENTRY.ticketsAwaited,
  ENTRY.ticketsCollected,
  ENTRY.returnCollected,
  ENTRY.ticketsIntended,
  ENTRY.ticketsDropped,
  ENTRY.refundIntended,
  ENTRY.refundDropped,
]);

function empty(at: Date): ShipOrderState {
  return {
    created: null,
    createdAt: at,
    passengers: [],
    decision: null,
    confirmedAt: null,
    asksSystem: false,
    awaitedAt: null,
    collected: null,
    reporting: null,
    issued: null,
    issuedAt: null,
    failure: null,
    tickets: [],
    refunds: [],
    intents: [],
    lastWord: 'UNKNOWN',
    lastAt: at,
    anomalies: [],
  };
}

function apply(state: ShipOrderState, { kind, key, content, recordedAt }: ShipEntry): ShipOrderState {
  switch (kind) {
    case ENTRY.created:
      return {
        ...withAnomalies(state, content.anomalies),
        created: content,
        createdAt: recordedAt,
        passengers: passengersOf(content),
      };
    case ENTRY.createDecided:
      return { ...state, decision: content };
    case ENTRY.contradicted:
    case ENTRY.returnContradicted:
      return withAnomalies(state, content.anomalies);
    case ENTRY.confirmed:
      return toBeIssued({
        ...withAnomalies(state, content.anomalies),
        confirmedAt: recordedAt,
        asksSystem: content.asksSystem,
      });
    case ENTRY.ticketsAwaited:
      return { ...state, awaitedAt: state.awaitedAt ?? recordedAt };
    case ENTRY.ticketsCollected:
      return { ...state, collected: state.collected ?? content };
    case ENTRY.ticketsIntended:
      return { ...state, reporting: content.commandId };
    case ENTRY.ticketsDropped:
      return { ...state, reporting: null };
    case ENTRY.ticketsReported:
      return issue(state, content, recordedAt);
    case ENTRY.ticketsFailed:
      return state.issued
        ? { ...state, reporting: null }
        : notIssued({ ...state, reporting: null, failure: { ...content, at: recordedAt } });
    case ENTRY.returnConfirmed: {
      const reference = key.slice(ENTRY_KEY.returnConfirmed.length);
      return askForReturn(withAnomalies(state, content.anomalies), reference, content, recordedAt);
    }
    case ENTRY.returnRefused: {
      const reference = key.slice(ENTRY_KEY.returnRefused.length);
      return refuseReturn(withAnomalies(state, content.anomalies), reference, content, recordedAt);
    }
    case ENTRY.returnDecided:
      return decideReturn(state, key.slice(ENTRY_KEY.returnDecided.length), content, recordedAt);
    case ENTRY.returnCollected:
      return collectReturn(state, key.slice(ENTRY_KEY.returnCollected.length), content);
    case ENTRY.refundIntended:
      return intendReport(state, content);
    case ENTRY.refundDropped:
      return endIntent(state, content.commandId);
    case ENTRY.refundReported: {
      const commandId = key.slice(ENTRY_KEY.refundReported.length);
      return reportReturn(endIntent(state, commandId), key, content, recordedAt);
    }
  }
}

/** From the confirmation on there are tickets, unless the merchant has said before that there are none. */
function toBeIssued(state: ShipOrderState): ShipOrderState {
  if (state.tickets.length > 0) return state;
  const tickets = ticketsToIssue(state.passengers, state.created?.request.ticketCount ?? 0);
  return state.failure ? notIssued({ ...state, tickets }) : { ...state, tickets };
}

/** Every ticket at once, and for good: what is said later about their issue has no effect. */
function issue(state: ShipOrderState, issued: TicketsReportedEntry, issuedAt: Date): ShipOrderState {
  if (state.issued) return state;
  const items = new Set(state.passengers.map(({ reference }) => reference));
  const anomalies = issued.passengers
    .filter(({ passengerId }) => !items.has(passengerId))
    .map(({ passengerId }): Anomaly => {
      return { code: 'UNKNOWN_VALUE', path: `${ENTRY.ticketsReported}.passengers`, value: passengerId.slice(0, 200) };
    });
  const shipNumber = issued.shipNumber ?? collectedShipNumber(state);
  return {
    ...withAnomalies(state, anomalies),
    issued: { ...issued, shipNumber },
    issuedAt,
    failure: null,
    reporting: null,
    tickets: issuedTickets(issued),
  };
}

/** A report has no place for the ship's number. */
function collectedShipNumber({ collected }: ShipOrderState): string | null {
  return collected && 'issued' in collected ? collected.shipNumber : null;
}

function notIssued(state: ShipOrderState): ShipOrderState {
  return { ...state, tickets: state.tickets.map((ticket) => ({ ...ticket, status: 'NOT_ISSUED' })) };
}

function withAnomalies(state: ShipOrderState, anomalies: readonly Anomaly[]): ShipOrderState {
  return anomalies.length === 0 ? state : { ...state, anomalies: [...state.anomalies, ...anomalies] };
}

/** The content may be personal, so only the place is told. */
function unread({ number, kind }: DossierEntry): Anomaly {
  return { code: 'MALFORMED_VALUE', path: `dossier[${number}]`, value: kind.slice(0, 200) };
}
