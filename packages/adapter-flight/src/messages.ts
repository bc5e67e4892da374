import { describeTopValue, idText, parseTopObject } from '@interline/top-client/codec';
import type { TopObject } from '@interline/top-client/codec';

import type { FlightNames } from './wire.ts';

/** What a message tells the hub. The rest of it is stored with the message and read by nobody: the order is fetched. */
export type MessageSubject =
  /** Of one order. */
  | { readonly order: string }
  /** Of every order with this flight. `date` is the local day of its departure, `yyyy-MM-dd`. */
  | { readonly flight: { readonly flightNumber: string; readonly date: string } }
  /** It is none. Names the field, what was expected and what was found. */
  | { readonly problem: string };

/** Every topic of the channel that tells of orders. */
export function topicsOf({ topic }: FlightNames): readonly string[] {
  return Object.values(topic);
}

/**
 * Reads what a message of one of {@link topicsOf} is about. The order's number comes as text in some topics and as a
 * number of up to 64 bits in others; every topic may have either.
 */
export function readMessage(topic: string, content: string, names: FlightNames): MessageSubject {
  const parsed = parseTopObject(content);
  if ('problem' in parsed) return { problem: `content: ${parsed.problem}` };
  const { object: message } = parsed;
  if (topic === names.topic.flightChange) return flightChanged(message, names);
  const field = orderFields(names)[topic] ?? names.tradeMessage.orderId;
  return orderIn(message, field) ?? { problem: `${field}: expected a number, got ${describeTopValue(message[field])}` };
}

function flightChanged(message: TopObject, { flightChange, flightChangeMessage }: FlightNames): MessageSubject {
  const order = orderIn(message, flightChangeMessage.orderId);
  if (order !== undefined) return order;
  const flightNumber = idText(message[flightChange.oldFlightNumber]);
  const date = [message[flightChange.oldDate], message[flightChange.oldDepTime]].map(dayIn).find(Boolean);
  if (flightNumber !== undefined && date !== undefined) return { flight: { flightNumber, date } };
  const needed = `${flightChangeMessage.orderId}, or ${flightChange.oldFlightNumber} with ${flightChange.oldDate}`;
  return { problem: `${needed}: expected one of them, got neither` };
}

function orderFields({ topic, tradeMessage, refundMessage, changeMessage }: FlightNames): Record<string, string> {
  return {
    [topic.trade]: tradeMessage.orderId,
    [topic.payment]: tradeMessage.orderId,
    [topic.refund]: refundMessage.orderId,
    [topic.change]: changeMessage.orderId,
  };
}

function orderIn(message: TopObject, field: string): { readonly order: string } | undefined {
  const order = idText(message[field]);
  return order !== undefined && /^\d{1,30}$/.test(order) ? { order } : undefined;
}

function dayIn(value: unknown): string | undefined {
  return typeof value === 'string' ? /^\d{4}-\d\d-\d\d/.exec(value)?.[0] : undefined;
}
