import type {
  CommandAttempt,
  CommandDefinition,
  ItemSnapshot,
  JsonObject,
  OrderSubject,
  SendOutcome,
  SettleOutcome,
  ShopContext,
} from '@interline/core';
import { z } from 'zod';

import { mayClose, mayDeliver } from './availability.ts';
import type { VacationConnection } from './connection.ts';
import { fetchOrder } from './fetch-order.ts';
import { sendWrite } from './send-write.ts';
import { tradeClose, tradeDeliver } from './wire/calls.ts';
import type { WireCall } from './wire/calls.ts';

const reference = z.string().regex(/^\d{1,30}$/, 'must be an id of the channel: digits only');

/** The item that a command is about. */
const ItemCommand = z.strictObject({
  /** The channel's order id. */
  orderReference: reference,
  /** The channel's sub-order id. */
  itemReference: reference,
});
/** Which item to deliver. */
export type DeliverInput = z.output<typeof ItemCommand>;

const CloseItem = ItemCommand.extend({
  /** Why; the channel publishes no list of reasons. */
  reason: z.string().trim().min(1).max(200),
  /** Null counts as none. */
  description: z.string().trim().min(1).max(500).nullish(),
});
/** Which item to close, and why. */
export type CloseInput = z.output<typeof CloseItem>;

/** Longer than a call may take here and at the gateway, which cuts its backend off after five seconds. */
const SETTLE_WINDOW_MS = 60_000;

type Definition<Input> = CommandDefinition<Input, VacationConnection>;
type Context = ShopContext<VacationConnection>;

/** Delivers an item, or confirms its resources where the channel asks for a second-time confirmation (28176). */
export const deliver: Definition<DeliverInput> = {
  label: 'Deliver an item',
  input: ItemCommand,
  subject,
  allowed: mayDeliver,
  onceKey: ({ itemReference }) => itemReference,
  send: (context, input, attempt) => send(context, input, attempt, tradeDeliver(input.itemReference), whetherDelivered),
  settle: (context, input) => settle(context, input, whetherDelivered),
  settleWindowMs: SETTLE_WINDOW_MS,
  whenAbsent: 'resend',
};

/**
 * Closes a paid item, whose money goes back to the buyer (28175).
 *
 * It is sent again only when the order still shows the item open after the settle window. That
 * cannot move money twice: the call names no amount, and an item closes once.
 */
export function close(quickRefund: boolean): Definition<CloseInput> {
  return {
    label: 'Close an item and refund it',
    input: CloseItem,
    subject,
    allowed: (_order, item) => mayClose(item, quickRefund),
    onceKey: ({ itemReference }) => itemReference,
    send: (context, input, attempt) =>
      send(context, input, attempt, tradeClose(input.itemReference, input.reason, input.description), whetherClosed),
    settle: (context, input) => settle(context, input, whetherClosed),
    settleWindowMs: SETTLE_WINDOW_MS,
    whenAbsent: 'resend',
  };
}

/** What the item's state tells of the command. */
type Verdict = (item: ItemSnapshot) => SettleOutcome;

/**
 * A refusal of a repeated request may be the echo of its first effect, which landed late. So after
 * a refusal on a later attempt the item itself is asked.
 */
async function send(
  context: Context,
  input: DeliverInput,
  attempt: CommandAttempt,
  call: WireCall,
  verdict: Verdict,
): Promise<SendOutcome> {
  const outcome = await sendWrite(context, call);
  if (outcome.outcome !== 'failed' || attempt.number === 1) return outcome;
  const found = await settle(context, input, verdict);
  return found.outcome === 'succeeded' ? found : outcome;
}

async function settle(context: Context, input: DeliverInput, verdict: Verdict): Promise<SettleOutcome> {
  const order = await fetchOrder(context, input.orderReference);
  const item = order.items.find(({ reference }) => reference === input.itemReference);
  if (item) return verdict(item);
  return {
    outcome: 'failed',
    code: 'ITEM_NOT_FOUND',
    message: `Order ${input.orderReference} has no item ${input.itemReference}: check the item.`,
  };
}

function whetherDelivered(item: ItemSnapshot): SettleOutcome {
  switch (item.status) {
    case 'FULFILLED':
    case 'COMPLETED':
      return succeeded(item);
    case 'REFUNDED':
    case 'CANCELLED':
      return failed('ALREADY_CLOSED', 'The item was closed before it was delivered.');
    case 'UNKNOWN':
    case 'PARTLY_FULFILLED':
      return unclear(item);
    default:
      return item.confirmation === 'CONFIRMED' ? succeeded(item) : absentUnlessAnswered(item);
  }
}

function whetherClosed(item: ItemSnapshot): SettleOutcome {
  if (item.confirmation === 'EXPIRED' || item.confirmation === 'REFUNDED') {
    return failed('ALREADY_CLOSED', 'The item was closed without this command: it expired, or the buyer was refunded.');
  }
  switch (item.status) {
    case 'REFUNDED':
      return succeeded(item);
    case 'CANCELLED':
      return failed('ALREADY_CLOSED', 'The item was closed before it was paid.');
    case 'FULFILLED':
    case 'COMPLETED':
      return failed('ALREADY_DELIVERED', 'The item was delivered before it could be closed.');
    case 'UNKNOWN':
    case 'PARTLY_FULFILLED':
      return unclear(item);
    default:
      if (item.confirmation === 'CONFIRMED')
        return failed('ALREADY_CONFIRMED', 'The resources were confirmed instead.');
      return item.confirmation === 'REFUSED' || item.refundStatus === 'SUCCEEDED'
        ? succeeded(item)
        : { outcome: 'absent' };
  }
}

function absentUnlessAnswered(item: ItemSnapshot): SettleOutcome {
  switch (item.confirmation) {
    case 'REFUSED':
    case 'EXPIRED':
    case 'REFUNDED':
      return failed('CONFIRMATION_CLOSED', 'The confirmation was refused, expired or refunded before this command.');
    case 'VERIFYING':
    case 'UNKNOWN':
      return unclear(item);
    default:
      return { outcome: 'absent' };
  }
}

function subject({ orderReference, itemReference }: DeliverInput): OrderSubject {
  return { kind: 'order', reference: orderReference, itemReference };
}

function succeeded({ channelStatus, confirmation }: ItemSnapshot): Extract<SettleOutcome, { outcome: 'succeeded' }> {
  return { outcome: 'succeeded', result: { channelStatus, confirmation } satisfies JsonObject };
}

function failed(code: string, message: string): SettleOutcome {
  return { outcome: 'failed', code, message };
}

function unclear({ channelStatus }: ItemSnapshot): SettleOutcome {
  return { outcome: 'unclear', message: `The channel calls the item's status ${channelStatus}, which does not tell.` };
}
