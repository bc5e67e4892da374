import type { ShopContext } from '@interline/core';

import { callFlight } from '../call.ts';
import { channelTrouble } from '../channel-trouble.ts';
import type { FlightConnection } from '../connection.ts';
import { orderReaders } from '../mapping/wire-order.ts';
import type { WireChange } from '../mapping/wire-order.ts';
import { orderId } from '../order-id.ts';
import { collectAnomalies } from '../reading/anomalies.ts';

/**
 * Reads the changes of an order, or one of them (alitrip.flight.change.order.query).
 *
 * @param changeReference null for all
 * @throws ChannelError
 */
export async function readChanges(
  context: ShopContext<FlightConnection>,
  orderReference: string,
  changeReference: string | null,
): Promise<readonly WireChange[]> {
  const { names } = context.connection;
  const { root, ...field } = names.changeQueryRequest;
  const method = names.method.changeQuery;
  const request = {
    [field.orderId]: orderId(orderReference),
    ...(changeReference === null ? {} : { [field.changeNumber]: orderId(changeReference) }),
  };
  try {
    const { data } = await callFlight(context, method, { [root]: request }, 'read');
    const place = { path: method, anomalies: collectAnomalies(), isPersonal: false };
    return orderReaders(names).changes(data, place)?.changes ?? [];
  } catch (error) {
    throw channelTrouble(error, `the changes of order ${orderReference}`);
  }
}

/**
 * Reads one change; undefined when the order has none of this number.
 * @throws ChannelError
 */
export async function readChange(
  context: ShopContext<FlightConnection>,
  orderReference: string,
  changeReference: string,
): Promise<WireChange | undefined> {
  const changes = await readChanges(context, orderReference, changeReference);
  return changes.find(({ changeNumber }) => changeNumber === changeReference);
}
