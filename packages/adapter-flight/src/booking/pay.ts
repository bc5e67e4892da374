import type {
  CommandAttempt,
  CommandDefinition,
  OrderSnapshot,
  SendOutcome,
  SettleOutcome,
  ShopContext,
} from '@interline/core';
import { z } from 'zod';

import type { FlightConnection } from '../connection.ts';
import { fetchOrder } from '../fetch-order.ts';
import { inYuan } from '../in-yuan.ts';
import { lookFirst } from '../look-first.ts';
import { orderId } from '../order-id.ts';
import { sendWrite } from '../send-write.ts';
import { fen } from './fen-input.ts';
import { lookAgain } from './look-again.ts';
import { mayPay, standing, unclear } from './order-rules.ts';
import { orderReference } from './order-reference.ts';
import { unlessEcho } from './unless-echo.ts';

const PayInput = z.strictObject({
  /** The channel's order id. */
  orderReference,
  /** What the order is expected to cost, in fen. */
  expectedTotal: fen,
});
/** Which order to pay, and how much it is expected to cost. */
export type PayInput = z.output<typeof PayInput>;

type Context = ShopContext<FlightConnection>;

/** Longer than the channel may still be at work on a payment whose caller was sent away after five seconds. */
const SETTLE_WINDOW_MS = 5 * 60_000;

/**
 * Pays an order with the money of the purchase account. The order is looked at first, and again before anything is
 * sent again: what is paid is never paid twice, and a total that moved is not paid.
 */
export const pay: CommandDefinition<PayInput, FlightConnection> = {
  label: 'Pay a flight order',
  input: PayInput,
  subject: (input) => ({ kind: 'order', reference: input.orderReference, itemReference: null }),
  allowed: (order) => mayPay(order),
  onceKey: (input) => input.orderReference,
  send,
  settle,
  settleWindowMs: SETTLE_WINDOW_MS,
  whenAbsent: 'resend',
};

async function send(context: Context, input: PayInput, attempt: CommandAttempt): Promise<SendOutcome> {
  const look = attempt.number === 1 ? lookFirst : lookAgain;
  const looked = await look(() => fetchOrder(context, input.orderReference));
  if ('outcome' in looked) return looked.outcome;
  const obstacle = obstacleTo(looked.found, input, attempt);
  if (obstacle) return obstacle;
  return unlessEcho(await sendOnce(context, input), attempt, () => settle(context, input));
}

async function settle(context: Context, input: PayInput): Promise<SettleOutcome> {
  const order = await fetchOrder(context, input.orderReference);
  switch (standing(order.status)) {
    case 'paid':
      return paid(order);
    case 'unpaid':
      return { outcome: 'absent' };
    case 'closed':
      return { outcome: 'failed', code: 'ORDER_CLOSED', message: 'The order was closed without being paid.' };
    case 'paying':
    case 'unknown':
      return unclear(order.channelStatus);
  }
}

/** Why the order as it is now is not paid; undefined when it is to be. */
function obstacleTo(
  order: OrderSnapshot,
  { expectedTotal }: PayInput,
  attempt: CommandAttempt,
): SendOutcome | undefined {
  const state = standing(order.status);
  if (attempt.number > 1 && state === 'paid') return paid(order);
  if (attempt.number > 1 && state === 'paying') return { outcome: 'unknown', message: 'A payment is under way.' };
  const verdict = mayPay(order);
  if (!verdict.allowed) return { outcome: 'failed', code: verdict.code, message: verdict.reason };
  if (order.totalAmount === expectedTotal) return undefined;
  const message = `The order costs ${order.totalAmount} fen now, not the ${expectedTotal} fen expected: nothing was paid. Pay with the new total, or close it.`;
  return { outcome: 'failed', code: 'PRICE_CHANGED', message };
}

async function sendOnce(
  context: Context,
  { orderReference: reference, expectedTotal }: PayInput,
): Promise<SendOutcome> {
  const { names } = context.connection;
  const { payRequest: name, payAnswer } = names;
  const parameters = { [name.root]: { [name.orderId]: orderId(reference), [name.total]: inYuan(expectedTotal) } };
  return sendWrite(context, { method: names.method.pay, parameters }, (answer) => {
    const tradeNumber = answer[payAnswer.tradeNumber];
    return {
      outcome: 'succeeded',
      result: {
        orderReference: reference,
        paid: String(expectedTotal),
        ...(typeof tradeNumber === 'string' ? { tradeNumber } : {}),
      },
    };
  });
}

function paid(order: OrderSnapshot): Extract<SettleOutcome, { outcome: 'succeeded' }> {
  return { outcome: 'succeeded', result: { orderReference: order.reference, paid: String(order.paidAmount) } };
}
