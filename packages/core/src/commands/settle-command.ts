import type { CommandRecord } from './command-record.ts';
import type { CommandState } from '../command.ts';
import type { Failed, Succeeded } from '../contract/command-definition.ts';
import type { PricedQuote } from '../contract/quote-definition.ts';
import type { Sql } from '../database.ts';
import type { HubContext } from '../hub-context.ts';
import { THE_HUB } from './place-owed.ts';
import { storeQuote } from '../quotes/store-quote.ts';
import type { JsonObject } from '../snapshot.ts';
import { storableText, storableValue } from '../storable-text.ts';
import { requestSync } from '../sync/request-sync.ts';
import { COMMAND_CHANNEL, wake } from '../wake.ts';

/** How a command ends, for now or for good. */
export interface Settlement {
  readonly state: Extract<CommandState, 'SUCCEEDED' | 'FAILED' | 'NEEDS_ATTENTION'>;
  readonly code: string | null;
  readonly message: string | null;
  readonly result: JsonObject | null;
  /** Whether another of the same `onceKey` may follow a success. Default false. */
  readonly repeatable?: boolean | undefined;
  /** The order that was made, by a command that makes one. */
  readonly reference?: string | undefined;
  /** The price that came with it. */
  readonly quote?: PricedQuote | undefined;
}

/** The settlement of a command that was carried out. */
export function succeeded({ result, message, repeatable, reference, quote }: Omit<Succeeded, 'outcome'>): Settlement {
  return { state: 'SUCCEEDED', code: null, message: message ?? null, result, repeatable, reference, quote };
}

/** The settlement of a command that had no effect. */
export function failed({ code, message, quote }: Omit<Failed, 'outcome'>): Settlement {
  return { state: 'FAILED', code, message, result: null, quote };
}

/** The code of a command that is done, while it is not known which order it made. It is never sent again. */
export const ORDER_UNNAMED = 'ORDER_UNNAMED';

/**
 * Whether a success says which order was made, where the command makes one. One that does not is a fault of
 * the adapter; the channel is asked, because an order that nobody can find would be lost.
 */
export function tellsWhich(context: HubContext, command: CommandRecord, { reference }: Succeeded): boolean {
  if (command.reference !== null || (reference !== undefined && reference !== '')) return true;
  const { id: commandId, shopId, channel, name } = command;
  context.logger.error(
    { commandId, shopId, channel, name },
    'A command made an order, but the adapter does not say which; its outcome must hold the reference',
  );
  return false;
}

const settleStatement = {
  name: 'command.settle',
  text: `update interline.command as command
            set state = $3, code = $4, message = $5, result = $6, finished_at = $7,
                once_key = case when $9 then null else command.once_key end,
                reference = coalesce(command.reference, $8),
                order_id = coalesce(command.order_id, (select orders.id from interline.orders
                                                        where orders.shop_id = command.shop_id and orders.reference = $8)),
                due_at = null, leased_until = null
          where id = $1 and attempts = $2
            and (state in ('PENDING', 'SENT', 'UNKNOWN') or (state = 'NEEDS_ATTENTION' and due_at is not null))
      returning command.reference`,
};

/**
 * Records an outcome with the price that came with it, and asks for the order to be fetched, in one
 * transaction. An outcome that comes after the lease is over still counts, as long as nothing was sent
 * since: it is the truth.
 * @returns whether the command was still open
 */
export async function settleCommand(
  context: HubContext,
  command: CommandRecord,
  settlement: Settlement,
): Promise<boolean> {
  const now = context.clock.now();
  const settled = await context.database.transaction(async (sql) => {
    const [row] = await sql.query<{ reference: string | null }>(settleStatement, [
      command.id,
      command.attempts,
      settlement.state,
      settlement.code && storableText(settlement.code),
      settlement.message && storableText(settlement.message),
      storableValue(settlement.result),
      settlement.state === 'NEEDS_ATTENTION' ? null : now,
      settlement.reference ?? null,
      settlement.repeatable ?? false,
    ]);
    if (!row) return null;
    if (settlement.quote) await keepQuote(context, sql, { ...command, ...row }, settlement.state, settlement.quote);
    await announceOutcome(sql, { ...command, ...row }, now);
    return row;
  });
  if (settled) log(context, { ...command, ...settled }, settlement);
  return settled !== null;
}

/** Has the order of a settled command fetched, if it is known, and tells whoever waits for the command. */
export async function announceOutcome(sql: Sql, command: CommandRecord, at: Date): Promise<void> {
  const { id, shopId, channel, reference } = command;
  if (reference !== null) await requestSync(sql, { shopId, channel, reference, cause: 'COMMAND', at });
  await wake(sql, COMMAND_CHANNEL, id);
}

/** A price that came with a failure is the price of what was to be confirmed. */
async function keepQuote(
  { clock, sealer, logger }: HubContext,
  sql: Sql,
  command: CommandRecord,
  state: Settlement['state'],
  priced: PricedQuote,
): Promise<void> {
  const { id: commandId, shopId, channel, name, reference, itemReference, requestedBy, quoteId } = command;
  if (reference === null) {
    logger.error({ commandId, shopId, channel, name }, 'A price came for an order that was not made; it is dropped');
    return;
  }
  const insteadOf = state === 'FAILED' ? quoteId : null;
  const origin = { shopId, channel, name, reference, itemReference, requestedBy, input: commandId };
  await storeQuote(sql, sealer, priced, { ...origin, commandId, insteadOf, createdAt: clock.now() });
}

function log({ logger }: HubContext, command: CommandRecord, { state, code }: Settlement): void {
  const { id: commandId, shopId, channel, name, reference, attempts, requestedBy } = command;
  const fields = { commandId, shopId, channel, name, reference, attempts, state, code };
  if (state === 'NEEDS_ATTENTION') logger.error(fields, 'A command needs a person to look at it');
  else if (state === 'FAILED' && requestedBy === THE_HUB)
    logger.warn(fields, 'What an order owes has failed; nobody waits for it');
  else logger.info(fields, 'Command settled');
}
