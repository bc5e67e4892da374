import type { Dossiers } from '../contract/dossier.ts';
import type { ShopIdentity } from '../contract/shop.ts';
import type { HubContext } from '../hub-context.ts';
import type { Cause } from '../sync-task.ts';
import { appendDossier } from './append-dossier.ts';
import { awaitDossier } from './await-dossier.ts';
import { readDossier } from './read-dossier.ts';

/**
 * The dossiers of one shop, and of no other.
 *
 * @param cause what the events of what is appended are put down to
 */
export function shopDossiers(context: HubContext, shop: ShopIdentity, cause: Cause): Dossiers {
  return {
    read: (reference) => readDossier(context.database, context.sealer, shop.id, reference),
    append: (reference, decide) => appendDossier(context, { shop, reference, cause }, decide),
    until: (reference, wanted, timeoutMs) => awaitDossier(context, shop.id, reference, wanted, timeoutMs),
  };
}
