import type { z } from 'zod';
import type { ShopContext } from './shop.ts';
import type { Json, JsonObject } from '../snapshot.ts';
import type { Confirmation, OrderStatus, RefundStatus } from '../status.ts';

/** Something a person or program can ask the channel to do, with exactly one effect. */
export interface CommandDefinition<Input, Connection> {
  /** For people, for example "Deliver an item". */
  readonly label: string;
  readonly input: z.ZodType<Input>;
  /** The order (and item) that the input is about. Pure. */
  subject(input: Input): CommandSubject;
  /**
   * Whether the order, as the hub knows it, allows the command on this item (null: the whole order).
   * Pure; used to offer actions, and again before sending.
   */
  allowed(order: OrderFacts, item: ItemFacts | null): Allowed;
  /**
   * At most one success ever for the same key, whatever idempotency keys are used: after it, the
   * same input gets the first outcome without a call and other input is refused. Null: no such rule.
   */
  onceKey?(input: Input): string | null;
  /** Sends the request once. The command row is already committed. A thrown error counts as `unknown`. */
  send(context: ShopContext<Connection>, input: Input, attempt: CommandAttempt): Promise<SendOutcome>;
  /** After `unknown`: asks upstream what became of it. Reads only. May throw ChannelError; then it is asked again later. */
  settle(context: ShopContext<Connection>, input: Input, attempt: CommandAttempt): Promise<SettleOutcome>;
  /** How long an effect may still land after the request was sent, in milliseconds; absence is proof only after it. */
  readonly settleWindowMs: number;
  /** What to do when the effect is proven absent. `resend` sends again; `fail` reports failure. */
  readonly whenAbsent: 'resend' | 'fail';
}

/** What a command is about; without an item, the whole order. */
export interface CommandSubject {
  readonly reference: string;
  readonly itemReference: string | null;
}

/** One sending of a command. */
export interface CommandAttempt {
  /** The command's id: stable over attempts; fit to derive upstream idempotency numbers from. */
  readonly commandId: string;
  readonly idempotencyKey: string;
  /** From 1. */
  readonly number: number;
  /** When this attempt was first sent. */
  readonly sentAt: Date;
}

/** Whether a command makes sense now. */
export type Allowed =
  | { readonly allowed: true }
  /** `code` is stable and upper case; `reason` is for people and says what to do instead. */
  | { readonly allowed: false; readonly code: string; readonly reason: string };

/**
 * What became of a sending. `result`, `code` and `message` are kept and answered in clear to whoever may
 * see the command, as the other outcomes' are: no personal data and no secret in them.
 */
export type SendOutcome =
  | { readonly outcome: 'succeeded'; readonly result: JsonObject }
  /** Upstream refused, or the request provably never left. Nothing happened there. */
  | { readonly outcome: 'failed'; readonly code: string; readonly message: string }
  /** The shop has no valid session: nothing was sent; the command waits until the shop is authorised again. */
  | { readonly outcome: 'parked'; readonly code: string; readonly message: string }
  /** Upstream asks to wait; nothing was done. */
  | { readonly outcome: 'throttled'; readonly retryAfterMs: number }
  /** Time-out or cut connection: it may or may not have happened. */
  | { readonly outcome: 'unknown'; readonly message: string };

/** What upstream says became of the command. In clear, like {@link SendOutcome}: no personal data. */
export type SettleOutcome =
  | { readonly outcome: 'succeeded'; readonly result: JsonObject }
  | { readonly outcome: 'failed'; readonly code: string; readonly message: string }
  /** Upstream shows no trace of the effect. */
  | { readonly outcome: 'absent' }
  /** Upstream does not say yet. */
  | { readonly outcome: 'unclear'; readonly message: string };

/** What `allowed` may look at: the stored order, without personal data. */
export interface OrderFacts {
  readonly reference: string;
  readonly status: OrderStatus;
  readonly channelStatus: string;
  readonly confirmation: Confirmation;
  readonly refundStatus: RefundStatus;
  readonly detail: { readonly [key: string]: Json };
  readonly items: readonly ItemFacts[];
}

/** The stored item, without personal data. */
export interface ItemFacts {
  readonly reference: string;
  readonly status: OrderStatus;
  readonly channelStatus: string;
  readonly confirmation: Confirmation;
  readonly refundStatus: RefundStatus;
  readonly kind: string;
  readonly detail: { readonly [key: string]: Json };
}
