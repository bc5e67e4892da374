import type { CommandAttempt, SendOutcome, SettleOutcome } from '../contract/command-definition.ts';
import type { ShopSession } from '../contract/shop.ts';
import type { HubContext } from '../hub-context.ts';
import { localContext } from '../shops/local-context.ts';
import { shopContext } from '../shops/shop-context.ts';
import type { ParkedShop } from '../shops/shop-context.ts';
import { hushOutcome } from './hush-outcome.ts';
import type { OpenCommand } from './open-command.ts';

/**
 * Who carries a command out: the channel, for a shop that it may be called for, or the adapter by itself. What it says of
 * it holds nothing personal of the order.
 */
export interface Carrier {
  readonly kind: 'ready';
  /** With which the channel is called; null of a command that calls nobody there. */
  readonly session: ShopSession | null;
  send(attempt: CommandAttempt): Promise<SendOutcome>;
  settle(attempt: CommandAttempt): Promise<SettleOutcome>;
}

/**
 * Readies a command to be sent or asked about. A local one is ready whatever has become of the shop.
 *
 * @param signal ends the work: the hub stops, or the lease is over
 */
export async function carrierOf(
  context: HubContext,
  shopId: string,
  { definition, input }: Pick<OpenCommand, 'definition' | 'input'>,
  signal: AbortSignal,
): Promise<Carrier | ParkedShop> {
  if (definition.local) {
    const local = await localContext(context, shopId, signal);
    return {
      kind: 'ready',
      session: null,
      send: (attempt) => hushOutcome(context, attempt.commandId, definition.send(local, input, attempt)),
      settle: (attempt) => hushOutcome(context, attempt.commandId, definition.settle(local, input, attempt)),
    };
  }
  const ready = await shopContext(context, shopId, signal);
  if (ready.kind === 'parked') return ready;
  const { shop } = ready;
  return {
    kind: 'ready',
    session: shop.session,
    send: (attempt) => hushOutcome(context, attempt.commandId, definition.send(shop, input, attempt)),
    settle: (attempt) => hushOutcome(context, attempt.commandId, definition.settle(shop, input, attempt)),
  };
}
