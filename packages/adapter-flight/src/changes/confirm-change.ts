import type {
  CommandAttempt,
  CommandDefinition,
  QuoteFacts,
  SendOutcome,
  SettleOutcome,
  ShopContext,
} from '@interline/core';

import type { FlightConnection } from '../connection.ts';
import { inYuan } from '../in-yuan.ts';
import { lookFirst } from '../look-first.ts';
import { orderId } from '../order-id.ts';
import { sendWrite } from '../send-write.ts';
import { ConfirmChangeInput } from './change-input.ts';
import { mayHaveChange, whetherOver } from './may-change.ts';
import { priceChange } from './price-change.ts';
import { readChange } from './read-changes.ts';
import { changeStatus } from '../mapping/statuses.ts';

type Context = ShopContext<FlightConnection>;

/** Longer than a call may take here and at the gateway, which cuts its backend off after five seconds. */
const SETTLE_WINDOW_MS = 60_000;

/**
 * Pays a change at exactly the quoted price (alitrip.flight.change.order.pay). The price is looked up before each
 * sending: one that has moved is not paid, and one that is paid is not paid again.
 */
export const confirmChange: CommandDefinition<ConfirmChangeInput, FlightConnection> = {
  label: 'Pay a change',
  input: ConfirmChangeInput,
  subject: ({ quote }) => ({ kind: 'quote', id: quote, quoteKind: 'CHANGE' }),
  allowed: mayHaveChange,
  check: (_input, { order, quote }) =>
    quote === null ? { allowed: true } : whetherOver(order, ofChange(quote).change),
  send,
  settle,
  settleWindowMs: SETTLE_WINDOW_MS,
  whenAbsent: 'resend',
};

async function send(context: Context, input: ConfirmChangeInput, attempt: CommandAttempt): Promise<SendOutcome> {
  const { order, change: changeReference, total } = ofChange(attempt.quote);
  const refusal = await whyNot(context, attempt);
  if (refusal) return refusal;
  const { names } = context.connection;
  const { root, ...field } = names.changePayRequest;
  const method = names.method.changePay;
  const request = {
    [field.orderId]: orderId(order),
    [field.changeNumber]: orderId(changeReference),
    [field.total]: inYuan(total),
  };
  const outcome = await sendWrite(context, { method, parameters: { [root]: request } }, () => paid(changeReference));
  if (outcome.outcome !== 'failed') return outcome;
  if (attempt.number > 1) {
    const found = await settle(context, input, attempt);
    if (found.outcome === 'succeeded') return found;
  }
  // The price, or the hold, may have ended between looking and paying.
  return (await whyNot(context, attempt)) ?? outcome;
}

/** What stands in the way of paying the quoted price now; undefined when nothing does. */
async function whyNot(context: Context, { quote, number }: CommandAttempt): Promise<SendOutcome | undefined> {
  const { order, change: changeReference, total } = ofChange(quote);
  const look = await lookFirst(() => readChange(context, order, changeReference));
  if ('outcome' in look) return look.outcome;
  const price = priceChange(look.found, changeReference, context.services.clock.now());
  if (price.outcome === 'priced') {
    if (price.quote.amount === total) return undefined;
    const message = `The price of change ${changeReference} has moved. Nothing was paid: confirm the new quote.`;
    return { outcome: 'failed', code: 'PRICE_CHANGED', message, quote: price.quote };
  }
  if (price.code !== 'CHANGE_PAID') return { outcome: 'failed', code: price.code, message: price.message };
  if (number > 1) return paid(changeReference);
  const message = `Change ${changeReference} was paid already, not by this command.`;
  return { outcome: 'failed', code: 'CHANGE_PAID', message };
}

async function settle(context: Context, _input: ConfirmChangeInput, attempt: CommandAttempt): Promise<SettleOutcome> {
  const { order, change: changeReference } = ofChange(attempt.quote);
  const change = await readChange(context, order, changeReference);
  const status = change?.status === undefined ? undefined : changeStatus(change.status);
  switch (status) {
    case 'AWAITING_FULFILMENT':
    case 'SUCCEEDED':
      return paid(changeReference);
    case 'AWAITING_PAYMENT':
      return { outcome: 'absent' };
    case 'CLOSED': {
      const message = `Change ${changeReference} is closed: if it was paid, the channel gives the money back. Request a new one.`;
      return { outcome: 'failed', code: 'CHANGE_CLOSED', message };
    }
    default:
      return {
        outcome: 'unclear',
        message: `The channel calls the status of change ${changeReference} ${change?.status ?? 'nothing'}, which does not tell.`,
      };
  }
}

function paid(changeReference: string): Extract<SendOutcome, { outcome: 'succeeded' }> {
  return { outcome: 'succeeded', result: { changeReference } };
}

function ofChange(quote: QuoteFacts | null): {
  readonly order: string;
  readonly change: string;
  readonly total: bigint;
} {
  if (quote?.changeReference == null || quote.amount === null) {
    throw new Error('A change is confirmed by its quote with a price, and none was given.');
  }
  return { order: quote.reference, change: quote.changeReference, total: quote.amount };
}
