import type { OrderSnapshot, ShopContext } from '@interline/core';
import type { TopValue } from '@interline/top-client/codec';

import { callFlight } from './call.ts';
import { channelTrouble } from './channel-trouble.ts';
import type { FlightConnection } from './connection.ts';
import { composeAnswers, readOrderAnswer, readRefundListAnswer } from './mapping/answers.ts';
import type { OrderAnswers } from './mapping/answers.ts';
import { mapOrder } from './mapping/map-order.ts';
import { isPaid, orderStatus } from './mapping/statuses.ts';
import type { WireOrder } from './mapping/wire-order.ts';
import { orderId } from './order-id.ts';
import { collectAnomalies } from './reading/anomalies.ts';

/**
 * Reads one order: its detail and, once it may have been paid, its refunds, changes and flight changes. No single call
 * tells all of it.
 *
 * @throws ChannelError
 */
export async function fetchOrder(context: ShopContext<FlightConnection>, reference: string): Promise<OrderSnapshot> {
  const { names } = context.connection;
  try {
    const order = await ask(context, 'orderDetail', {
      [names.orderDetailRequest.root]: { [names.orderDetailRequest.orderId]: orderId(reference) },
    });
    const isAfterPayment = mayBePaid(readOrderAnswer(order, names, collectAnomalies()));
    const more = isAfterPayment ? await askAfterPayment(context, reference) : {};
    return mapOrder(composeAnswers({ order, ...more }), names);
  } catch (error) {
    throw channelTrouble(error, `order ${reference}`);
  }
}

/** Before payment there can be no refund, no change, and nobody to tell of a flight's change. */
function mayBePaid({ status, payTime }: WireOrder): boolean {
  const said = status === undefined ? undefined : orderStatus(status, payTime !== undefined);
  return isPaid(said ?? 'UNKNOWN');
}

async function askAfterPayment(
  context: ShopContext<FlightConnection>,
  reference: string,
): Promise<Omit<OrderAnswers, 'order'>> {
  const { names } = context.connection;
  const { refundListRequest, refundDetailRequest, changeQueryRequest, flightChangeRequest } = names;
  const id = orderId(reference);
  const [refundList, changes, flightChanges] = await Promise.all([
    ask(context, 'refundList', { [refundListRequest.root]: { [refundListRequest.orderId]: id } }),
    ask(context, 'changeQuery', { [changeQueryRequest.root]: { [changeQueryRequest.orderId]: id } }),
    ask(context, 'flightChangeQuery', { [flightChangeRequest.root]: { [flightChangeRequest.orderId]: id } }),
  ]);
  const refunds = readRefundListAnswer(refundList, names, collectAnomalies());
  const refundDetails = await Promise.all(
    refunds.flatMap(({ refundNumber }) => {
      if (refundNumber === undefined) return [];
      const request = {
        [refundDetailRequest.orderId]: id,
        [refundDetailRequest.refundNumber]: orderId(refundNumber),
      };
      return ask(context, 'refundDetail', { [refundDetailRequest.root]: request });
    }),
  );
  return { refundList, refundDetails, changes, flightChanges };
}

async function ask(
  context: ShopContext<FlightConnection>,
  method: keyof FlightConnection['names']['method'],
  parameters: Readonly<Record<string, TopValue>>,
): Promise<string> {
  return (await callFlight(context, context.connection.names.method[method], parameters, 'read')).raw;
}
