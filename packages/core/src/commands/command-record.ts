import type { CommandState } from '../command.ts';
import type { SealedPlace } from '../privacy/seal.ts';
import type { JsonObject } from '../snapshot.ts';

/** A command as people and programs see it; without its input, which may be personal. */
export interface CommandRecord {
  readonly id: string;
  readonly shopId: string;
  readonly channel: string;
  /** The adapter's name for it, for example `deliver`. */
  readonly name: string;
  readonly orderId: string | null;
  /** The upstream order id; null until a command that makes a new order has been told which. */
  readonly reference: string | null;
  readonly itemReference: string | null;
  /** The quote that it confirms; null for other commands. */
  readonly quoteId: string | null;
  readonly idempotencyKey: string;
  readonly state: CommandState;
  /** Stable code of the outcome; null when it succeeded, and while open, unless it is `ORDER_UNNAMED`. */
  readonly code: string | null;
  /** For people: what happened, and what to do, if anything. */
  readonly message: string | null;
  readonly result: JsonObject | null;
  /** How often the request was sent. */
  readonly attempts: number;
  /** Who asked: the token's name, or `the hub` for what an order's dossier owes. */
  readonly requestedBy: string;
  readonly createdAt: Date;
  readonly sentAt: Date | null;
  readonly finishedAt: Date | null;
}

/** The columns of {@link CommandRecord}, for a select list or a returning clause over table or alias `command`. */
export const RECORD_COLUMNS = `command.id, command.shop_id as "shopId", command.channel, command.name,
  command.order_id as "orderId", command.reference, command.item_reference as "itemReference",
  command.quote_id as "quoteId", command.idempotency_key as "idempotencyKey", command.state, command.code, command.message, command.result,
  command.attempts, command.requested_by as "requestedBy", command.created_at as "createdAt",
  command.sent_at as "sentAt", command.finished_at as "finishedAt"`;

/** States that no worker changes any more. */
const SETTLED: ReadonlySet<CommandState> = new Set(['SUCCEEDED', 'FAILED', 'NEEDS_ATTENTION']);

/** Whether nothing more happens to the command unless a person acts. */
export function isSettled(command: { readonly state: CommandState }): boolean {
  return SETTLED.has(command.state);
}

/** Where a command's input is sealed. */
export function inputPlace(command: { readonly id: string; readonly shopId: string }): SealedPlace {
  return { shopId: command.shopId, column: 'command.input_sealed', row: command.id };
}
