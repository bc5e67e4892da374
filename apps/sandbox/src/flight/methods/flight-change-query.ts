import type { Method } from '../../gateway/method.ts';
import type { FlightContext } from '../context.ts';
import { flightChangeFields } from '../messages.ts';
import { mandatory } from '../request.ts';
import { listed } from '../wire.ts';
import { done, flightMethod, unknownOrder } from './method.ts';
import { owned } from './order-methods.ts';

/** `alitrip.flight.flightchange.order.query` (65508): what airlines did to the flights of an order, oldest first. */
export function flightChangeQueryMethod(context: FlightContext): Method {
  const { method, flightChangeRequest, flightChangeAnswer } = context.names;
  return flightMethod(context, {
    name: method.flightChangeQuery,
    root: flightChangeRequest.root,
    read: (request) => mandatory(request.id(flightChangeRequest.orderId), flightChangeRequest.orderId),
    handle(orderId, shop) {
      const order = owned(context, orderId, shop);
      if (!order) return unknownOrder();
      const { result, item, orderId: id, change } = flightChangeAnswer;
      const items = order.flightChanges.map((one) => ({ [id]: order.id, [change]: flightChangeFields(context, one) }));
      return done({ [result]: listed(item, items) });
    },
  });
}
