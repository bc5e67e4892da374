import type { CommandAttempt, CommandDefinition, SendOutcome, SettleOutcome, ShopContext } from '@interline/core';
import { z } from 'zod';

import type { FlightConnection } from '../connection.ts';
import { fetchOrder } from '../fetch-order.ts';
import { orderId } from '../order-id.ts';
import { sendWrite } from '../send-write.ts';
import { withoutBlanks } from '../without-blanks.ts';
import { orderReference } from './order-reference.ts';
import { mayClose, standing, unclear } from './order-rules.ts';
import { unlessEcho } from './unless-echo.ts';

const CloseInput = z.strictObject({
  /** The channel's order id. */
  orderReference,
  /** Null counts as none. */
  reason: z.string().trim().min(1).max(200).nullish(),
});
/** Which order to close. */
export type CloseInput = z.output<typeof CloseInput>;

type Context = ShopContext<FlightConnection>;

/** Longer than a call may take here and at the gateway, which cuts its backend off after five seconds. */
const SETTLE_WINDOW_MS = 60_000;

/** Closes an unpaid order; its seats are free again. It can be repeated without harm: an order closes once. */
export const close: CommandDefinition<CloseInput, FlightConnection> = {
  label: 'Close an unpaid flight order',
  input: CloseInput,
  subject: (input) => ({ kind: 'order', reference: input.orderReference, itemReference: null }),
  allowed: (order) => mayClose(order),
  onceKey: (input) => input.orderReference,
  send,
  settle,
  settleWindowMs: SETTLE_WINDOW_MS,
  whenAbsent: 'resend',
};

async function send(context: Context, input: CloseInput, attempt: CommandAttempt): Promise<SendOutcome> {
  const { names } = context.connection;
  const { closeRequest: name } = names;
  const parameters = {
    [name.root]: withoutBlanks({ [name.orderId]: orderId(input.orderReference), [name.reason]: input.reason }),
  };
  const outcome = await sendWrite(context, { method: names.method.close, parameters }, () => closed(input));
  return unlessEcho(outcome, attempt, () => settle(context, input));
}

async function settle(context: Context, input: CloseInput): Promise<SettleOutcome> {
  const order = await fetchOrder(context, input.orderReference);
  switch (standing(order.status)) {
    case 'closed':
      return closed(input);
    case 'unpaid':
      return { outcome: 'absent' };
    case 'paid':
      return { outcome: 'failed', code: 'ALREADY_PAID', message: 'The order was paid before it could be closed.' };
    case 'paying':
    case 'unknown':
      return unclear(order.channelStatus);
  }
}

function closed(input: CloseInput): Extract<SettleOutcome, { outcome: 'succeeded' }> {
  return { outcome: 'succeeded', result: { orderReference: input.orderReference } };
}
