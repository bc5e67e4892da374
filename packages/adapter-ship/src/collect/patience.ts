import { departureOf } from '../dossier/departure.ts';
import type { ShipOrderState } from '../dossier/fold-dossier.ts';
import type { RefundState } from '../dossier/refund-state.ts';

/** The pause after Fliggy was told to wait, and after the first question, in milliseconds. */
export const FIRST_PAUSE_MS = 10_000;
/** No pause is longer. */
export const LONGEST_PAUSE_MS = 10 * 60_000;
/**
 * How long one question is waited for, in milliseconds, when nobody waits for the answer: a system that needs longer than
 * Fliggy has patience is heard now. Well below the lease of a command.
 */
export const QUESTION_MS = 20_000;

/**
 * After this, no call is still being answered, in milliseconds, and a caller who wants to repeat it has had the time to: a
 * call waits four seconds at most, and a hub is started again in less.
 */
export const CALL_OVER_AFTER_MS = 2 * 60_000;

const DAY_MS = 24 * 60 * 60_000;
/** A ship that has left needs no tickets, but that there were none is still to be told. */
const TICKETS_AFTER_DEPARTURE_MS = DAY_MS;
/** Money may go back long after a ship has left. */
const REFUND_AFTER_DEPARTURE_MS = 7 * DAY_MS;

/** The pause after an attempt, counted from 1: twice as long each time. */
export function pauseAfter(attempt: number): number {
  return Math.min(FIRST_PAUSE_MS * 2 ** Math.min(Math.max(attempt - 1, 0), 30), LONGEST_PAUSE_MS);
}

/** Until when the reservation system is asked for tickets: a day after the ship has left, a day at least. */
export function ticketsAskedUntil(state: ShipOrderState): Date {
  return new Date(laterOf(state, state.awaitedAt ?? state.lastAt) + TICKETS_AFTER_DEPARTURE_MS);
}

/** The same about a refund: a week after the ship has left, a week at least. */
export function refundAskedUntil(state: ShipOrderState, { requestedAt }: RefundState): Date {
  return new Date(laterOf(state, requestedAt) + REFUND_AFTER_DEPARTURE_MS);
}

/** The departure, unless it is not known or was before. */
function laterOf({ created }: ShipOrderState, asked: Date): number {
  const departure = created && departureOf(created.request);
  return Math.max(departure?.getTime() ?? 0, asked.getTime());
}
