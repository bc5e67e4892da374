import { FLIGHT_WORDS } from '@interline/adapter-flight/wire';
import { formatTopTime, stringifyTopJson } from '@interline/top-client/codec';
import { shopById } from '../shops.ts';
import type { FlightContext } from './context.ts';
import type { Change, FlightChange, FlightOrder, FlightTimes, Refund } from './order.ts';

type Bound = Pick<FlightContext, 'names' | 'identities' | 'publish' | 'shops'>;

/** Tells that an order was paid, ticketed or closed (2208). The order's number is text there. */
export function publishTrade(context: Bound, order: FlightOrder, type: keyof typeof FLIGHT_WORDS.tradeMessage): void {
  const { tradeMessage, topic } = context.names;
  send(context, order, topic.trade, {
    [tradeMessage.id]: messageId(context),
    [tradeMessage.orderId]: String(order.id),
    [tradeMessage.type]: FLIGHT_WORDS.tradeMessage[type],
    [tradeMessage.tradeNumber]: order.tradeNumber,
    ...(type === 'paid' ? { [tradeMessage.alipayTradeNumber]: order.tradeNumber } : {}),
  });
}

/** The older notice of a payment (2189): the fields of the newer one without its type. */
export function publishPayment(context: Bound, order: FlightOrder): void {
  const { tradeMessage, topic } = context.names;
  send(context, order, topic.payment, {
    [tradeMessage.id]: messageId(context),
    [tradeMessage.orderId]: String(order.id),
    [tradeMessage.alipayTradeNumber]: order.tradeNumber,
  });
}

/** Tells what became of a refund order (2204). Numbers are numbers there. */
export function publishRefund(
  context: Bound,
  order: FlightOrder,
  refund: Refund,
  type: keyof typeof FLIGHT_WORDS.refundMessage,
  supplementary = false,
): void {
  const { refundMessage, topic } = context.names;
  send(context, order, topic.refund, {
    [refundMessage.id]: messageId(context),
    [refundMessage.type]: FLIGHT_WORDS.refundMessage[type],
    [refundMessage.orderId]: order.id,
    [refundMessage.refundNumber]: refund.id,
    ...(supplementary ? { [refundMessage.supplementary]: true } : {}),
  });
}

/** Tells the status of a change order (2200). Numbers are numbers there. */
export function publishChange(context: Bound, order: FlightOrder, change: Change): void {
  const { changeMessage, topic } = context.names;
  send(context, order, topic.change, {
    [changeMessage.id]: messageId(context),
    [changeMessage.orderId]: order.id,
    [changeMessage.changeNumber]: change.id,
    [changeMessage.status]: FLIGHT_WORDS.changeStatus[change.status],
  });
}

/** Tells what an airline did to a flight (2359), with the order or without. */
export function publishFlightChange(
  context: Bound,
  { shop, order, change }: { shop: string; order: bigint | undefined; change: FlightChange },
): void {
  const { flightChangeMessage, topic } = context.names;
  const content = {
    [flightChangeMessage.id]: messageId(context),
    ...(order === undefined ? {} : { [flightChangeMessage.orderId]: order }),
    ...flightChangeFields(context, change),
  };
  context.publish({
    topic: topic.flightChange,
    content: stringifyTopJson(content),
    shop: shopById(context.shops, shop),
    order: order === undefined ? null : String(order),
  });
}

/** What an airline did to a flight, as the message and the answer of the query write it (65508). */
export function flightChangeFields(
  { names: { flightChange } }: Pick<FlightContext, 'names'>,
  { before, after, at, type, reason }: FlightChange,
): Record<string, string | number> {
  return {
    [flightChange.oldFlightNumber]: before.flightNumber,
    [flightChange.oldDate]: timeText(before.departure).slice(0, 10),
    [flightChange.oldDepAirport]: before.depAirport,
    [flightChange.oldArrAirport]: before.arrAirport,
    [flightChange.oldDepTime]: timeText(before.departure),
    [flightChange.oldArrTime]: timeText(before.arrival),
    ...(after ? newFlightFields(flightChange, after) : {}),
    [flightChange.changeTime]: timeText(at),
    [flightChange.changeType]: FLIGHT_WORDS.flightChangeType[type],
    [flightChange.subType]: 0,
    [flightChange.reason]: reason,
  };
}

function newFlightFields(names: FlightContext['names']['flightChange'], after: FlightTimes): Record<string, string> {
  return {
    [names.newFlightNumber]: after.flightNumber,
    [names.newDate]: timeText(after.departure).slice(0, 10),
    [names.newDepAirport]: after.depAirport,
    [names.newArrAirport]: after.arrAirport,
    [names.newDepTime]: timeText(after.departure),
    [names.newArrTime]: timeText(after.arrival),
  };
}

function send(context: Bound, order: FlightOrder, topic: string, content: object): void {
  const shop = shopById(context.shops, order.shop);
  context.publish({ topic, content: stringifyTopJson(content), shop, order: String(order.id) });
}

function messageId({ identities }: Bound): string {
  return String(identities.nextMessage());
}

function timeText(instant: number): string {
  return formatTopTime(new Date(instant));
}
