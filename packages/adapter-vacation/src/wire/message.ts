import { describeTopValue, parseTopObject } from '@interline/top-client/codec';

import { id, time } from './values.ts';

/** An order was created, paid, delivered, closed or finished (message document 1042). */
export const ORDER_CHANGED = 'alitrip_travel_OrderChanged';
/** The travellers of an order were changed (message document 1223). */
export const PERSON_CHANGED = 'alitrip_travel_PersonChanged';

/** What a message tells the hub. The rest of it is stored with the message and read by nobody: the order is fetched. */
export interface ReadMessage {
  readonly orderReference: string;
  /** Only `alitrip_travel_OrderChanged` has it. */
  readonly sellerId: string | undefined;
  /** Only `alitrip_travel_OrderChanged` has it. A malformed time counts as none: it is a hint, nothing more. */
  readonly modifiedAt: Date | undefined;
}

/** The content was no message. `problem` names the field, what was expected and what was found. */
export interface MessageProblem {
  readonly problem: string;
}

/** Reads the content of a message of either topic. */
export function readMessage(content: string): ReadMessage | MessageProblem {
  const parsed = parseTopObject(content);
  if ('problem' in parsed) return { problem: `content: ${parsed.problem}` };
  const { object: message } = parsed;
  const orderReference = id.safeParse(message['order_id']).data;
  if (orderReference === undefined || !/^\d{1,30}$/.test(orderReference)) {
    return { problem: `order_id: expected a number, got ${describeTopValue(message['order_id'])}` };
  }
  return {
    orderReference,
    sellerId: id.safeParse(message['seller_id']).data,
    modifiedAt: time.safeParse(message['gmt_modified']).data,
  };
}

/** Name of the field that says whose order a message is about. */
export const SELLER_FIELD = 'seller_id';
