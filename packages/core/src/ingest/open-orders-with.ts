import { CLOSED_STATUSES } from '../status.ts';

const CLOSED = CLOSED_STATUSES.map((status) => `'${status}'`).join(', ');

/**
 * The open orders of a shop whose detail contains some JSON. They are found among the shop's open orders,
 * of which there is an index, because news without an order are rare and an index of every detail is not cheap.
 *
 * @param shop SQL for the shop's id
 * @param detail SQL for the JSON, as `jsonb`
 */
export function openOrdersWith(shop: string, detail: string): string {
  return `select reference from interline.orders
   where shop_id = ${shop} and status not in (${CLOSED}) and orders.detail @> ${detail}`;
}
