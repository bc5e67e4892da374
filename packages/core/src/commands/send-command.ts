import type { SendOutcome } from '../contract/command-definition.ts';
import { carrierOf } from './carrier.ts';
import type { Carrier } from './carrier.ts';
import { markSent, postpone } from './command-transition.ts';
import type { HeldCommand } from './command-transition.ts';
import type { CommandEffort } from './command-work.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { HubContext } from '../hub-context.ts';
import { judgeCommand } from './judge-command.ts';
import type { Judgement } from './judge-command.ts';
import { attemptOf } from './open-command.ts';
import type { OpenCommand } from './open-command.ts';
import { failed, ORDER_UNNAMED, settleCommand, succeeded, tellsWhich } from './settle-command.ts';
import type { Settlement } from './settle-command.ts';
import { judgeQuote } from '../quotes/judge-quote.ts';
import { parkShop } from '../shops/park-shop.ts';

/** How long to leave a command alone whose shop cannot be called; a resumed shop wakes it earlier. */
const PARKED_RETRY_MS = 60_000;
const CHANNEL_WAITS = 'The channel asks to wait; nothing has happened yet.';
const NOT_YET = 'It cannot be done yet, and nothing has happened; it is tried again by itself.';

/**
 * Sends a pending command once. That the request may have left is committed before the first byte.
 * What `send` says is recorded; what it does not say is unknown.
 */
export async function sendCommand(
  context: HubContext,
  command: HeldCommand,
  open: OpenCommand,
  effort: CommandEffort,
): Promise<void> {
  const carrier = await carrierOf(context, command.shopId, open, effort.signal);
  if (carrier.kind === 'parked') {
    return postpone(context, command, {
      state: 'PENDING',
      message: `Waiting for the shop. ${carrier.reason}`,
      dueAt: later(context, PARKED_RETRY_MS),
    });
  }
  const refusal = await judgeBeforeSending(context, command, open);
  if (refusal) {
    await settleCommand(context, command, refused(refusal));
    return;
  }
  const sent = await markSent(context, command, effort.leaseMs);
  if (!sent) return;
  if (effort.signal.aborted || context.clock.now() >= sent.leasedUntil) {
    return postpone(context, sent, { state: 'PENDING', message: null, dueAt: context.clock.now() });
  }
  await record(context, carrier, sent, await send(context, carrier, sent, open));
}

/**
 * The world may have moved on since the command was taken down. From the second time on only the quote is looked
 * at: the order may already show what the first sending did.
 */
async function judgeBeforeSending(
  context: HubContext,
  command: HeldCommand,
  open: OpenCommand,
): Promise<Judgement | null> {
  if (command.attempts === 0) return judgeCommand(context, command, open);
  return command.quoteId === null ? null : judgeQuote(context, command.quoteId, command.id);
}

function refused(judgement: Judgement): Settlement {
  const code = judgement.code === 'NOT_ALLOWED' ? judgement.reasonCode : judgement.code;
  return failed({ code, message: judgement.message });
}

async function send(
  context: HubContext,
  carrier: Carrier,
  command: HeldCommand,
  open: OpenCommand,
): Promise<SendOutcome> {
  try {
    return await carrier.send(attemptOf(command, open));
  } catch (error) {
    context.logger.error({ commandId: command.id, ...describeThrown(error) }, 'Sending a command threw an error');
    return { outcome: 'unknown', message: 'The adapter broke off while the request was under way.' };
  }
}

async function record(
  context: HubContext,
  carrier: Carrier,
  command: HeldCommand,
  outcome: SendOutcome,
): Promise<void> {
  switch (outcome.outcome) {
    case 'succeeded':
      if (!tellsWhich(context, command, outcome)) {
        return askNext(context, command, 'It is done, but which order was made is not known.', ORDER_UNNAMED);
      }
      await settleCommand(context, command, succeeded(outcome));
      return;
    case 'failed':
      await settleCommand(context, command, failed(outcome));
      return;
    case 'unknown':
      return askNext(context, command, `It may or may not have happened. ${outcome.message}`);
    case 'throttled':
      return postpone(context, command, {
        state: 'PENDING',
        message: outcome.message ?? (carrier.session === null ? NOT_YET : CHANNEL_WAITS),
        dueAt: later(context, outcome.retryAfterMs),
      });
    case 'attention':
      return askPerson(context, command, outcome);
    case 'parked':
      await parkShop(context, command.shopId, {
        code: outcome.code,
        reason: outcome.message,
        session: carrier.session,
      });
      return postpone(context, command, {
        state: 'PENDING',
        message: `Waiting for the shop. ${outcome.message}`,
        dueAt: context.clock.now(),
      });
  }
}

/** It is settled until a person resolves it, or for as long as its pause. */
async function askPerson(
  context: HubContext,
  command: HeldCommand,
  { code, message, retryAfterMs }: Extract<SendOutcome, { outcome: 'attention' }>,
): Promise<void> {
  if (retryAfterMs === undefined) {
    await settleCommand(context, command, { state: 'NEEDS_ATTENTION', code, message, result: null });
    return;
  }
  const { id: commandId, shopId, channel, name, reference, attempts } = command;
  const about = { commandId, shopId, channel, name, reference, attempts, code };
  context.logger.error(about, 'A command needs a person to look at it; it is tried again');
  await postpone(context, command, { state: 'NEEDS_ATTENTION', code, message, dueAt: later(context, retryAfterMs) });
}

async function askNext(context: HubContext, command: HeldCommand, what: string, code?: string): Promise<void> {
  const message = `${what} The channel is being asked.`;
  await postpone(context, command, { state: 'UNKNOWN', message, dueAt: context.clock.now(), code });
}

function later(context: HubContext, delayMs: number): Date {
  return new Date(context.clock.now().getTime() + delayMs);
}
