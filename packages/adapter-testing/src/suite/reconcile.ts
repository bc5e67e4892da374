import { pollShop, requeryOpenOrders } from '@interline/core/hub';
import type { PollSource } from '@interline/core';

import type { SuiteRun, SuiteSubject } from './run.ts';

/** Finds by polling what no message told. */
export async function reconcile(run: SuiteRun, subject: SuiteSubject): Promise<void> {
  const { hub, shop } = run;
  await searchOrders(run, subject);
  await requeryOpenOrders(hub.context, shop.id, { openAfterMs: 0, closedAfterMs: 0 });
  await hub.settle();
}

/** Finds new orders, as far as the channel's searches show them. */
export async function searchOrders({ hub, shop }: SuiteRun, { adapter }: SuiteSubject): Promise<void> {
  const polls = adapter.sources.filter((source): source is PollSource<unknown> => source.kind === 'poll');
  for (const poll of polls) await pollShop(hub.context, shop.id, poll, {});
  await hub.settle();
}
