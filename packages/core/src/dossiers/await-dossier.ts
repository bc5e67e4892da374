import type { DossierEntry } from '../contract/dossier.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { HubContext } from '../hub-context.ts';
import { listenShared } from '../listen-shared.ts';
import { DOSSIER_CHANNEL } from '../wake.ts';
import { dossierTopic } from './append-dossier.ts';
import { readDossier } from './read-dossier.ts';

/**
 * Waits until a dossier is as wanted, whichever node appends to it, or until the time is over; returns it as it is then.
 *
 * @param timeoutMs by the hub's clock
 */
export async function awaitDossier(
  context: HubContext,
  shopId: string,
  reference: string,
  wanted: (entries: readonly DossierEntry[]) => boolean,
  timeoutMs: number,
): Promise<readonly DossierEntry[]> {
  const topic = dossierTopic(shopId, reference);
  const over = Promise.withResolvers<void>();
  let look = Promise.withResolvers<void>();
  let isOver = false;
  const cancel = context.clock.schedule(timeoutMs, () => {
    isOver = true;
    over.resolve();
    look.resolve();
  });
  const listening = listenShared(context.database, DOSSIER_CHANNEL, (payload) => {
    // An empty payload: notifications may have been lost.
    if (payload === topic || payload === '') look.resolve();
  });
  try {
    // Whoever cannot listen gets what is there at the end: somebody waits for the answer, and no longer than told.
    await Promise.race([listening.catch((error: unknown) => deaf(context, error, over.promise)), over.promise]);
    for (;;) {
      const isLastLook = isOver;
      // Made before the look, so that what comes during it makes for another.
      look = Promise.withResolvers<void>();
      const entries = await readDossier(context.database, context.sealer, shopId, reference);
      if (isLastLook || wanted(entries)) return entries;
      await look.promise;
    }
  } finally {
    cancel();
    // Not waited for: the connection that is closed is none that the answer needs.
    void listening.then((stop) => stop()).catch(() => {});
  }
}

async function deaf({ logger }: HubContext, error: unknown, over: Promise<void>): Promise<void> {
  logger.warn(describeThrown(error), 'Cannot listen for what is decided; it is seen when the wait ends');
  await over;
}
