import type { PriceOutcome } from '@interline/core';

import { CURRENCY } from '../currency.ts';
import { changeStatus } from '../mapping/statuses.ts';
import type { WireChange } from '../mapping/wire-order.ts';

/** How long a price is taken to hold whose change names no deadline, in milliseconds; payment looks it up again. */
const DEFAULT_LIFE_MS = 10 * 60_000;

/**
 * What is to be paid for a change, as long as it waits for that.
 *
 * @param change undefined when the order has none of this number
 */
export function priceChange(change: WireChange | undefined, changeReference: string, now: Date): PriceOutcome {
  if (change === undefined) {
    return refused('CHANGE_NOT_FOUND', `The order has no change ${changeReference}: check it.`);
  }
  const status = change.status === undefined ? undefined : changeStatus(change.status);
  switch (status) {
    case 'REQUESTED':
      return refused(
        'CHANGE_NOT_PRICED',
        `The airline has not answered to change ${changeReference} yet: ask again later.`,
      );
    case 'AWAITING_PAYMENT':
      return priced(change, changeReference, now);
    case 'AWAITING_FULFILMENT':
    case 'SUCCEEDED':
      return refused('CHANGE_PAID', `Change ${changeReference} is paid.`);
    case 'CLOSED':
      return refused('CHANGE_CLOSED', `Change ${changeReference} is closed: request a new one.`);
    default:
      return refused(
        'CHANGE_STATUS_UNKNOWN',
        `The channel calls the status of change ${changeReference} ${change.status ?? 'nothing'}, which Interline does not know: look it up there.`,
      );
  }
}

function priced(change: WireChange, changeReference: string, now: Date): PriceOutcome {
  const { changeFee, payBy } = change;
  const total = totalOf(change);
  if (payBy !== undefined && payBy <= now) {
    return refused(
      'CHANGE_EXPIRED',
      `The seat of change ${changeReference} was held until ${payBy.toISOString()}: request a new one.`,
    );
  }
  if (total === undefined) {
    return refused(
      'CHANGE_NOT_PRICED',
      `The channel does not say what change ${changeReference} costs yet: ask again later.`,
    );
  }
  return {
    outcome: 'priced',
    quote: {
      kind: 'CHANGE',
      precalculated: true,
      fee: changeFee ?? null,
      amount: total,
      currency: CURRENCY,
      expiresAt: payBy ?? new Date(now.getTime() + DEFAULT_LIFE_MS),
      lines: [],
      changeReference,
      terms: {},
    },
  };
}

/** Without a total, the two fees; not one of them alone, because the other may be missing. */
function totalOf({ total, changeFee, upgradeFee }: WireChange): bigint | undefined {
  if (total !== undefined || changeFee === undefined || upgradeFee === undefined) return total;
  return changeFee + upgradeFee;
}

function refused(code: string, message: string): PriceOutcome {
  return { outcome: 'refused', code, message };
}
