import type { CommandRecord } from './command-record.ts';
import type { InputRefusal, NotAllowed, OrderRefusal, ConfirmRefusal, Refusal, ShopRefusal } from '../refusal.ts';

/** What is asked for. */
export interface CommandRequest {
  readonly channel: string;
  /** The adapter's name for it, for example `deliver`. */
  readonly name: string;
  /**
   * Needed when two of the viewer's shops have an order with the same reference, and for a command that
   * makes a new order when the viewer sees several shops of the channel.
   */
  readonly shopId?: string | null;
  /**
   * The caller's own name for this one wish: 1 to 128 printable ASCII characters. Repeating a
   * request with it is safe; it never has a second effect.
   */
  readonly idempotencyKey: string;
  /** As JSON; validated by the command's definition. */
  readonly input: unknown;
}

/** What became of a request to do something. Every refusal is data: nothing was stored and nothing sent. */
export type CommandSubmission =
  | {
      readonly kind: 'accepted';
      readonly command: CommandRecord;
      /** True when an earlier submission of the same wish was found: its outcome, or its state so far. */
      readonly repeated: boolean;
    }
  | CommandRefusal;

/** Why nothing was taken down. The message says what to do instead. */
export type CommandRefusal =
  /** The token lacks `orders:write`. */
  | Refusal<'FORBIDDEN'>
  | Refusal<'INVALID_IDEMPOTENCY_KEY'>
  /** The channel has no such command. */
  | Refusal<'UNKNOWN_COMMAND'>
  | InputRefusal
  | OrderRefusal
  | ShopRefusal
  | ConfirmRefusal
  | NotAllowed
  /** The idempotency key stands for another request; `commandId` is that one. */
  | (Refusal<'KEY_REUSED'> & { readonly commandId: string })
  /** It has been done, or is being done, with other input; `differences` are the paths of what differs, without values. */
  | (Refusal<'ALREADY_DONE_DIFFERENTLY'> & {
      readonly command: CommandRecord;
      readonly differences: readonly string[];
    });
