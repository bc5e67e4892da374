import { ChannelError } from '@interline/core';
import type { OrderSnapshot, ShopContext } from '@interline/core';

import type { ShipConnection } from './connection.ts';
import { mapDossier } from './dossier/map-dossier.ts';

/**
 * The order as its dossier tells it: no document gives a call by which a ship order could be asked for.
 * @throws ChannelError `not-found` when Fliggy has placed no such order here
 */
export async function fetchOrder({ dossiers }: ShopContext<ShipConnection>, reference: string): Promise<OrderSnapshot> {
  const entries = await dossiers.read(reference);
  if (entries.length > 0) return mapDossier(reference, entries);
  throw new ChannelError(
    'not-found',
    'ORDER_NOT_FOUND',
    `Fliggy has placed no order ${reference} with this shop. Ship orders come by order.create; they cannot be asked for.`,
  );
}
