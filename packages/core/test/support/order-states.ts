import { diff } from '../../src/apply/diff.ts';
import { stateOf } from '../../src/apply/order-state.ts';
import type { OrderState } from '../../src/apply/order-state.ts';
import type { OrderSnapshot } from '../../src/snapshot.ts';
import { manualClock } from './manual-clock.ts';
import { orderChannel } from './order-channel.ts';

const upstream = orderChannel(manualClock());
upstream.change('7');
/** An order as the channel tells of it. */
export const snapshot = upstream.order('7');

/** The same as it is stored, but for some facts. */
export function state(facts: Partial<OrderSnapshot> = {}): OrderState {
  return stateOf({ ...snapshot, ...facts }, ({ personal }) => personal);
}

/** The changes as `TYPE item from → to`. */
export function told(before: OrderState | null, after: OrderState): string[] {
  return diff(before, after).map(({ type, itemReference, from, to }) =>
    [type, itemReference ?? '', from ?? '', '→', to ?? ''].filter((word) => word !== '').join(' '),
  );
}
