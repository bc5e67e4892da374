import { CLOSED_STATUSES } from './status.ts';

const CLOSED = CLOSED_STATUSES.map((status) => `'${status}'`).join(', ');

/** SQL: the order is closed. */
export const IS_CLOSED = `status in (${CLOSED})`;

/** SQL: the order is open. */
export const IS_OPEN = `status not in (${CLOSED})`;

/**
 * SQL: since when nothing more is to be expected of an open order: its travel has ended, and it has not changed since.
 * Some channels have no word for an order that was flown, so it stays open for ever. Never, for one without an end of travel.
 */
export const RESTS_SINCE = `case when travel_end is null then 'infinity'::timestamptz else greatest(travel_end, modified_at) end`;

/** How long after {@link RESTS_SINCE} an open order is looked at less, in milliseconds: 3 days. */
export const REST_AFTER_MS = 3 * 24 * 60 * 60_000;
