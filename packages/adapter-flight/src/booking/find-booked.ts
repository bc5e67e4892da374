import { ChannelError } from '@interline/core';
import type { ShopContext } from '@interline/core';

import { callFlight } from '../call.ts';
import { channelTrouble } from '../channel-trouble.ts';
import type { FlightConnection } from '../connection.ts';
import { readOrderAnswer } from '../mapping/answers.ts';
import { listOrders } from '../order-list.ts';
import { collectAnomalies } from '../reading/anomalies.ts';
import { FlightRefusal } from '../refusals.ts';

/** How far the clocks may differ, and how long earlier attempts may lie back, in milliseconds. */
const MARGIN_MS = 3_600_000;

/**
 * The orders that the channel has under a number of ours, the oldest first. There should be one at most; but nothing
 * the channel documents forbids it to book the same number twice.
 *
 * Asked are the detail by that number, and the list of orders booked around the time, because no source promises that
 * the detail takes the number.
 *
 * @throws ChannelError when neither could say
 */
export async function findBooked(
  context: ShopContext<FlightConnection>,
  outNumber: string,
  sentAt: Date,
): Promise<readonly string[]> {
  const [byNumber, listed] = await Promise.allSettled([
    referenceOf(context, outNumber),
    listedReferences(context, outNumber, sentAt),
  ]);
  const references = new Set([
    ...(listed.status === 'fulfilled' ? listed.value : []),
    ...(byNumber.status === 'fulfilled' && byNumber.value !== undefined ? [byNumber.value] : []),
  ]);
  if (references.size > 0) return [...references].toSorted(byAge);
  // Absence is only proven by whoever answered; the list alone can prove it, the detail may not know the number.
  if (listed.status === 'rejected') throw withNumber(listed.reason, outNumber);
  if (byNumber.status === 'rejected' && !isRefusal(byNumber.reason)) throw byNumber.reason;
  return [];
}

/** By which a person finds the order at the channel. */
export function ourNumberIs(outNumber: string): string {
  return `Our number of the order is ${outNumber}.`;
}

function withNumber(error: unknown, outNumber: string): unknown {
  if (!(error instanceof ChannelError)) return error;
  const { kind, code, message, retryAfterMs } = error;
  return new ChannelError(kind, code, `${message} ${ourNumberIs(outNumber)}`, { retryAfterMs, cause: error });
}

async function referenceOf(context: ShopContext<FlightConnection>, outNumber: string): Promise<string | undefined> {
  const { names } = context.connection;
  const { root, outOrderNumber } = names.orderDetailRequest;
  try {
    const parameters = { [root]: { [outOrderNumber]: outNumber } };
    const { raw } = await callFlight(context, names.method.orderDetail, parameters, 'read');
    const order = readOrderAnswer(raw, names, collectAnomalies());
    // A channel that does not know the parameter might show some other order.
    return order.outOrderNumber === outNumber ? order.orderId : undefined;
  } catch (error) {
    if (error instanceof FlightRefusal && error.channelErrorKind === 'not-found') return undefined;
    throw channelTrouble(error, `order under our number ${outNumber}`);
  }
}

async function listedReferences(
  context: ShopContext<FlightConnection>,
  outNumber: string,
  sentAt: Date,
): Promise<readonly string[]> {
  const window = {
    from: new Date(sentAt.getTime() - MARGIN_MS),
    to: new Date(context.services.clock.now().getTime() + MARGIN_MS),
  };
  const references: string[] = [];
  for await (const orders of listOrders(context, window)) {
    references.push(
      ...orders.filter(({ outOrderNumber }) => outOrderNumber === outNumber).map(({ reference }) => reference),
    );
  }
  return references;
}

/** The channel said no to the question itself; asking again would not help. */
function isRefusal(error: unknown): boolean {
  return error instanceof ChannelError && error.kind === 'invalid';
}

/** The channel counts its orders upwards. */
function byAge(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : 1);
}
