import type { CommandAttempt, CommandDefinition, SendOutcome, SettleOutcome, ShopContext } from '@interline/core';

import type { FlightConnection } from '../connection.ts';
import { lookFirst } from '../look-first.ts';
import { changeStatus } from '../mapping/statuses.ts';
import type { WireChange } from '../mapping/wire-order.ts';
import { orderId } from '../order-id.ts';
import { sendWrite } from '../send-write.ts';
import { ChangeInput } from './change-input.ts';
import { mayCancel, whetherOver } from './may-change.ts';
import { readChange } from './read-changes.ts';

type Context = ShopContext<FlightConnection>;

/** Longer than a call may take here and at the gateway, which cuts its backend off after five seconds. */
const SETTLE_WINDOW_MS = 60_000;

/** Gives up a change that waits for payment, and its seat (alitrip.flight.change.order.cancel). */
export const cancelChange: CommandDefinition<ChangeInput, FlightConnection> = {
  label: 'Cancel a change',
  input: ChangeInput,
  subject: ({ orderReference }) => ({ kind: 'order', reference: orderReference, itemReference: null }),
  allowed: mayCancel,
  check: ({ changeReference }, { order }) => whetherOver(order, changeReference),
  onceKey: ({ changeReference }) => changeReference,
  send,
  settle,
  settleWindowMs: SETTLE_WINDOW_MS,
  whenAbsent: 'resend',
};

async function send(context: Context, input: ChangeInput, { number }: CommandAttempt): Promise<SendOutcome> {
  const ended = await whetherEnded(context, input, number);
  if (ended) return ended;
  const { orderReference, changeReference } = input;
  const { names } = context.connection;
  const { root, ...field } = names.changeCancelRequest;
  const parameters = {
    [root]: { [field.orderId]: orderId(orderReference), [field.changeNumber]: orderId(changeReference) },
  };
  const write = { method: names.method.changeCancel, parameters };
  const outcome = await sendWrite(context, write, () => cancelled(changeReference));
  if (outcome.outcome !== 'failed') return outcome;
  // It may have been paid, or its hold may have ended, between looking and cancelling.
  const now = await whetherEnded(context, input, number);
  return now?.outcome === 'succeeded' || now?.outcome === 'failed' ? now : outcome;
}

/** What stands in the way of cancelling, or that it is done; undefined while the change waits for payment. */
async function whetherEnded(
  context: Context,
  { orderReference, changeReference }: ChangeInput,
  number: number,
): Promise<SendOutcome | undefined> {
  const look = await lookFirst(() => readChange(context, orderReference, changeReference));
  if ('outcome' in look) return look.outcome;
  const state = whetherCancelled(look.found, changeReference);
  switch (state.outcome) {
    case 'absent':
      return undefined;
    case 'unclear':
      return { outcome: 'failed', code: 'CHANGE_NOT_WAITING', message: state.message };
    case 'failed':
      return state;
    case 'succeeded': {
      if (number > 1) return state;
      const message = `Change ${changeReference} was closed already, not by this command.`;
      return { outcome: 'failed', code: 'CHANGE_CLOSED', message };
    }
  }
}

async function settle(context: Context, { orderReference, changeReference }: ChangeInput): Promise<SettleOutcome> {
  return whetherCancelled(await readChange(context, orderReference, changeReference), changeReference);
}

function whetherCancelled(change: WireChange | undefined, changeReference: string): SettleOutcome {
  if (change === undefined) {
    return {
      outcome: 'failed',
      code: 'CHANGE_NOT_FOUND',
      message: `The order has no change ${changeReference}: check it.`,
    };
  }
  const status = change.status === undefined ? undefined : changeStatus(change.status);
  switch (status) {
    case 'CLOSED':
      return cancelled(changeReference);
    case 'AWAITING_PAYMENT':
      return { outcome: 'absent' };
    case 'AWAITING_FULFILMENT':
    case 'SUCCEEDED':
      return {
        outcome: 'failed',
        code: 'CHANGE_PAID',
        message: `Change ${changeReference} is paid and cannot be cancelled: ask for a refund of the new tickets.`,
      };
    default:
      return {
        outcome: 'unclear',
        message: `Only a change that waits for payment can be cancelled; the channel calls the status of change ${changeReference} ${change.status ?? 'nothing'}. Try again when it is priced.`,
      };
  }
}

function cancelled(changeReference: string): Extract<SettleOutcome, { outcome: 'succeeded' }> {
  return { outcome: 'succeeded', result: { changeReference } };
}
