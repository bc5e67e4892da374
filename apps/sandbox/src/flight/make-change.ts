import type { FlightContext } from './context.ts';
import type { PricedChange } from './judge-change.ts';
import type { Change } from './order.ts';

/** A new change order that can be done at this price. */
export function makeChange(
  { clock, identities }: Pick<FlightContext, 'clock' | 'identities'>,
  outChangeNumber: string | undefined,
  { passengerIds, targets, changeFee, upgradeFee, hold }: PricedChange,
): Change {
  return {
    id: identities.nextOrder(),
    outChangeNumber,
    requestedAt: Math.floor(clock.now().getTime() / 1000) * 1000,
    passengerIds,
    targets,
    changeFee,
    upgradeFee,
    hold,
    status: 'submitted',
    payBy: undefined,
    paidAt: undefined,
    refusal: undefined,
  };
}
