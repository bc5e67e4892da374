import { SHOPS, STATUSES, orderReference, shopId } from '../load-orders.ts';
import type { DetailRequest, ListRequest } from './dialect.ts';

/** Orders on a page of the list. */
export const PAGE_SIZE = 20;

/** The first page of every shop and status once, in an order that jumps from shop to shop. */
export function listRequests(): ListRequest[] {
  return Array.from({ length: SHOPS * STATUSES.length }, (_, place) => ({
    shop: shopId(1 + ((place * 17) % SHOPS)),
    status: STATUSES[(place * 3 + Math.floor(place / SHOPS)) % STATUSES.length] ?? STATUSES[0],
    size: PAGE_SIZE,
  }));
}

/** Orders from all over the table. */
export function detailRequests(orders: number, count: number): DetailRequest[] {
  return Array.from({ length: count }, (_, place) => {
    const number = 1 + ((place * 7_919) % orders);
    return { shop: shopOf(number), reference: orderReference(number) };
  });
}

/** The row id of the shop that has order `number`. */
export function shopOf(number: number): string {
  return shopId(1 + (((number % SHOPS) * 19) % SHOPS));
}
