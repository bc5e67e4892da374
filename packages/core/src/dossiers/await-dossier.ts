import type { DossierEntry } from '../contract/dossier.ts';
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
  let look = Promise.withResolvers<void>();
  let isOver = false;
  const cancel = context.clock.schedule(timeoutMs, () => {
    isOver = true;
    look.resolve();
  });
  let stopListening = (): Promise<void> => Promise.resolve();
  try {
    stopListening = await listenShared(context.database, DOSSIER_CHANNEL, (payload) => {
      // An empty payload: notifications may have been lost.
      if (payload === topic || payload === '') look.resolve();
    });
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
    await stopListening();
  }
}
