import { applySnapshots } from '../../src/apply/apply-snapshots.ts';
import type { ObservedOrder } from '../../src/apply/apply-snapshots.ts';
import type { Cause } from '../../src/sync-task.ts';
import type { OrderFactsUpstream } from './order-channel.ts';
import type { OrderHub } from './order-hub.ts';

/** Upstream changes; what a fetch at this moment would bring. */
export function observe(
  hub: OrderHub,
  reference: string,
  facts: OrderFactsUpstream = {},
  cause: Cause = 'MESSAGE',
): ObservedOrder {
  hub.clock.advance(1_000);
  hub.channel.change(reference, facts);
  return { shop: hub.shop, snapshot: hub.channel.order(reference), observedAt: hub.clock.now(), cause };
}

/** Applies what was observed, in one transaction: `outcome version` of each. */
export async function outcomes(hub: OrderHub, ...entries: ObservedOrder[]): Promise<string[]> {
  return (await applySnapshots(hub.context, entries)).map(({ outcome, version }) => `${outcome} ${version}`);
}
