import { IS_OPEN, REST_AFTER_MS, RESTS_SINCE } from '../order-rest.ts';

/**
 * The open orders of a shop, with travel that is not long over, whose detail contains some JSON. They are found among
 * those, of which there is an index, because news without an order are rare and an index of every detail is not cheap.
 *
 * @param shop SQL for the shop's id
 * @param detail SQL for the JSON, as `jsonb`
 * @param now SQL for the present time
 */
export function openOrdersWith(shop: string, detail: string, now: string): string {
  return `select reference from interline.orders
   where shop_id = ${shop} and ${IS_OPEN} and ${RESTS_SINCE} > ${now}::timestamptz - interval '${REST_AFTER_MS} milliseconds'
     and orders.detail @> ${detail}`;
}
