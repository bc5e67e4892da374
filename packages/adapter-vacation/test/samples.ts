import { readdirSync, readFileSync } from 'node:fs';

const FOLDER = new URL('samples/', import.meta.url);

/** An answer of alitrip.travel.trade.query, as its text came. */
export interface Sample {
  readonly name: string;
  readonly raw: string;
}

/** Every recorded answer. */
export const SAMPLES: readonly Sample[] = readdirSync(FOLDER)
  .filter((file) => file.endsWith('.json'))
  .map((file) => ({ name: file.replace('.json', ''), raw: readFileSync(new URL(file, FOLDER), 'utf8') }));

/** The text of one recorded answer. */
export function sample(name: string): string {
  const found = SAMPLES.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`there is no sample ${name}`);
  return found.raw;
}

/** An order of the wire, to be changed by a test; ids beyond 2^53 are text. */
export type WireObject = Record<string, unknown>;

/** An answer that holds this order. */
export function answerWith(order: unknown): string {
  return JSON.stringify({ alitrip_travel_trade_query_response: { first_result: order, request_id: 'test' } });
}

/** An answer with an order of one sub-order, both with what a test is about and little else. */
export function answerOf(order: WireObject, subOrder: WireObject = {}): string {
  return answerWith({
    order_id: 1233,
    created_time: '2026-10-01 09:00:00',
    modified_time: '2026-10-01 09:05:00',
    status: 'WAIT_SELLER_SEND_GOODS',
    sub_orders: {
      sub_order_info: [
        { sub_order_id: 2111, status: 'WAIT_SELLER_SEND_GOODS', order_type: 1, biz_type: 1, payment: 112, ...subOrder },
      ],
    },
    ...order,
  });
}
