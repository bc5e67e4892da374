import { applySnapshots, authoriseShop } from '@interline/core/hub';
import type { HubContext, ObservedOrder } from '@interline/core/hub';
import { SHOPS, shopId } from '../load-orders.ts';
import { accountOf, seededStep, shopNumberOf } from './message-mix.ts';
import { orderSnapshot } from './order-snapshot.ts';

/** Most orders of one transaction. */
const BATCH = 500;

/** Gives every loaded shop a session, and stores the orders that messages will be about. */
export async function seed(context: HubContext, orders: number): Promise<void> {
  for (let shop = 1; shop <= SHOPS; shop += 1) {
    await authoriseShop(context, shopId(shop), { accessToken: 'session', expiresAt: null });
  }
  for (let first = 0; first < orders; first += BATCH) {
    const numbers = Array.from({ length: Math.min(BATCH, orders - first) }, (_, place) => first + place);
    await applySnapshots(context, numbers.map(observed));
  }
}

function observed(number: number): ObservedOrder {
  const snapshot = orderSnapshot(number, seededStep(number));
  const shop = shopNumberOf(number);
  const identity = {
    id: shopId(shop),
    channel: 'vacation',
    name: `Shop ${shop}`,
    accountId: accountOf(number),
    accountNick: `旅行专营店${shop}`,
  };
  return { shop: identity, snapshot, observedAt: snapshot.modifiedAt, cause: 'MESSAGE' };
}
