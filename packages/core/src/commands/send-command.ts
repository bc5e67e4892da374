import type { ShopContext } from '../contract/shop.ts';
import type { SendOutcome } from '../contract/command-definition.ts';
import type { AnyCommand } from './command-input.ts';
import { attemptOf, failed, markSent, postpone, settleCommand, succeeded } from './command-transition.ts';
import type { HeldCommand, Settlement } from './command-transition.ts';
import type { CommandEffort } from './command-work.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { HubContext } from '../hub-context.ts';
import { orderFacts } from './order-facts.ts';
import { parkShop } from '../shops/park-shop.ts';
import { shopContext } from '../shops/shop-context.ts';

/** How long to leave a command alone whose shop cannot be called; a resumed shop wakes it earlier. */
const PARKED_RETRY_MS = 60_000;

/**
 * Sends a pending command once. That the request may have left is committed before the first byte.
 * What `send` says is recorded; what it does not say is unknown.
 */
export async function sendCommand(
  context: HubContext,
  command: HeldCommand,
  definition: AnyCommand,
  input: unknown,
  effort: CommandEffort,
): Promise<void> {
  const ready = await shopContext(context, command.shopId, effort.signal);
  if (ready.kind === 'parked') {
    return postpone(context, command, {
      state: 'PENDING',
      message: `Waiting for the shop. ${ready.reason}`,
      dueAt: later(context, PARKED_RETRY_MS),
    });
  }
  const refusal = command.attempts === 0 ? await refusedByNow(context, command, definition) : null;
  if (refusal) {
    await settleCommand(context, command, refusal);
    return;
  }
  const sent = await markSent(context, command, effort.leaseMs);
  if (!sent) return;
  if (effort.signal.aborted || context.clock.now() >= sent.leasedUntil) {
    return postpone(context, sent, { state: 'PENDING', message: null, dueAt: context.clock.now() });
  }
  await record(context, ready.shop, sent, await send(context, ready.shop, sent, definition, input));
}

/** The order may have moved on since the command was taken down. */
async function refusedByNow(
  context: HubContext,
  command: HeldCommand,
  definition: AnyCommand,
): Promise<Settlement | null> {
  const order = await orderFacts(context.database, command.shopId, command.reference ?? '');
  if (!order)
    throw new Error(`Order ${command.reference} of shop ${command.shopId} vanished under command ${command.id}.`);
  const item = order.items.find(({ reference }) => reference === command.itemReference) ?? null;
  const verdict = definition.allowed?.(order, item) ?? { allowed: true };
  return verdict.allowed ? null : failed(verdict.code, verdict.reason);
}

async function send(
  context: HubContext,
  shop: ShopContext<unknown>,
  command: HeldCommand,
  definition: AnyCommand,
  input: unknown,
): Promise<SendOutcome> {
  try {
    return await definition.send(shop, input, attemptOf(command));
  } catch (error) {
    context.logger.error({ commandId: command.id, ...describeThrown(error) }, 'Sending a command threw an error');
    return { outcome: 'unknown', message: 'The adapter broke off while the request was under way.' };
  }
}

async function record(
  context: HubContext,
  shop: ShopContext<unknown>,
  command: HeldCommand,
  outcome: SendOutcome,
): Promise<void> {
  switch (outcome.outcome) {
    case 'succeeded':
      await settleCommand(context, command, succeeded(outcome.result));
      return;
    case 'failed':
      await settleCommand(context, command, failed(outcome.code, outcome.message));
      return;
    case 'unknown':
      return postpone(context, command, {
        state: 'UNKNOWN',
        message: `It may or may not have happened; the channel is being asked. ${outcome.message}`,
        dueAt: context.clock.now(),
      });
    case 'throttled':
      return postpone(context, command, {
        state: 'PENDING',
        message: 'The channel asks to wait; nothing has happened yet.',
        dueAt: later(context, outcome.retryAfterMs),
      });
    case 'parked':
      await parkShop(context, command.shopId, { code: outcome.code, reason: outcome.message, session: shop.session });
      return postpone(context, command, {
        state: 'PENDING',
        message: `Waiting for the shop. ${outcome.message}`,
        dueAt: context.clock.now(),
      });
  }
}

function later(context: HubContext, delayMs: number): Date {
  return new Date(context.clock.now().getTime() + delayMs);
}
